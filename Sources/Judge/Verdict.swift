import Glibc

/// What is to be said of recorded sound: docs/architecture.md, "How sound is judged".
package struct Verdict {
    /// Channels on which another sine, or none, came out.
    package var wrongChannels = 0
    /// The level that is farthest from what was played, dB.
    package var levelError = 0.0
    /// Of the worst channel, dB; the median of half-second blocks.
    package var thdPlusNoise = -400.0
    /// Rms deviation of the frequency from its mean, over half-second blocks after the first two
    /// seconds, ppm; of the worst channel, nil where fewer than two blocks tell.
    package var wander: Double?
    /// Of the worst channel.
    package var discontinuities = 0
    /// Those in windows in which a server itself lost a cycle, or a processor stood still, or a client came
    /// late to its server.
    package var discontinuitiesApart = 0
    package var lostCycles = 0
    package var standstills = 0
    package var xruns = 0
    /// The median of the pulses, ms; nil where none came out undisturbed.
    package var latency: Double?
    /// How far it moved at most between half-second blocks after the first two seconds, ms, by the phase of
    /// the sine; of the worst channel, nil where fewer than two blocks tell.
    package var latencySpread: Double?
    /// Half-second blocks of the channel that has the most of them that were not disturbed.
    package var judgedBlocks = 0
    /// The noise came out bit for bit on every channel; nil where it was disturbed.
    package var isExact: Bool?

    package init?(played: Capture, recorded: Capture) {
        let signal = JudgedSignal(rate: played.rate, seconds: played.seconds)
        guard let first = recorded.samples.first,
            let start = first.firstIndex(where: { $0.magnitude > 0.05 })
        else { return nil }
        let begin = start + Int(0.3 * recorded.rate)
        let end = min(start + Int((played.seconds - 0.2) * recorded.rate), first.count)
        guard end - begin > Int(recorded.rate / 2) else { return nil }
        let sounding = recorded.time(of: start) + 1e6 * (played.seconds + signal.tailSeconds)
        let still = recorded.standstills.filter { $0 < sounding }
        lostCycles = played.lostCycles.count + recorded.lostCycles.count
        let late = (played.xruns + recorded.xruns).filter { $0 < sounding }
        standstills = still.count
        xruns = late.count
        let disturbed = played.lostCycles + recorded.lostCycles + still + late
        latency = Self.latency(signal, played, recorded, disturbed)
        var isExact = true
        for (channel, samples) in recorded.samples.enumerated() {
            judge(samples[begin..<end], channel, played, recorded, disturbed)
            isExact = isExact && Self.holdsNoise(samples, signal, channel)
        }
        let noise = signal.noiseStart..<signal.noiseStart + signal.noiseFrames
        let (from, to) = (played.time(of: noise.lowerBound), played.time(of: noise.upperBound))
        self.isExact = isExact || !Self.isDisturbed(from...to, disturbed) ? isExact : nil
    }

    private mutating func judge(
        _ samples: ArraySlice<Float>, _ channel: Int, _ played: Capture, _ recorded: Capture,
        _ disturbed: [Double]
    ) {
        let hertz = JudgedSignal.hertz(channel)
        let block = Int(recorded.rate / 2)
        let settled = samples.startIndex + Int(1.7 * recorded.rate)
        var residuals: [Double] = []
        // Blocks of something else.
        var strange = 0
        var pitches: [Double] = []
        var lags: [Double] = []
        for start in stride(from: samples.startIndex, through: samples.endIndex - block, by: block)
        {
            let (from, to) = (recorded.time(of: start), recorded.time(of: start + block))
            if Self.isDisturbed(from...to, disturbed) { continue }
            guard
                let fit = SineFit(samples[start..<start + block], near: hertz, rate: recorded.rate),
                abs(fit.hertz - hertz) < 5
            else {
                residuals.append(0)
                strange += 1
                continue
            }
            residuals.append(fit.residual)
            if start >= settled {
                pitches.append(fit.hertz)
                lags.append(
                    played.lag(
                        of: fit.phase, hertz: hertz, at: recorded.time(of: start + block / 2)))
            }
            let error = 20 * log10(fit.amplitude / JudgedSignal.amplitude)
            if abs(error) > abs(levelError) { levelError = error }
        }
        judgedBlocks = max(judgedBlocks, residuals.count)
        guard !residuals.isEmpty else { return }
        guard strange * 2 < residuals.count else {
            wrongChannels += 1
            return
        }
        thdPlusNoise = max(thdPlusNoise, residuals.sorted()[residuals.count / 2])
        if let worst = Self.wander(pitches) { wander = max(wander ?? 0, worst) }
        if let worst = Self.spread(lags, modulo: 1 / hertz) {
            latencySpread = max(latencySpread ?? 0, worst * 1_000)
        }
        var count = 0
        var apart = 0
        for frame in Self.discontinuities(samples, hertz, recorded.rate) {
            let time = recorded.time(of: frame)
            if Self.isDisturbed(time...time, disturbed) { apart += 1 } else { count += 1 }
        }
        discontinuities = max(discontinuities, count)
        discontinuitiesApart = max(discontinuitiesApart, apart)
    }

    /// Rms deviation from the mean, ppm of it; nil of fewer than two.
    private static func wander(_ pitches: [Double]) -> Double? {
        guard pitches.count > 1 else { return nil }
        let mean = pitches.reduce(0, +) / Double(pitches.count)
        let power = pitches.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(pitches.count)
        return power.squareRoot() / mean * 1e6
    }

    /// Between the least and the greatest of values of which only the remainder by `period` is known, as
    /// long as none is half of that from the first; nil of fewer than two.
    private static func spread(_ values: [Double], modulo period: Double) -> Double? {
        guard values.count > 1, let first = values.first else { return nil }
        let apart = values.map { ($0 - first).remainder(dividingBy: period) }
        guard let least = apart.min(), let greatest = apart.max() else { return nil }
        return greatest - least
    }

    /// Whether something stood still around `window`, µs: a link has a second to come back to its
    /// latency after both ends did.
    private static func isDisturbed(_ window: ClosedRange<Double>, _ instants: [Double]) -> Bool {
        instants.contains { $0 > window.lowerBound - 1_000_000 && $0 < window.upperBound + 200_000 }
    }

    /// Where x[n] − 2 cos(2πf/fs) x[n−1] + x[n−2] exceeds 2·10⁻³, grouped within 64 frames.
    package static func discontinuities(
        _ samples: ArraySlice<Float>, _ hertz: Double, _ rate: Double
    ) -> [Int] {
        let factor = Float(2 * cos(2 * .pi * hertz / rate))
        var found: [Int] = []
        var last = Int.min / 2
        for index in samples.startIndex + 2..<samples.endIndex {
            let rest = samples[index] - factor * samples[index - 1] + samples[index - 2]
            guard rest.magnitude > 2e-3 else { continue }
            if index - last > 64 { found.append(index) }
            last = index
        }
        return found
    }

    /// Stretches of more than 5 ms without sound, between sounds.
    package static func gaps(_ samples: [Float], rate: Double) -> [Range<Int>] {
        var found: [Range<Int>] = []
        var last: Int?
        for (index, sample) in samples.enumerated() where sample.magnitude > 0.01 {
            if let last, Double(index - last) > rate / 200 { found.append(last..<index) }
            last = index
        }
        return found
    }

    /// Each pulse is looked for where it can be: later than it was played by less than what is silent
    /// around it. One that was swallowed is none of another's.
    private static func latency(
        _ signal: JudgedSignal, _ played: Capture, _ recorded: Capture, _ disturbed: [Double]
    ) -> Double? {
        guard let samples = recorded.samples.first else { return nil }
        let silence = 0.48 * JudgedSignal.pulseSpacing * 1e6
        var delays: [Double] = []
        for pulse in signal.pulseFrames {
            let time = played.time(of: pulse)
            guard !isDisturbed(time...time + silence, disturbed) else { continue }
            let first = recorded.frame(at: time)
            let window = max(0, first)..<min(samples.count, recorded.frame(at: time + silence))
            guard let peak = window.max(by: { samples[$0].magnitude < samples[$1].magnitude }),
                samples[peak].magnitude > 0.1
            else { continue }
            delays.append((recorded.time(of: peak) - time) / 1_000)
        }
        return delays.isEmpty ? nil : delays.sorted()[delays.count / 2]
    }

    private static func holdsNoise(_ samples: [Float], _ signal: JudgedSignal, _ channel: Int)
        -> Bool
    {
        let start = (0..<samples.count).first { place in
            place + signal.noiseFrames <= samples.count
                && (0..<8).allSatisfy {
                    samples[place + $0] == JudgedSignal.noise($0, channel: channel)
                }
        }
        guard let start else { return false }
        return (0..<signal.noiseFrames).allSatisfy {
            samples[start + $0] == JudgedSignal.noise($0, channel: channel)
        }
    }

    package var json: String {
        """
        {"wrongChannels": \(wrongChannels), "levelError": \(levelError), \
        "thdPlusNoise": \(thdPlusNoise), \
        "wander": \(wander.map { "\($0)" } ?? "null"), \
        "discontinuities": \(discontinuities), \
        "discontinuitiesApart": \(discontinuitiesApart), "lostCycles": \(lostCycles), \
        "standstills": \(standstills), "xruns": \(xruns), \
        "latencyMilliseconds": \(latency.map { "\($0)" } ?? "null"), \
        "latencySpread": \(latencySpread.map { "\($0)" } ?? "null"), \
        "exact": \(isExact.map { "\($0)" } ?? "null")}
        """
    }
}
