import Synchronization

/// Small records from one writing to one reading thread, first in, first out.
/// Sized at init; a full queue refuses, an empty one answers nil.
package struct WordQueue: ~Copyable {
    private let mask: Int
    private let storage: UnsafeMutablePointer<Words>
    private let head = Atomic<Int>(0)
    private let tail = Atomic<Int>(0)

    /// Room for at least `capacity` records.
    package init(capacity: Int) {
        var size = 2
        while size < capacity { size *= 2 }
        mask = size - 1
        storage = .allocate(capacity: size)
        storage.initialize(repeating: Words(), count: size)
    }

    deinit { storage.deallocate() }

    /// False, and nothing kept, where the reader is behind by the whole queue. Writer's thread.
    @_noLocks @_noAllocation
    package func push(_ record: Words) -> Bool {
        let end = head.load(ordering: .relaxed)
        guard end &- tail.load(ordering: .acquiring) <= mask else { return false }
        storage[end & mask] = record
        head.store(end &+ 1, ordering: .releasing)
        return true
    }

    /// The oldest record, taken out. Reader's thread.
    @_noLocks @_noAllocation
    package func pop() -> Words? {
        let start = tail.load(ordering: .relaxed)
        guard start != head.load(ordering: .acquiring) else { return nil }
        let record = storage[start & mask]
        tail.store(start &+ 1, ordering: .releasing)
        return record
    }
}

// One writing and one reading thread, as documented; the atomics order their accesses.
extension WordQueue: @unchecked Sendable {}
