package import Streaming

/// What is expected to be missing of a stream at some latency, in frames an hour, and what that lies under with 95 %
/// certainty.
package struct LossForecast: Hashable, Sendable {
    /// Too late to be played.
    package var late: Double
    /// Lost on the way, and not brought back in time.
    package var lost: Double
    package var bound: Double
    /// What repairs.
    package var repair: RepairChoice
    /// Bytes sent beside the stream for that, as a part of it.
    package var overhead: Double

    package var expected: Double { late + lost }
}
