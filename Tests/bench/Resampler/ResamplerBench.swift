import Glibc

/// Our variable resampler beside zita-resampler's VResampler (hlen 32) and libsamplerate's
/// SRC_SINC_MEDIUM_QUALITY, all on the same signals in the same run.
enum ResamplerBench {
    /// Frames a call renders where nothing else is said.
    private static let blockFrames = 64
    /// −1 dBFS.
    private static let amplitude = pow(10, -1.0 / 20)

    /// Prints the table; true where ours meets every bar.
    static func run() -> Bool {
        var table = Table(columns: Entry.allCases.map(\.name))
        measureDistortion(&table)
        measureResponse(&table)
        measureImages(&table)
        measureCost(&table)
        return table.conclude()
    }

    /// THD+N of three sines near 1, 15 and 19 kHz, at fixed ratios and at one that swings by
    /// ±100 ppm ten seconds long.
    private static func measureDistortion(_ table: inout Table) {
        let second = 48_000 / blockFrames
        let fixed = [0, 50, -50, 500, -500].map { ppm in
            (
                ppm == 0 ? "ratio 1" : "\(ppm > 0 ? "+" : "−")\(abs(ppm)) ppm",
                [Double](repeating: 1 + Double(ppm) * 1e-6, count: second)
            )
        }
        let swing = (0..<10 * second).map {
            1 + 100e-6 * sin(2 * .pi * 0.1 * Double($0) / Double(second))
        }
        for (hertz, bar) in [(997.0, -138.0), (14_983, -135), (18_979, -135)] {
            table.head("THD+N at \(Int(hertz)) Hz, dB")
            for (label, ratios) in fixed + [("±100 ppm, 0.1 Hz", swing)] {
                let values = Entry.allCases.map { entry in
                    fit(entry, hertz, ratios).residual
                }
                table.row(label, bar: .most(bar), values, digits: 1)
            }
        }
    }

    /// Flatness to 20 kHz, and the delay: how far ahead of what comes out the input has to be.
    private static func measureResponse(_ table: inout Table) {
        let ratios = [Double](repeating: 1.00005, count: 120)
        let heard = [20, 100, 997, 4_999, 9_973, 14_983, 16_981, 18_047, 18_979, 19_501, 20_000]
        table.head("At 48 kHz, +50 ppm")
        let spreads = Entry.allCases.map { entry in
            let gains = heard.map {
                (20 * log10(fit(entry, Double($0), ratios).amplitude / amplitude)).magnitude
            }
            return gains.max()!
        }
        table.row("flatness 20 Hz to 20 kHz, ± dB", bar: .most(0.1), spreads, digits: 4)
        table.row("delay, frames", bar: .most(32), Entry.allCases.map(delay), digits: 1)
    }

    /// The strongest image of sines up to 20 kHz, between the two families of rates.
    private static func measureImages(_ table: inout Table) {
        table.head("Strongest image of sines from 1 to 20 kHz, dB")
        for (from, to) in [(44_100, 48_000), (48_000, 44_100), (44_100, 96_000), (96_000, 44_100)] {
            let values = Entry.allCases.map { entry in
                stride(from: 1_000.0, through: 20_000, by: 1_000).map {
                    image(entry, $0, from: from, to: to)
                }.max()!
            }
            table.row("\(from) to \(to) Hz", bar: .most(-120), values, digits: 1)
        }
    }

    private static func measureCost(_ table: inout Table) {
        table.head("CPU time as a multiple of zita's (+50 ppm)")
        let sizes: [(channels: Int, bar: Double?)] = [(1, nil), (2, 1), (8, nil), (64, 0.5)]
        let races = sizes.map { Race(channels: $0.channels).run(rounds: 15) }
        for (size, times) in zip(sizes, races) {
            let ratios = times.map { median(zip($0, times[1]).map { $0 / $1 }) }
            table.row("\(size.channels) ch.", bar: size.bar.map(Table.Bar.most), ratios, digits: 2)
        }
        table.head("Nanoseconds per frame and channel")
        for (size, times) in zip(sizes, races) {
            table.row("\(size.channels) ch.", times.map(median), digits: 2)
        }
    }

    /// Renders a sine of `hertz` in blocks at `ratios` and fits one to what comes.
    private static func fit(
        _ entry: Entry, _ hertz: Double, _ ratios: [Double], from: Int = 48_000, to: Int = 48_000
    ) -> SineFit {
        let angle = 2 * .pi * hertz / Double(from)
        let frames = Int(ratios.reduce(0, +) * Double(blockFrames)) + 1_024
        let signal = (0..<frames).map { Float(amplitude * sin(angle * Double($0))) }
        let samples = entry.contestant(signal, from: from, to: to)
            .render(blocks: ratios, frames: blockFrames)
        var places: [Double] = []
        var place = 0.0
        for ratio in ratios {
            for frame in 0..<blockFrames { places.append(place + Double(frame) * ratio) }
            place += Double(blockFrames) * ratio
        }
        // Peers begin with silence before the first sample.
        let settled = 4 * blockFrames
        return SineFit(
            Array(samples[settled...]), at: Array(places[settled...]), angle: angle)
    }

    private static func image(
        _ entry: Entry, _ hertz: Double, from: Int, to: Int
    ) -> Double {
        let ratio = Double(from) / Double(to)
        let ratios = [Double](repeating: ratio, count: 300)
        let fit = fit(entry, hertz, ratios, from: from, to: to)
        var worst = -200.0
        for multiple in 1...4 {
            for side in [-1.0, 1] {
                let angle = 2 * .pi * (Double(multiple * from) + side * hertz) / Double(to)
                worst = max(worst, level(fit.rest, angle) - 20 * log10(fit.amplitude))
            }
        }
        return worst
    }

    /// Level of the line at `angle` rad per frame, dB, seen through a Hann window.
    private static func level(_ samples: [Double], _ angle: Double) -> Double {
        var (real, imaginary) = (0.0, 0.0)
        for (index, sample) in samples.enumerated() {
            let window = 1 - cos(2 * .pi * (Double(index) + 0.5) / Double(samples.count))
            real += window * sample * cos(angle * Double(index))
            imaginary += window * sample * sin(angle * Double(index))
        }
        return 20 * log10(max(2 * hypot(real, imaginary) / Double(samples.count), 1e-10))
    }

    /// The input's last frame that was asked for, less the place of the last frame rendered, which
    /// a ramp shows; the most there is in some blocks.
    private static func delay(_ entry: Entry) -> Double {
        let slope: Float = 1.0 / 4_096
        let ramp = (0..<4_096).map { Float($0) * slope }
        let contestant = entry.contestant(ramp, grain: 1)
        var block = [Float](repeating: 0, count: blockFrames)
        var most = 0.0
        for index in 0..<40 {
            contestant.render(&block, ratio: 1.0005)
            guard index >= 4 else { continue }
            most = max(most, Double(contestant.taken - 1) - Double(block.last! / slope))
        }
        return most
    }
}

/// The middle one.
func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
