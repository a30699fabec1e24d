package import Units

/// An instant in NTP's format: 32 bits of seconds, 32 bits of fraction (RFC 3550 section 4).
///
/// Any clock will do, since each end only ever subtracts its own instants from each other.
package struct NTPTime: Hashable, Sendable {
    /// Seconds in the upper half, 2⁻³² seconds in the lower.
    package var bits: UInt64

    @_noLocks @_noAllocation
    package init(bits: UInt64) { self.bits = bits }

    /// The instant in NTP's format, rounded down; seconds beyond 32 bits wrap.
    @_noLocks @_noAllocation
    package init(_ instant: Nanoseconds) {
        var (seconds, rest) = instant.count.quotientAndRemainder(dividingBy: 1_000_000_000)
        if rest < 0 {
            seconds -= 1
            rest += 1_000_000_000
        }
        let fraction = (UInt64(rest) << 32) / 1_000_000_000
        bits = UInt64(truncatingIfNeeded: seconds) << 32 | fraction
    }

    /// The middle half, in 1/65536 s, as reports quote it; wraps after 18.2 hours.
    package var middle32: UInt32 {
        @_noLocks @_noAllocation get { UInt32(truncatingIfNeeded: bits >> 16) }
    }

    /// A delay in 1/65536 s, as reports carry it, to the nearest; saturates at 0 and at 18.2 hours.
    @_noLocks @_noAllocation
    package static func shortFormat(_ delay: Nanoseconds) -> UInt32 {
        guard delay.count > 0 else { return 0 }
        guard delay.count < 65_536_000_000_000 else { return .max }
        return UInt32(clamping: ((delay.count << 16) + 500_000_000) / 1_000_000_000)
    }

    /// The round trip at the end that sent `lastReport` (RFC 3550 section 6.4.1, RFC 3611 4.5).
    ///
    /// - Parameters:
    ///   - now: when the answer arrived, on the clock that stamped the report.
    ///   - lastReport: `middle32` of the report that the peer answers; 0 where it has had none.
    ///   - delay: how long the peer kept it, in 1/65536 s.
    /// - Returns: 0 … 30 s, in steps of 15 µs; nil where the peer's figures give no such time.
    @_noLocks @_noAllocation
    package static func roundTrip(
        now: NTPTime, lastReport: UInt32, delay: UInt32
    ) -> Nanoseconds? {
        guard lastReport != 0 else { return nil }
        let ticks = Int64(Int32(bitPattern: now.middle32 &- lastReport &- delay))
        // Rounding the three figures may turn a round trip of nothing into −2 ticks.
        guard ticks >= -2, ticks <= 30 << 16 else { return nil }
        return Nanoseconds((max(0, ticks) * 1_000_000_000) >> 16)
    }
}
