/// The receiver's clock beside this one's, by the fastest datagrams there and back.
package struct ClockComparison: Hashable, Sendable {
    /// So much the receiver's clock is ahead, in the middle of the probe, ns.
    package var offset: Int64
    /// That may be off by so much either way: half of the least round trip, ns.
    package var uncertainty: Int64
    /// So much faster it runs, as a part of 1.
    package var drift: Double
    /// And by so much that may be off.
    package var driftUncertainty: Double
}
