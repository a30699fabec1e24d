import Units

/// How fast a receiver goes through a stream, so that it stays where it ought to be: the loop of clock
/// recovery. JACK thread.
///
/// The ratio of the two clocks is known from the slopes of their lines; it is followed, smoothed
/// (*feed-forward*). What is left, the distance between where the stream should be and where it is, is
/// closed slowly on top, bounded so that no ear hears it. Both time constants grow with the loop's age:
/// fast to lock, slow to track. The distance itself moves by a microsecond whenever a line is laid anew;
/// smoothed, that bends the speed instead of kinking it, which is 5 dB less noise.
package struct PlayoutClock {
    /// Places of the stream per second of the sink's nominal time, as a part of its nominal rate.
    package private(set) var velocity = 1.0
    private var feedForward = 1.0
    /// The error, smoothed, s.
    private var distance = 0.0
    private var age = 0.0
    /// Time constant of that, as a part of the one that the error is closed with; 0 smoothes nothing.
    private let smoothing: Double

    /// Least and greatest time constants of the feed-forward and of the error, s.
    private static var slowestFeed: Double { @_noLocks @_noAllocation get { 15 } }
    private static var fastestFeed: Double { @_noLocks @_noAllocation get { 0.2 } }
    private static var slowestError: Double { @_noLocks @_noAllocation get { 30 } }
    private static var fastestError: Double { @_noLocks @_noAllocation get { 0.3 } }
    /// A correction of 200 ppm is a third of a cent.
    private static var mostCorrection: Double { @_noLocks @_noAllocation get { 200e-6 } }
    /// Beyond what any crystal does; a line that says so is wrong.
    private static var mostDeviation: Double { @_noLocks @_noAllocation get { 2e-3 } }

    @_noLocks @_noAllocation
    package init(smoothing: Double = 1.0 / 8) { self.smoothing = smoothing }

    /// Starts anew, at the ratio that the lines tell: the slopes of the sink's and of the link's line,
    /// each less one.
    @_noLocks @_noAllocation
    package mutating func start(sinkSlope: Double, linkSlope: Double) {
        age = 0
        distance = 0
        feedForward = Self.bounded((1 + sinkSlope) / (1 + linkSlope) - 1, Self.mostDeviation) + 1
        velocity = feedForward
    }

    /// One cycle of `period` s in which the stream lags by `error` s behind where it should be.
    @_noLocks @_noAllocation
    package mutating func steer(
        error: Double, sinkSlope: Double, linkSlope: Double, period: Double
    ) {
        let told = Self.bounded((1 + sinkSlope) / (1 + linkSlope) - 1, Self.mostDeviation) + 1
        let feedTime = min(max(age / 2, Self.fastestFeed), Self.slowestFeed)
        feedForward += (told - feedForward) * min(1, period / feedTime)
        let errorTime = min(max(age / 2, Self.fastestError), Self.slowestError)
        distance += (error - distance) * min(1, period / (errorTime * smoothing))
        velocity = feedForward + Self.bounded(distance / errorTime, Self.mostCorrection)
        age += period
    }

    /// The stream was put where it should be.
    @_noLocks @_noAllocation
    package mutating func jumped() { distance = 0 }

    @_noLocks @_noAllocation
    private static func bounded(_ x: Double, _ bound: Double) -> Double {
        x > bound ? bound : x < -bound ? -bound : x
    }
}
