/// A span of time, or an instant on one monotonic clock, in nanoseconds.
///
/// 64 bits hold 292 years, so sums of instants and spans that stay on one machine cannot overflow;
/// arithmetic wraps all the same, because some of the operands come from the network.
package struct Nanoseconds: Hashable, Comparable, Sendable {
    package var count: Int64

    @_noLocks @_noAllocation @inlinable
    package init(_ count: Int64) { self.count = count }

    package static let zero = Nanoseconds(0)

    /// To the nearest nanosecond; nil where `milliseconds` is not finite or beyond ±1e12.
    package init?(milliseconds: Double) {
        guard milliseconds.magnitude <= 1e12 else { return nil }
        self.init(Int64((milliseconds * 1e6).rounded()))
    }

    package var milliseconds: Double { Double(count) / 1e6 }
    package var seconds: Double { Double(count) / 1e9 }

    @inlinable
    package static func < (a: Self, b: Self) -> Bool { a.count < b.count }
    @inlinable
    package static func + (a: Self, b: Self) -> Self { Self(a.count &+ b.count) }
    @inlinable
    package static func - (a: Self, b: Self) -> Self { Self(a.count &- b.count) }
    @inlinable
    package static func += (a: inout Self, b: Self) { a.count &+= b.count }
    @inlinable
    package static func -= (a: inout Self, b: Self) { a.count &-= b.count }
}
