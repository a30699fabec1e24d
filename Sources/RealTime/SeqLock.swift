import Synchronization

/// The newest of a row of small values, from one writing thread to any number of readers that must
/// never wait for it: a reader that meets a write in progress gets nil and keeps what it had.
///
/// The value travels as relaxed atomic words between two counter updates (Boehm, "Can seqlocks get
/// along with programming language memory models?", 2012), so there is no data race to excuse.
package struct SeqLock: ~Copyable, Sendable {
    private let sequence = Atomic<UInt64>(0)
    private let a: Atomic<UInt64>
    private let b: Atomic<UInt64>
    private let c: Atomic<UInt64>
    private let d: Atomic<UInt64>
    private let e: Atomic<UInt64>
    private let f: Atomic<UInt64>

    package init(_ value: Words) {
        a = Atomic(value.a)
        b = Atomic(value.b)
        c = Atomic(value.c)
        d = Atomic(value.d)
        e = Atomic(value.e)
        f = Atomic(value.f)
    }

    /// Publishes `value`. One writing thread.
    @_noLocks @_noAllocation
    package func store(_ value: Words) {
        let start = sequence.load(ordering: .relaxed)
        sequence.store(start &+ 1, ordering: .relaxed)
        atomicMemoryFence(ordering: .releasing)
        a.store(value.a, ordering: .relaxed)
        b.store(value.b, ordering: .relaxed)
        c.store(value.c, ordering: .relaxed)
        d.store(value.d, ordering: .relaxed)
        e.store(value.e, ordering: .relaxed)
        f.store(value.f, ordering: .relaxed)
        sequence.store(start &+ 2, ordering: .releasing)
    }

    /// The newest value, or nil while it is being replaced. Any thread.
    @_noLocks @_noAllocation
    package func load() -> Words? {
        let before = sequence.load(ordering: .acquiring)
        guard before & 1 == 0 else { return nil }
        let value = Words(
            a.load(ordering: .relaxed), b.load(ordering: .relaxed), c.load(ordering: .relaxed),
            d.load(ordering: .relaxed), e.load(ordering: .relaxed), f.load(ordering: .relaxed))
        atomicMemoryFence(ordering: .acquiring)
        return sequence.load(ordering: .relaxed) == before ? value : nil
    }
}
