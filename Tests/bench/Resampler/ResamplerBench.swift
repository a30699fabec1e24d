import Benchmark
import Glibc

/// Our variable resampler beside zita-resampler's VResampler (hlen 32) and libsamplerate's
/// SRC_SINC_MEDIUM_QUALITY, all on the same signals in the same run.
enum ResamplerBench {
    /// Frames a call renders where nothing else is said.
    private static let blockFrames = ResamplerTone.blockFrames

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
                ResamplerTone.gain(fit(entry, Double($0), ratios)).magnitude
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

    private static func fit(
        _ entry: Entry, _ hertz: Double, _ ratios: [Double], from: Int = 48_000, to: Int = 48_000
    ) -> SineFit {
        ResamplerTone(hertz: hertz, from: from, to: to).fit(ratios) {
            entry.contestant($0, from: from, to: to)
        }
    }

    private static func image(
        _ entry: Entry, _ hertz: Double, from: Int, to: Int
    ) -> Double {
        ResamplerTone(hertz: hertz, from: from, to: to).strongestImage {
            entry.contestant($0, from: from, to: to)
        }
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
