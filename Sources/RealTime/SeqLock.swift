package import Synchronization

/// The newest of a row of small values, from one writing thread to any number of readers that must
/// never wait for it: a reader that meets a write in progress gets nil and keeps what it had.
///
/// The value travels as relaxed atomic words between two counter updates (Boehm, "Can seqlocks get
/// along with programming language memory models?", 2012), so there is no data race to excuse.
package struct SeqLock<Value: BitwiseCopyable>: ~Copyable {
    @usableFromInline let sequence = Atomic<UInt>(0)
    @usableFromInline let words: UnsafeMutablePointer<Atomic<UInt64>>
    @usableFromInline let count: Int

    package init(_ value: Value) {
        count = (MemoryLayout<Value>.size + 7) / 8
        words = .allocate(capacity: count)
        for index in 0..<count { (words + index).initialize(to: Atomic(0)) }
        store(value)
    }

    deinit {
        words.deinitialize(count: count)
        words.deallocate()
    }

    /// Publishes `value`. One writing thread; at most 256 bytes.
    @inlinable @inline(__always)
    package func store(_ value: Value) {
        var copy = (value, UInt64(0))
        let start = sequence.load(ordering: .relaxed)
        sequence.store(start &+ 1, ordering: .relaxed)
        atomicMemoryFence(ordering: .releasing)
        withUnsafeBytes(of: &copy) { bytes in
            for index in 0..<count {
                let word = bytes.loadUnaligned(fromByteOffset: index &* 8, as: UInt64.self)
                words[index].store(word, ordering: .relaxed)
            }
        }
        sequence.store(start &+ 2, ordering: .releasing)
    }

    /// The newest value, or nil while it is being replaced. Any thread.
    @inlinable @inline(__always)
    package func load(_ current: Value) -> Value? {
        var copy = (current, UInt64(0))
        let before = sequence.load(ordering: .acquiring)
        guard before & 1 == 0 else { return nil }
        withUnsafeMutableBytes(of: &copy) { bytes in
            for index in 0..<count {
                bytes.storeBytes(
                    of: words[index].load(ordering: .relaxed), toByteOffset: index &* 8,
                    as: UInt64.self)
            }
        }
        atomicMemoryFence(ordering: .acquiring)
        guard sequence.load(ordering: .relaxed) == before else { return nil }
        return copy.0
    }
}

// One writing and one reading thread, as documented; the atomics order their accesses.
extension SeqLock: @unchecked Sendable where Value: Sendable {}
