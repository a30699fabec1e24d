/// How an `EnvelopeLine` listens: lengths and thresholds in seconds of nominal time.
package struct EnvelopeParameters: Sendable {
    /// Length of a bucket at first, of which one minimum is kept.
    package var bucket: Double
    /// Length at which buckets stop doubling and the oldest is dropped instead.
    package var longestBucket: Double
    /// Length of the probe that looks for steps.
    package var probe: Double
    /// How many buckets there must be before steps are looked for.
    package var probeFrom: Int
    /// How long a step to later stamps must last to be believed, and the same after an xrun.
    package var lateHold: Double
    package var lateHoldAfterXrun: Double
    /// How long a step to earlier stamps must last to be believed.
    package var earlyHold: Double
    /// The smallest step that is looked for, spread apart, and the same after an xrun.
    package var threshold: Double
    package var thresholdAfterXrun: Double
    /// How long the line listens after a step before it learns again; 0 learns at once.
    package var settling: Double
    /// Of a server's cycles, rather than of what a network delivers.
    var isOfCycles: Bool { @_noLocks @_noAllocation get { settling > 0 } }

    /// For the cycle stamps of a JACK server.
    package static func cycle(sampleRate: Int, periodFrames: Int) -> Self {
        let rate = Double(sampleRate)
        let bucket = max(1024 / rate, Double(periodFrames) / rate)
        let probe = max(2048 / rate, 4 * Double(periodFrames) / rate)
        return Self(
            bucket: bucket, longestBucket: 64 * bucket, probe: probe, probeFrom: 2, lateHold: 0.25,
            lateHoldAfterXrun: probe, earlyHold: 0.25, threshold: 300e-6,
            thresholdAfterXrun: 100e-6, settling: 1.0)
    }

    /// For the arrival stamps of packets, each less its sender's own delay.
    package static func link(sampleRate: Int, periodFrames: Int) -> Self {
        let rate = Double(sampleRate)
        let bucket = max(1024 / rate, Double(periodFrames) / rate)
        return Self(
            bucket: bucket, longestBucket: 64 * bucket, probe: 0.1, probeFrom: 16, lateHold: 1.0,
            lateHoldAfterXrun: 1.0, earlyHold: 0.3, threshold: 100e-6,
            thresholdAfterXrun: 100e-6, settling: 0)
    }
}
