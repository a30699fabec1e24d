import Glibc

/// soundjudge play|record SERVER CHANNELS PATTERN SECONDS FILE [sine|pulses]
/// soundjudge analyse sine|latency PLAYED RECORDED
///
/// Plays a known sound into one JACK server, records it from another, and says in JSON what
/// became of it. For `make demo` only; it is never installed.
@main struct Main {
    static func main() {
        let words = CommandLine.arguments
        let done =
            switch words.dropFirst().first {
            case "play", "record": perform(words)
            case "analyse": analyse(words)
            default: false
            }
        exit(done ? 0 : 1)
    }

    private static func perform(_ words: [String]) -> Bool {
        guard words.count >= 7, let channels = Int(words[3]), let seconds = Double(words[5])
        else { return false }
        let isPlaying = words[1] == "play"
        var sound = Station.Sound.recording
        if isPlaying {
            sound = words.last == "pulses" ? .pulses : .sine(hertz: 1_000, amplitude: 0.891)
        }
        guard
            let station = Station(
                server: words[2], name: "judge-\(words[1])", channels: channels,
                seconds: seconds, sound: sound),
            station.run(connecting: words[4], seconds: seconds), let file = fopen(words[6], "w")
        else { return false }
        defer { fclose(file) }
        let times = station.pulseTimes().map { "\($0)" }.joined(separator: " ")
        fputs("\(station.rate)\n\(times)\n", file)
        guard !isPlaying else { return true }
        let left = (0..<station.frames).map { "\(station.samples[$0 * station.channels])" }
        fputs(left.joined(separator: " "), file)
        return true
    }

    private static func analyse(_ words: [String]) -> Bool {
        guard words.count == 5, let played = numbers(words[3]), let recorded = numbers(words[4]),
            recorded.count >= 3, played.count >= 2
        else { return false }
        if words[2] == "latency" {
            guard let latency = Measure.latency(played: played[1], recorded: recorded[1]) else {
                return false
            }
            print("{\"latencyMilliseconds\": \(latency)}")
            return true
        }
        guard
            let residual = Measure.residual(
                recorded[2].map(Float.init), frequency: 1_000, rate: recorded[0].first ?? 48_000)
        else { return false }
        print("{\"thdPlusNoise\": \(residual)}")
        return true
    }

    /// The numbers of each line of a file.
    private static func numbers(_ path: String) -> [[Double]]? {
        guard let file = fopen(path, "r") else { return nil }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = fread(&block, 1, block.count, file), count > 0 {
            bytes += block[..<count]
        }
        return String(decoding: bytes, as: UTF8.self).split(
            separator: "\n", omittingEmptySubsequences: false
        ).map { $0.split(separator: " ").compactMap { Double($0) } }
    }
}
