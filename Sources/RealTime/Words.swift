/// Six words that travel between threads together; what they mean is their owner's affair.
///
/// A plain type rather than a type parameter: the compiler can prove code that uses it free of
/// locks and allocation, which it cannot for generic code from another module.
package struct Words: BitwiseCopyable, Sendable, Hashable {
    package var a: UInt64
    package var b: UInt64
    package var c: UInt64
    package var d: UInt64
    package var e: UInt64
    package var f: UInt64

    @_noLocks @_noAllocation @inlinable
    package init(
        _ a: UInt64 = 0, _ b: UInt64 = 0, _ c: UInt64 = 0, _ d: UInt64 = 0, _ e: UInt64 = 0,
        _ f: UInt64 = 0
    ) {
        self.a = a
        self.b = b
        self.c = c
        self.d = d
        self.e = e
        self.f = f
    }
}
