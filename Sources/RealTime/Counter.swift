package import Synchronization

/// A count that one thread raises and any thread reads.
package struct Counter: ~Copyable {
    @usableFromInline let value = Atomic<Int>(0)

    package init() {}

    /// The count so far. Any thread.
    @inlinable
    package var count: Int {
        @_noLocks @_noAllocation get { value.load(ordering: .relaxed) }
    }

    /// Adds `amount`. The counting thread.
    @_noLocks @_noAllocation @inlinable
    package func add(_ amount: Int = 1) { value.wrappingAdd(amount, ordering: .relaxed) }
}
