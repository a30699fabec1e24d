/// `x` to the nearest integer, halves away from zero; values beyond ±9.2e18 become the limit and NaN
/// becomes 0. `Int64(x.rounded())` would trap there, and cannot be proven free of allocation.
@_noLocks @_noAllocation @inlinable
package func nearestInt64(_ x: Double) -> Int64 {
    guard x > -9.2e18 else { return x.isNaN ? 0 : .min }
    guard x < 9.2e18 else { return .max }
    return Int64(x < 0 ? x - 0.5 : x + 0.5)
}

/// The largest integer that is not above `x`; limits as of `nearestInt64`.
@_noLocks @_noAllocation @inlinable
package func floorInt64(_ x: Double) -> Int64 {
    guard x > -9.2e18 else { return x.isNaN ? 0 : .min }
    guard x < 9.2e18 else { return .max }
    let whole = Int64(x)
    return Double(whole) > x ? whole &- 1 : whole
}
