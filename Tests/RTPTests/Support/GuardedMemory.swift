import Glibc

/// A page whose last byte is followed by one that must not be touched: a parser that reads, or a
/// writer that writes, one byte too far ends the test run.
struct GuardedMemory: ~Copyable {
    private let base: UnsafeMutableRawPointer
    private let page = Int(sysconf(Int32(_SC_PAGESIZE)))

    init() {
        let flags = MAP_PRIVATE | MAP_ANONYMOUS
        guard let base = mmap(nil, 2 * page, PROT_READ | PROT_WRITE, flags, -1, 0),
            base != MAP_FAILED, mprotect(base + page, page, PROT_NONE) == 0
        else { fatalError("no memory for a guard page") }
        self.base = base
    }

    deinit { munmap(base, 2 * page) }

    /// `count` bytes right in front of the guard.
    func room(_ count: Int) -> UnsafeMutableRawBufferPointer {
        UnsafeMutableRawBufferPointer(start: base + page - count, count: count)
    }

    /// `bytes` right in front of the guard.
    func holding(_ bytes: [UInt8]) -> UnsafeRawBufferPointer {
        let room = room(bytes.count)
        room.copyBytes(from: bytes)
        return UnsafeRawBufferPointer(room)
    }
}
