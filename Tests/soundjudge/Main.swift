import Glibc

/// soundjudge play|record SERVER CHANNELS PATTERN SECONDS FILE
/// soundjudge analyse PLAYED RECORDED
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
            default: false
            }
        exit(done ? 0 : 1)
    }

    private static func perform(_ words: [String]) -> Bool {
        guard words.count == 7, let channels = Int(words[3]), let seconds = Double(words[5]),
            let station = Station(
                server: words[2], name: "judge-\(words[1])", channels: channels, seconds: seconds,
                isPlayer: words[1] == "play"),
            station.connect(words[4])
        else { return false }
        _ = write(STDOUT_FILENO, "ready\n", 6)
        station.run()
        return station.capture.write(words[6])
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
