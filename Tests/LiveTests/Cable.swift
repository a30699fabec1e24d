import Glibc
import Testing

/// Two JACK servers and a link between them.
struct Cable {
    var senderRate = 48_000
    var receiverRate = 48_000
    var senderPeriod = 128
    var receiverPeriod = 256
    var channels = 2
    var latency = 20.0
    /// The latency is found by itself.
    var findsLatency = false
    var sendOptions: [String] = []
    var receiveOptions: [String] = []
    /// The test itself makes a server lose time.
    var stopsServers = false
    /// Both servers' dummy drivers go by the machine's clock.
    var clock = "shared"
    /// Where the sender finds the receiver.
    var host = "127.0.0.1"
    /// Which of the cables that play side by side, from 0.
    var lane = 0

    /// Of every link that plays alone.
    static let port = 20_000 + Int(getpid() % 12_000)
    private var port: Int { Self.port + 10 * lane }
    private var names: (a: String, b: String) {
        ("jnsa\(getpid())-\(lane)", "jnsb\(getpid())-\(lane)")
    }
    /// What was played and what came out, without the ends of their names.
    private var path: String { "/tmp/jacknet-live-\(getpid())-\(lane)" }

    /// Everything of a running link that a test may want to disturb.
    struct Running {
        let sendServer: Child
        let receiveServer: Child
        let sender: Child
        let receiver: Child
        let port: Int
        let receiveServerName: String
    }

    /// Plays a sine of `seconds` and what follows it, and has it judged, in each of `rounds`;
    /// `between` is called before every round but the first, `during` in each.
    func verdicts(
        seconds: Double, rounds: Int = 1, between: (Running) throws -> Void = { _ in },
        during: (Running) throws -> Void = { _ in }
    ) throws -> [Verdict] {
        let sendServer = try jackd(names.a, period: senderPeriod, rate: senderRate)
        defer { sendServer.end() }
        let receiveServer = try jackd(names.b, period: receiverPeriod, rate: receiverRate)
        defer { receiveServer.end() }
        let receiver = try Child(
            [
                try #require(binary), "recv", "--listen", "127.0.0.1:\(port)", "--jack-server",
                names.b, "--wait", "--latency", findsLatency ? "auto" : "\(latency)",
                "--clock", clock,
            ] + receiveOptions)
        defer { receiver.end() }
        let sender = try Child(
            [
                try #require(binary), "send", "\(host):\(port)", "--jack-server", names.a,
                "--wait", "--channels", "\(channels)",
            ] + sendOptions)
        defer { sender.end() }
        try #require(hears(sender, "connected to"), "\(sender.output)")
        let running = Running(
            sendServer: sendServer, receiveServer: receiveServer, sender: sender,
            receiver: receiver, port: port, receiveServerName: names.b)
        var verdicts: [Verdict] = []
        for round in 0..<rounds {
            if round > 0 { try between(running) }
            var verdict = try listenUndisturbed(seconds) { try during(running) }
            verdict.told = receiver.output
            if verdict.discontinuities > 0 { verdict.told += try Self.reports() }
            verdicts.append(verdict)
        }
        return verdicts
    }

    /// What `make` made of each of `whats`, in their order, two of them at a time: `make` is also told the lane of its
    /// cable.
    static func sideBySide<What: Sendable, Result: Sendable>(
        _ whats: [What], make: @escaping @Sendable (What, _ lane: Int) throws -> Result
    ) async throws -> [Result] {
        var results: [Result] = []
        for first in stride(from: 0, to: whats.count, by: 2) {
            async let one = make(whats[first], 0)
            async let other = first + 1 < whats.count ? make(whats[first + 1], 1) : nil
            results.append(try await one)
            if let result = try await other { results.append(result) }
        }
        return results
    }

    /// What the running links count, a line of JSON each.
    private static func reports() throws -> String {
        let status = try Child([try #require(binary), "status", "--json"])
        defer { status.end() }
        _ = status.wait()
        return status.output
    }

    /// Once more where processors of this machine stood still, or servers lost time, several times in a few
    /// seconds (one standstill is told by some seven of those who watch), or once while the sound broke as well,
    /// or where nothing undisturbed is left to judge: twice at most, and when it is calm again; the quietest
    /// recording counts. A client that is late each time, and nothing else, is none of the machine's doing.
    private func listenUndisturbed(_ seconds: Double, during: () throws -> Void) throws -> Verdict {
        func unrest(_ verdict: Verdict) -> Int {
            stopsServers ? verdict.standstills : verdict.unrest
        }
        let bearable = 3 * seconds + 12
        var onlyClients = true
        var quietest: Verdict?
        for round in 0..<3 {
            if round > 0 {
                let calm = try Child([try #require(judge), "calm", "20"])
                _ = calm.wait(seconds: 30)
                calm.end()
            }
            guard let verdict = try listen(seconds, during: during) else {
                // A server throws clients out that a machine holds up for long.
                print("no sound came out, listening again")
                continue
            }
            let isLate = verdict.unrest > 0 && verdict.unrest == verdict.xruns
            onlyClients = onlyClients && isLate
            let isBroken = verdict.discontinuities > 0 && unrest(verdict) > 0
            if verdict.tells, verdict.wrongChannels == 0, !isLate, !isBroken,
                Double(unrest(verdict)) <= bearable
            {
                return verdict
            }
            let isQuieter = quietest.map { unrest(verdict) < unrest($0) || !$0.tells } ?? true
            if isQuieter, verdict.tells || quietest?.tells != true { quietest = verdict }
            print("the machine stands still, listening again: \(verdict)")
        }
        let verdict = try #require(quietest, "no sound came out, three times")
        #expect(stopsServers || !onlyClients, "late to its server: \(verdict)")
        // Where it does not stop, nothing can be said: that is not "passed".
        let isLost = !stopsServers && Double(verdict.unrest) > bearable
        if isLost || (verdict.unrest > 0 && !verdict.tells) {
            print("nothing is judged, the machine stands still again and again: \(verdict)")
            try Test.cancel("the machine stands still again and again")
        }
        return verdict
    }

    /// Nil where no sound came out.
    private func listen(_ seconds: Double, during: () throws -> Void) throws -> Verdict? {
        let judge = try #require(judge)
        defer {
            unlink(path + ".played")
            unlink(path + ".recorded")
        }
        func station(_ role: String, _ server: String, _ pattern: String, _ file: String) throws
            -> Child
        {
            let child = try Child(
                [judge, role, server, "\(channels)", pattern, "\(seconds)", path + file])
            try #require(hears(child, "ready"), "\(role): \(child.output)")
            return child
        }
        let recorder = try station("record", names.b, "jacknet-recv:out_%d", ".recorded")
        defer { recorder.end() }
        let player = try station("play", names.a, "jacknet-send:in_%d", ".played")
        defer { player.end() }
        try during()
        #expect(player.wait(seconds: seconds + 15) == 0)
        #expect(recorder.wait(seconds: seconds + 15) == 0)
        let analysis = try Child([judge, "analyse", path + ".played", path + ".recorded"])
        defer { analysis.end() }
        guard analysis.wait(seconds: 120) == 0 else { return nil }
        let verdict: Verdict = try #require(Verdict(json: analysis.output) as Verdict?)
        return verdict
    }
}
