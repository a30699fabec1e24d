/// A sample rate in hertz, 1 … 768 000.
package struct SampleRate: Hashable, Sendable {
    package let hertz: Int

    /// Nil for a rate that no sound card has.
    @inlinable
    package init?(hertz: Int) {
        guard (1...768_000).contains(hertz) else { return nil }
        self.hertz = hertz
    }

    package static let cd = SampleRate(hertz: 44_100)!
    package static let dat = SampleRate(hertz: 48_000)!

    /// How long `frames` take at this rate, to the nearest nanosecond.
    package func duration(ofFrames frames: Int64) -> Nanoseconds {
        let (seconds, rest) = frames.quotientAndRemainder(dividingBy: Int64(hertz))
        let fraction = (Double(rest) * 1e9 / Double(hertz)).rounded()
        return Nanoseconds(seconds &* 1_000_000_000 &+ Int64(fraction))
    }

    /// The number of frames, rounded to the nearest, that pass in `duration`.
    package func frames(in duration: Nanoseconds) -> Int64 {
        let (seconds, rest) = duration.count.quotientAndRemainder(dividingBy: 1_000_000_000)
        let fraction = (Double(rest) * Double(hertz) / 1e9).rounded()
        return seconds &* Int64(hertz) &+ Int64(fraction)
    }
}
