package import Synchronization

/// Small records (`BitwiseCopyable`) from one writing to one reading thread, first in, first out.
/// Sized at init; a full queue refuses, an empty one answers nil.
package struct RecordQueue<Record: BitwiseCopyable>: ~Copyable {
    @usableFromInline let mask: Int
    @usableFromInline let storage: UnsafeMutablePointer<Record>
    @usableFromInline let head = Atomic<Int>(0)
    @usableFromInline let tail = Atomic<Int>(0)

    /// Room for at least `capacity` records, each set to `empty` at first.
    package init(capacity: Int, empty: Record) {
        var size = 2
        while size < capacity { size *= 2 }
        mask = size - 1
        storage = .allocate(capacity: size)
        storage.initialize(repeating: empty, count: size)
    }

    deinit { storage.deallocate() }

    /// False, and nothing kept, where the reader is behind by the whole queue. Writer's thread.
    @inlinable @inline(__always)
    package func push(_ record: Record) -> Bool {
        let end = head.load(ordering: .relaxed)
        guard end &- tail.load(ordering: .acquiring) <= mask else { return false }
        storage[end & mask] = record
        head.store(end &+ 1, ordering: .releasing)
        return true
    }

    /// The oldest record, taken out. Reader's thread.
    @inlinable @inline(__always)
    package func pop() -> Record? {
        let start = tail.load(ordering: .relaxed)
        guard start != head.load(ordering: .acquiring) else { return nil }
        let record = storage[start & mask]
        tail.store(start &+ 1, ordering: .releasing)
        return record
    }
}

// One writing and one reading thread, as documented; the atomics order their accesses.
extension RecordQueue: @unchecked Sendable where Record: Sendable {}
