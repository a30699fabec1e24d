package import RealTime
import Units

/// An `EnvelopeLine` at one moment, small enough to be handed to another thread.
package struct LineSnapshot: BitwiseCopyable, Sendable {
    /// What stamps are counted from, ns.
    package var anchor: Int64
    /// Slope less one, and the line's height `value` (s) at nominal time `centre` (s).
    package var slope: Double
    package var centre: Double
    package var value: Double
    /// Mean height of the minima above the line, s: how far it may be from where it belongs.
    package var spread: Double
    /// Buckets behind it: 0 is "no line yet".
    package var buckets: Int32

    @_noLocks @_noAllocation
    package init(
        anchor: Int64, slope: Double, centre: Double, value: Double, spread: Double,
        buckets: Int32
    ) {
        self.anchor = anchor
        self.slope = slope
        self.centre = centre
        self.value = value
        self.spread = spread
        self.buckets = buckets
    }

    /// No line yet.
    package static var none: Self {
        @_noLocks @_noAllocation get {
            Self(anchor: 0, slope: 0, centre: 0, value: 0, spread: 0, buckets: 0)
        }
    }

    /// The nominal time (s) whose stamp is `time` (ns): solves x + value + slope·(x − centre) = t.
    @_noLocks @_noAllocation
    package func nominal(at time: Int64) -> Double {
        let elapsed = Double(time &- anchor) * 1e-9
        return (elapsed - value + slope * centre) / (1 + slope)
    }

    /// The stamp (ns) of nominal time `x` (s).
    @_noLocks @_noAllocation
    package func stamp(at x: Double) -> Int64 {
        anchor &+ nearestInt64((x + value + slope * (x - centre)) * 1e9)
    }

    /// As it travels through a `SeqLock`.
    package var words: Words {
        @_noLocks @_noAllocation get {
            Words(
                UInt64(bitPattern: anchor), slope.bitPattern, centre.bitPattern,
                value.bitPattern, UInt64(UInt32(bitPattern: buckets)), spread.bitPattern)
        }
    }

    @_noLocks @_noAllocation
    package init(_ words: Words) {
        anchor = Int64(bitPattern: words.a)
        slope = Double(bitPattern: words.b)
        centre = Double(bitPattern: words.c)
        value = Double(bitPattern: words.d)
        buckets = Int32(bitPattern: UInt32(truncatingIfNeeded: words.e))
        spread = Double(bitPattern: words.f)
    }
}
