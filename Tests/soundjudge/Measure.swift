import Glibc

/// What is read from recorded sound (docs/glossary.md, DESIGN of the live measures).
enum Measure {
    /// Residual over fundamental in dB: the median of half-second blocks, each fitted with a sine
    /// of `frequency` and an offset by least squares; the first and the last block are left out,
    /// where sound begins and ends. Nil for silence.
    static func residual(_ samples: [Float], frequency: Double, rate: Double) -> Double? {
        let block = Int(rate / 2)
        var figures: [Double] = []
        var start = block
        while start + 2 * block <= samples.count {
            let part = samples[start..<start + block]
            start += block
            guard part.contains(where: { $0.magnitude > 0.01 }) else { continue }
            figures.append(fit(part, 2 * .pi * frequency / rate))
        }
        // A block in which the sine begins or ends says nothing about the link.
        guard figures.count >= 3 else { return nil }
        return figures.sorted()[figures.count / 2]
    }

    private static func fit(_ samples: ArraySlice<Float>, _ angle: Double) -> Double {
        var sine = 0.0
        var cosine = 0.0
        var mean = 0.0
        let count = Double(samples.count)
        for (index, sample) in samples.enumerated() {
            sine += Double(sample) * sin(angle * Double(index))
            cosine += Double(sample) * cos(angle * Double(index))
            mean += Double(sample)
        }
        (sine, cosine, mean) = (sine * 2 / count, cosine * 2 / count, mean / count)
        var rest = 0.0
        for (index, sample) in samples.enumerated() {
            let phase = angle * Double(index)
            let error = Double(sample) - sine * sin(phase) - cosine * cos(phase) - mean
            rest += error * error
        }
        let power = (sine * sine + cosine * cosine) / 2
        return 10 * log10(max(rest / count, 1e-20) / max(power, 1e-20))
    }

    /// Milliseconds from each played pulse to the next recorded one: the median.
    static func latency(played: [Double], recorded: [Double]) -> Double? {
        let delays = recorded.compactMap { time -> Double? in
            played.filter { $0 < time }.max().map { (time - $0) / 1_000 }
        }
        return delays.isEmpty ? nil : delays.sorted()[delays.count / 2]
    }
}
