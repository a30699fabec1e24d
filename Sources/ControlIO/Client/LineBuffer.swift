/// Bytes that come in pieces, and the whole lines in them.
struct LineBuffer {
    /// Longer lines are not waited for.
    let limitBytes: Int
    private var bytes: [UInt8] = []
    /// How many of them are known to hold no end of line.
    private var searched = 0

    init(limitBytes: Int) { self.limitBytes = limitBytes }

    /// A line is coming that is longer than it may be.
    var isOverfull: Bool { bytes.count > limitBytes }

    mutating func append(_ piece: some Collection<UInt8>) { bytes += piece }

    /// The next line, without its end; nil where none is whole.
    mutating func next() -> [UInt8]? {
        guard let end = bytes[searched...].firstIndex(of: 0x0A) else {
            searched = bytes.count
            return nil
        }
        let line = Array(bytes[..<end])
        bytes.removeFirst(end + 1)
        searched = 0
        return line
    }
}
