import Glibc
import HostIO
import JackIO
import Judge

/// soundjudge play|record SERVER CHANNELS PATTERN SECONDS FILE
/// soundjudge analyse PLAYED RECORDED
/// soundjudge gaps RECORDED
/// soundjudge calm SECONDS
/// soundjudge awake
/// soundjudge beacon|ear SERVER
///
/// Plays a known sound into one JACK server, records it from another, and says in JSON what
/// became of it. For the demo and the live tests; it is never installed.
@main struct Main {
    static func main() {
        let words = CommandLine.arguments
        let done =
            switch words.dropFirst().first {
            case "play", "record": perform(words)
            case "analyse": analyse(words)
            case "gaps": tellGaps(words)
            case "calm": awaitCalm(words)
            case "awake": Insomnia.last()
            case "beacon", "ear": follow(words)
            default: false
            }
        exit(done ? 0 : 1)
    }

    private static func follow(_ words: [String]) -> Bool {
        guard words.count == 3, let role = Beacon.Role(rawValue: words[1]) else { return false }
        Beacon.last(role, server: words[2])
    }

    private static func perform(_ words: [String]) -> Bool {
        guard words.count == 7, let role = Station.Role(rawValue: words[1]),
            let channels = Int(words[3]), let seconds = Double(words[5])
        else { return false }
        guard
            let station = Station(
                server: words[2], role: role, channels: channels, seconds: seconds)
        else {
            print("no client of \(words[2])")
            return false
        }
        guard station.connect(words[4]) else {
            print("\(words[2]) does not connect \(words[4])")
            return false
        }
        _ = write(STDOUT_FILENO, "ready\n", 6)
        station.run()
        return station.capture.write(words[6])
    }

    /// A line for each stretch without sound within the sine (`gap START END`) and for each
    /// discontinuity elsewhere (`click TIME`), and where the server or the machine stood still (`lost
    /// TIME`), in µs of jacknet's clock.
    private static func tellGaps(_ words: [String]) -> Bool {
        guard words.count == 3, let recorded = Capture(path: words[2]),
            let samples = recorded.samples.first
        else { return false }
        let gaps = Verdict.gaps(samples, rate: recorded.rate)
        for gap in gaps {
            print("gap \(recorded.time(of: gap.lowerBound)) \(recorded.time(of: gap.upperBound))")
        }
        for time in recorded.lostCycles + recorded.standstills { print("lost \(time)") }
        // The sine itself begins and ends with one.
        let edge = Int(recorded.rate / 100)
        guard let first = samples.firstIndex(where: { $0.magnitude > 0.01 }) else { return false }
        let end = min(samples.count, first + Int(recorded.seconds * recorded.rate)) - edge
        guard first + edge < end else { return false }
        let sine = samples[first + edge..<end]
        for frame in Verdict.discontinuities(sine, 1_000, recorded.rate)
        where !gaps.contains(where: { $0.lowerBound - edge < frame && frame < $0.upperBound + edge }
        ) {
            print("click \(recorded.time(of: frame))")
        }
        return true
    }

    /// Waits until no processor has stood still for two seconds; no longer than it is told.
    private static func awaitCalm(_ words: [String]) -> Bool {
        guard words.count == 3, let patience = Double(words[2]) else { return false }
        let witness = Witness()
        witness.watch()
        var seen = 0
        var calm = 0
        for _ in 0..<Int(patience) {
            sleep(1)
            let count = witness.standstills.count
            calm = count == seen ? calm + 1 : 0
            seen = count
            if calm == 2 { break }
        }
        return true
    }

    private static func analyse(_ words: [String]) -> Bool {
        guard words.count == 4, let played = Capture(path: words[2]),
            let recorded = Capture(path: words[3]),
            let verdict = Verdict(played: played, recorded: recorded)
        else { return false }
        print(verdict.json)
        return true
    }
}
