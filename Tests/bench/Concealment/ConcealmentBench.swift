import Codec
import DSP
import FileIO

/// What a receiver makes up for lost PCM, on music and on speech, beside what is simplest: silence, and
/// the last packet again. Losses of 2.7 ms at 48 kHz, 5 % at random, runs as they fall, nothing repaired.
enum ConcealmentBench {
    private static let loss = 0.05
    /// What a link of 20 ms has for a packet, ns.
    private static let budget: Int64 = 2_000_000
    /// How often each sound is played, each time with other losses.
    private static let passes = 3
    private static let music = Score.movements.map { "music-" + $0.name }
    private static let speech = ["speech-low", "speech-high"]

    /// Prints the table; true where ours meets every bar.
    static func run(material: String) throws -> Bool {
        let music = try music.map { try Sound($0, in: material) }
        let speech = try speech.map { try Sound($0, in: material) }
        var table = Table(columns: ["jacknet", "last again", "silence"])
        let cases: [(LossyLink.Future, String, bars: [Double])] = [
            (.known(packets: 2), "two packets behind the gap known", [9, 6, 0.1]),
            (.unknown, "nothing behind the gap known", [7, 5, 0.1]),
        ]
        for (future, title, bars) in cases {
            let results = try [(music, bars[0]), (speech, bars[1])].flatMap { sounds, bar in
                try rows(sounds, bar, future)
            }
            table.head("Signal over error within the losses, dB: \(title)")
            for row in results {
                table.row(
                    row.label, bar: row.bar.map(Table.Bar.least), row.judgements.map(\.ratio),
                    digits: 1)
            }
            table.head(
                "Losses that begin or end with a step above the true sound's within 20 ms, %")
            for row in results where row.bar != nil {
                table.row(
                    row.label, bar: .most(bars[2]), row.judgements.map(\.edges), digits: 2)
            }
            table.head("The same anywhere in them, %")
            for row in results where row.bar != nil {
                table.row(row.label, row.judgements.map(\.steps), digits: 2)
            }
        }
        try measureCost(&table, music[0])
        return table.conclude()
    }

    private struct Row {
        let label: String
        let bar: Double?
        /// Ours, the last packet again, silence.
        let judgements: [Judgement]
    }

    /// All sounds together in each format, and each of them as f32.
    private static func rows(
        _ sounds: [Sound], _ bar: Double, _ future: LossyLink.Future
    ) throws -> [Row] {
        let family = String(sounds[0].name.prefix { $0 != "-" })
        var rows: [Row] = []
        for kind in [CodecKind.f32, .s24, .s16] {
            let judgements = try judge(sounds, kind, future)
            rows.append(Row(label: "\(family), \(kind)", bar: bar, judgements: judgements))
        }
        for sound in sounds {
            let name = sound.name.dropFirst(family.count + 1)
            rows.append(
                Row(
                    label: "  \(name)", bar: nil,
                    judgements: try judge([sound], .f32, future)))
        }
        return rows
    }

    private static func judge(
        _ sounds: [Sound], _ kind: CodecKind, _ future: LossyLink.Future
    ) throws -> [Judgement] {
        var judgements = [Judgement](repeating: Judgement(), count: 3)
        for (sound, seed) in sounds.flatMap({ sound in (0..<passes).map { (sound, $0) } }) {
            let isLost = losses(sound.frames, seed: UInt32(seed))
            let made = try LossyLink(sound, as: kind, losing: isLost, budget: budget).play(future)
            // As it would have come, 16 bits with their dither.
            let whole = try LossyLink(
                sound, as: kind, losing: isLost.map { _ in false }, budget: budget)
            for (channel, truth) in whole.play(future).enumerated() {
                judgements[0].add(made[channel], for: truth, isLost)
                judgements[1].add(again(truth, isLost), for: truth, isLost)
                judgements[2].add(silenced(truth, isLost), for: truth, isLost)
            }
        }
        return judgements
    }

    /// Which packets are lost. None at the beginning, where there is nothing to go on from.
    private static func losses(_ frames: Int, seed: UInt32) -> [Bool] {
        var state = seed &* 2_654_435_761 &+ 12_345
        return (0..<frames / LossyLink.packetFrames).map { packet in
            state = state &* 1_664_525 &+ 1_013_904_223
            return packet >= 64 && Double(state >> 8) / Double(1 << 24) < loss
        }
    }

    private static func again(_ truth: [Float], _ isLost: [Bool]) -> [Float] {
        var made = truth
        for packet in isLost.indices where isLost[packet] {
            for frame in packet * LossyLink.packetFrames..<(packet + 1) * LossyLink.packetFrames {
                made[frame] = made[frame - LossyLink.packetFrames]
            }
        }
        return made
    }

    private static func silenced(_ truth: [Float], _ isLost: [Bool]) -> [Float] {
        var made = truth
        for packet in isLost.indices where isLost[packet] {
            for frame in packet * LossyLink.packetFrames..<(packet + 1) * LossyLink.packetFrames {
                made[frame] = 0
            }
        }
        return made
    }

    private static func measureCost(_ table: inout Table, _ sound: Sound) throws {
        table.head("Milliseconds of CPU per loss of one packet; bar: the budget, for all channels")
        table.names(["99 of 100", "worst", "mean", "reckoned"])
        let cases: [(String, LossyLink.Future)] = [
            ("two packets known", .known(packets: 2)), ("nothing known", .unknown),
        ]
        for (name, future) in cases {
            for count in [1, 2, 8, 64] {
                let part = Sound(sound, on: count, from: 240_000, frames: 240_000)
                let link = try LossyLink(
                    part, as: .f32, losing: losses(part.frames, seed: 99), budget: budget)
                _ = link.play(future)
                let single = link.gaps.filter { $0.packets == 1 }
                let spent = single.map { Double($0.spent) * 1e-6 }.sorted()
                let mean = spent.reduce(0, +) / Double(spent.count)
                let reckoned = Double(single[0].reckoned) * 1e-6
                table.row(
                    "\(count) ch., \(name)", bar: .most(Double(budget) * 1e-6),
                    [spent[(spent.count - 1) * 99 / 100], spent.last!, mean, reckoned], digits: 3)
            }
        }
        table.head(
            "The plan for so many channels: order, history, longest gap and most of the future from both sides, frames"
        )
        for count in [1, 2, 8, 64] {
            let plan = ConcealmentPlan(
                channels: count, sampleRate: Sound.sampleRate, gap: LossyLink.packetFrames,
                budget: budget)
            table.row(
                "\(count) ch.",
                [plan.order, plan.history, plan.longestGap, plan.longestFuture].map(Double.init),
                digits: 0)
        }
    }
}
