import Glibc

/// What a beacon and an ear have told: whether the sound is there, and how late it comes.
struct ChaosEar {
    /// What must be heard before the sound counts as back, µs.
    static let stretch = 700_000

    private struct Block {
        let time: Int
        let kind: Substring
    }

    private var played: [Int] = []
    private var heard: [(time: Int, milliseconds: Double)] = []
    private var blocks: [Block] = []
    /// Times at which a processor of the machine stood still, µs.
    private(set) var standstills: [Int] = []
    private var offsets = (beacon: 0, ear: 0)

    /// When either told of anything last, µs.
    var latest: (beacon: Int, ear: Int) { (played.last ?? 0, blocks.last?.time ?? 0) }

    mutating func listen(_ beacon: Child, _ ear: Child) {
        for line in beacon.lines(after: &offsets.beacon) {
            if let (_, time) = Self.parse(line) { played.append(time) }
        }
        for line in ear.lines(after: &offsets.ear) {
            guard let (kind, time) = Self.parse(line) else { continue }
            switch kind {
            case "heard":
                guard let last = played.last(where: { $0 <= time }) else { continue }
                heard.append((time, Double(time - last) / 1_000))
            case "still": standstills.append(time)
            default: blocks.append(Block(time: time, kind: kind))
            }
        }
    }

    private static func parse(_ line: Substring) -> (Substring, Int)? {
        let words = line.split(separator: " ")
        guard words.count == 2, let time = Int(words[1]) else { return nil }
        return (words[0], time)
    }

    /// When, after `time` (µs), the sound is back at `latency` (ms) and stays: the instant, and the latency as it
    /// was heard.
    func back(after time: Int, latency: Double) -> (time: Int, milliseconds: Double)? {
        guard let first = blocks.firstIndex(where: { $0.time >= time }) else { return nil }
        for start in blocks[first...] {
            let window = start.time..<start.time + Self.stretch
            guard let last = blocks.last, last.time >= window.upperBound else { return nil }
            let within = blocks[first...].filter { window.contains($0.time) }
            let whole = within.count { $0.kind == "sound" }
            let pulses = heard.filter { window.contains($0.time) }.map(\.milliseconds).sorted()
            // A pulse may be lost to a machine that stands still, and its block be broken.
            guard within.count >= 13, !within.contains(where: { $0.kind == "quiet" }),
                whole >= 11, pulses.count >= 5,
                pulses.count(where: { abs($0 - latency) < 1 }) * 5 >= pulses.count * 4
            else { continue }
            return (start.time, pulses[pulses.count / 2])
        }
        return nil
    }

    /// What was heard lately, for whoever has to find out why it was not the right thing.
    var recent: String {
        let kinds = blocks.suffix(80).map { String($0.kind.prefix(1)) }.joined()
        let latencies = heard.suffix(8).map { "\($0.milliseconds)" }.joined(separator: " ")
        return "\(kinds) at \(latencies) ms"
    }
}
