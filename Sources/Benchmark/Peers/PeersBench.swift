import FoundationEssentials
import Glibc
import HostIO
import Judge
import NetworkIO
import Units

/// Links of jacknet and of others of its kind, in turns, with the same work, between two JACK servers without a
/// sound card. What it starts ends with it.
package final class PeersBench {
    /// From port to port, ms, where a tool can be asked for one.
    static let latency = 10.0
    private static let rate = 48_000
    private static let period = 128
    /// Until a link's clocks are known, s.
    private static let settling = 4

    /// What `jacknet bench peers` cannot do without.
    package enum Failure: Error {
        /// None of the programs is in the directories of PATH.
        case nothingToCompare
        case noServer(String)
        case noDirectory(Int32)
        /// SIGINT or SIGTERM came.
        case interrupted
    }

    package struct Settings {
        package var channels: [Int]
        /// Of a sine, s; each round takes some ten more.
        package var seconds: Double
        package var rounds: Int
        /// Directories of programs, parted by colons.
        package var path: String

        package init(channels: [Int], seconds: Double, rounds: Int, path: String) {
            self.channels = channels
            self.seconds = seconds
            self.rounds = rounds
            self.path = path
        }
    }

    private let settings: Settings
    private let tools: [PeerTool]
    private let jackd: String
    private let directory: String
    private let signals: SignalSource

    /// Looks for what is needed; a temporary directory holds logs and recordings as long as this value lives.
    package static func run(
        _ settings: Settings, _ progress: BenchProgress
    ) throws -> PeersResult {
        let tools = PeerTool.allCases.filter { tool in
            tool.programs.allSatisfy { Program.find($0, in: settings.path) != nil }
        }
        guard tools.count > 1 else { throw Failure.nothingToCompare }
        guard let jackd = Program.find("jackd", in: settings.path) else {
            throw Failure.noServer("jackd is not installed")
        }
        var template = Array("/tmp/jacknet-bench-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Failure.noDirectory(errno) }
        let directory = String(
            decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        return try PeersBench(settings, tools, jackd, directory).run(progress)
    }

    private init(
        _ settings: Settings, _ tools: [PeerTool], _ jackd: String, _ directory: String
    ) throws(HostIOError) {
        self.settings = settings
        self.tools = tools
        self.jackd = jackd
        self.directory = directory
        signals = try SignalSource()
    }

    /// What one tool came to with so many channels, over the rounds.
    private struct Tally {
        var latencies: [Double] = []
        var residuals: [Double] = []
        var sender: [Double] = []
        var receiver: [Double] = []
        var discontinuities = 0
        var apart = 0
        var judged = 0
        var silent = 0
    }

    private func run(_ progress: BenchProgress) throws -> PeersResult {
        let cases = settings.channels.flatMap { channels in tools.map { (channels, $0) } }
        var tallies = [Tally](repeating: Tally(), count: cases.count)
        let left = "jnb-\(getpid())-a"
        let right = "jnb-\(getpid())-b"
        progress.next("JACK servers", 0, of: 1)
        // Servers end last.
        let servers = [try server(left), try server(right)]
        defer { for server in servers { server.end() } }
        for round in 0..<settings.rounds {
            for (number, (channels, tool)) in cases.enumerated() {
                progress.next(
                    "\(tool.rawValue), \(channels.channels)", round * cases.count + number,
                    of: settings.rounds * cases.count)
                try play(tool, channels, left, right, &tallies[number])
            }
        }
        let runs = zip(cases, tallies).map { item, tally in
            Self.run(of: item.1, channels: item.0, tally)
        }
        return PeersResult(
            seconds: settings.seconds, rate: Self.rate, period: Self.period, runs: runs)
    }

    private static func run(
        of tool: PeerTool, channels: Int, _ tally: Tally
    ) -> PeersResult.Run {
        PeersResult.Run(
            tool: tool.rawValue, channels: channels, askedMilliseconds: tool.askedMilliseconds,
            latencyMilliseconds: tally.latencies.isEmpty ? nil : Rounds(tally.latencies),
            discontinuities: tally.discontinuities, discontinuitiesApart: tally.apart,
            judged: tally.judged, silentRounds: tally.silent,
            thdPlusNoise: tally.residuals.isEmpty ? nil : Rounds(tally.residuals).median,
            senderPercent: Rounds(tally.sender.isEmpty ? [0] : tally.sender),
            receiverPercent: Rounds(tally.receiver.isEmpty ? [0] : tally.receiver))
    }

    // MARK: Processes

    /// A server of that name that answers; without real-time priority where it does not come up with it.
    private func server(_ name: String) throws -> ChildProcess {
        for scheduling in ["-R", "-r"] {
            let words = [
                "jackd", scheduling, "-n", name, "-d", "dummy", "-r", "\(Self.rate)", "-p",
                "\(Self.period)",
            ]
            guard let server = ChildProcess(jackd, words, log: log("jackd")) else { continue }
            for _ in 0..<80 {
                let answer = Program.runQuietly(
                    ProcessImage.path, ["jacknet", "ports", "--jack-server", name])
                if answer == 0 { return server }
                guard server.isRunning else { break }
                try pause(0.1)
            }
            server.end()
        }
        throw Failure.noServer("jackd does not start: \(lastLine(of: "jackd"))")
    }

    private func start(
        _ tool: PeerTool, _ channels: Int, _ left: String, _ right: String
    ) throws -> (receiver: ChildProcess, sender: ChildProcess)? {
        let port = try freePort()
        let words = tool.words(channels: channels, left: left, right: right, port: port)
        guard let receiver = child(tool, 0, words.receiver, server: right) else { return nil }
        // One that listens first needs no second try.
        try pause(0.3)
        guard let sender = child(tool, 1, words.sender, server: left) else { return nil }
        return (receiver, sender)
    }

    /// Configuration, keys and links of whoever measures are none of a tool's.
    private func child(
        _ tool: PeerTool, _ end: Int, _ words: [String], server: String
    ) -> ChildProcess? {
        var file = ProcessImage.path
        var name = "jacknet"
        if end < tool.programs.count {
            name = tool.programs[end]
            guard let found = Program.find(name, in: settings.path) else { return nil }
            file = found
        }
        var changes = ["JACK_DEFAULT_SERVER": server]
        for variable in ["XDG_CONFIG_HOME", "XDG_CONFIG_DIRS", "XDG_STATE_HOME", "XDG_RUNTIME_DIR"]
        {
            changes[variable] = directory
        }
        return ChildProcess(file, [name] + words, changes: changes, log: log(tool.rawValue))
    }

    /// Plays or records, in a process of its own: there is one JACK server to a process.
    private func station(
        _ role: String, _ server: String, _ channels: Int, _ pattern: String
    ) throws -> ChildProcess? {
        let log = log(role)
        unlink(log)
        let words = [
            "jacknet", "bench", "station", role, server, "\(channels)", pattern,
            "\(settings.seconds)", capture(role),
        ]
        guard let station = ChildProcess(ProcessImage.path, words, log: log) else { return nil }
        for _ in 0..<160 {
            if lastLine(of: role) == "ready" { return station }
            guard station.isRunning else { break }
            try pause(0.05)
        }
        station.end()
        return nil
    }

    private func capture(_ role: String) -> String { "\(directory)/\(role).capture" }
    private func log(_ name: String) -> String { "\(directory)/\(name).log" }

    private func lastLine(of name: String) -> String {
        let text = try? String(contentsOfFile: log(name), encoding: .utf8)
        return text?.split(separator: "\n").last.map(String.init) ?? "it says nothing"
    }

    /// Lets so many seconds pass, unless a signal asks to end.
    private func pause(_ seconds: Double) throws(Failure) {
        let end = MonotonicClock.now().count + Int64(seconds * 1e9)
        while true {
            if signals.next() != nil { throw .interrupted }
            let left = end - MonotonicClock.now().count
            guard left > 0 else { return }
            var request = pollfd(
                fd: signals.fileDescriptor, events: Int16(POLLIN), revents: 0)
            poll(&request, 1, Int32(left / 1_000_000 + 1))
        }
    }

    private func freePort() throws(UDPSocketError) -> Int {
        let here = SocketAddress(ip: "127.0.0.1", port: 0) ?? .any(port: 0)
        return Int(try UDPSocket(bindingTo: here).localAddress.port)
    }

    // MARK: A round

    private func play(
        _ tool: PeerTool, _ channels: Int, _ left: String, _ right: String, _ tally: inout Tally
    ) throws {
        guard let link = try start(tool, channels, left, right) else {
            tally.silent += 1
            return
        }
        // Clients end before their servers, the sender first.
        defer {
            link.sender.end()
            link.receiver.end()
        }
        try pause(Double(Self.settling))
        let heard = min(channels, 2)
        guard link.sender.isRunning, link.receiver.isRunning,
            let recorder = try station("record", right, heard, tool.outPort)
        else {
            tally.silent += 1
            return
        }
        defer { recorder.end() }
        guard let player = try station("play", left, channels, tool.inPort) else {
            tally.silent += 1
            return
        }
        defer { player.end() }
        try pause(0.5)
        let before = (link.sender.processorTime, link.receiver.processorTime)
        let start = MonotonicClock.now()
        try pause(settings.seconds - 1)
        let after = (link.sender.processorTime, link.receiver.processorTime)
        let elapsed = (MonotonicClock.now() - start).seconds
        if let from = before.0, let to = after.0 {
            tally.sender.append((to - from).seconds / elapsed * 100)
        }
        if let from = before.1, let to = after.1 {
            tally.receiver.append((to - from).seconds / elapsed * 100)
        }
        for _ in 0..<400 where player.isRunning || recorder.isRunning { try pause(0.05) }
        judge(&tally)
    }

    private func judge(_ tally: inout Tally) {
        guard let played = Capture(path: capture("play")),
            let recorded = Capture(path: capture("record")),
            let verdict = Verdict(played: played, recorded: recorded)
        else {
            tally.silent += 1
            return
        }
        tally.discontinuities += verdict.discontinuities
        tally.apart += verdict.discontinuitiesApart
        tally.judged += verdict.judgedBlocks
        if let latency = verdict.latency { tally.latencies.append(latency) }
        if verdict.judgedBlocks > 0, verdict.wrongChannels == 0 {
            tally.residuals.append(verdict.thdPlusNoise)
        }
    }
}
