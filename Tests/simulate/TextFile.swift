import Glibc

/// A file that is written from its beginning.
struct TextFile: ~Copyable {
    private let file: UnsafeMutablePointer<FILE>

    init(_ path: String) throws(Fault) {
        guard let file = fopen(path, "w") else {
            throw Fault("\(path) cannot be written: \(String(cString: strerror(errno)))")
        }
        self.file = file
    }

    deinit { fclose(file) }

    mutating func write(_ text: String) { fputs(text, file) }
}
