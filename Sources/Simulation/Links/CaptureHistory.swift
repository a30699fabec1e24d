/// When a simulated sender captured which frame: its newest cycles, in memory made once.
struct CaptureHistory: ~Copyable {
    private struct Entry {
        var position: Int64
        var begin: Int64
    }

    private static var capacity: Int { 1 << 16 }

    private let entries: UnsafeMutablePointer<Entry>
    private let nanosecondsPerFrame: Double
    private var end = 0
    private var cursor = 0

    init(rate: Int) {
        entries = .allocate(capacity: Self.capacity)
        entries.initialize(repeating: Entry(position: 0, begin: 0), count: Self.capacity)
        nanosecondsPerFrame = 1e9 / Double(rate)
    }

    deinit { entries.deallocate() }

    /// A cycle whose first frame is called `position` began at `begin` (true ns).
    mutating func append(position: Int64, begin: Int64) {
        entries[end % Self.capacity] = Entry(position: position, begin: begin)
        end += 1
    }

    /// When the frame `position` + `fraction` was at the port, true ns; nil where that is not known.
    mutating func time(_ position: Int64, _ fraction: Double) -> Double? {
        let first = max(0, end - Self.capacity)
        cursor = max(cursor, first)
        while cursor + 1 < end, entry(cursor + 1).position <= position { cursor += 1 }
        while cursor > first, entry(cursor).position > position { cursor -= 1 }
        guard cursor < end, entry(cursor).position <= position else { return nil }
        let found = entry(cursor)
        let frames = Double(position - found.position) + fraction
        var length = nanosecondsPerFrame
        if cursor + 1 < end {
            let after = entry(cursor + 1)
            let measured =
                Double(after.begin - found.begin) / Double(after.position - found.position)
            // Where a server stood still, it did so after the cycle.
            if abs(measured / length - 1) < 0.01 { length = measured }
        }
        return Double(found.begin) + frames * length
    }

    private func entry(_ index: Int) -> Entry { entries[index % Self.capacity] }
}
