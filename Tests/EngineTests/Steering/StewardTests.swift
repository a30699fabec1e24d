// What is asked over a control socket, and what is answered: without a socket.
import ControlIO
import Session
import Testing
import Text
import Units

@testable import Engine

@Suite struct StewardTests {
    private let link = FakeLink()
    private let outlet = RecordingOutlet()
    private let tap = EventTap(DeafObserver())
    private let steward: Steward<FakeLink>
    private let client = ControlClientID(1)
    private let other = ControlClientID(2)

    init() {
        steward = Steward(
            SettingCatalogue.sender, outlet: outlet, tap: tap, name: "jacknet-send", role: "send",
            startedAt: .zero)
    }

    private func milliseconds(_ count: Int64) -> Nanoseconds { Nanoseconds(count * 1_000_000) }

    private func ask(
        _ method: String, _ parameters: [(String, JSONValue)] = [], id: JSONValue? = .integer(1),
        from client: ControlClientID? = nil, at now: Nanoseconds = .zero
    ) {
        steward.take(
            .request(RPCRequest(id: id, method: method, parameters: parameters)),
            from: client ?? self.client, link, now)
    }

    /// The one line that was sent.
    private func answer() throws -> JSONValue {
        let sent = outlet.takeAll()
        try #require(sent.count == 1)
        return try #require(JSONValue(parsing: sent[0].line))
    }

    private func result(_ method: String, _ parameters: [(String, JSONValue)] = []) throws
        -> JSONValue
    {
        ask(method, parameters)
        let answer = try answer()
        #expect(answer["id"] == .integer(1))
        return try #require(answer["result"], "\(answer)")
    }

    private func error(_ method: String, _ parameters: [(String, JSONValue)] = []) throws
        -> (code: Int?, message: String, data: JSONValue?)
    {
        ask(method, parameters)
        let error = try #require(try answer()["error"])
        return (
            error["code"]?.number.flatMap { Int(exactly: $0) }, error["message"]?.text ?? "",
            error["data"]
        )
    }

    // MARK: Reading

    @Test func statusHasTheReportAndTheLinksOwn() throws {
        link.latestReport.packetsSent = 7
        let status = try result("link.status")
        #expect(status["name"] == .text("jacknet-send"))
        #expect(status["role"] == .text("send"))
        #expect(status["packetsSent"] == .integer(7))
        #expect(status["remote"] == .null)
        for (name, _) in LinkReport().jsonMembers(peaks: []) { #expect(status[name] != nil) }
    }

    @Test func settingsAreGotten() throws {
        let all = try result("link.get")
        #expect(all.members?.count == SettingCatalogue.sender.names.count)
        #expect(all["codec"] == .text("f32"))
        #expect(all["latency"] == .number(20))
        #expect(
            try result("link.get", [("name", .text("mtu"))]) == .object([("mtu", .integer(1500))]))
        let two = try result("link.get", [("names", .array([.text("mtu"), .text("repair")]))])
        #expect(two == .object([("mtu", .integer(1500)), ("repair", .text("auto"))]))
        #expect(try error("link.get", [("name", .text("mut"))]).code == -32_602)
        #expect(try error("link.get", [("name", .integer(1))]).code == -32_602)
        #expect(try error("link.get", [("names", .array([.null]))]).code == -32_602)
    }

    @Test func whatIsDescribedIsWhatThereIs() throws {
        let described = try result("link.describe")
        let names = described["settings"]?.items?.compactMap { $0["name"]?.text }
        #expect(names == SettingCatalogue.sender.names)
        let methods = described["methods"]?.items?.compactMap { $0["name"]?.text }
        #expect(methods == ControlMethod.allCases.map(\.rawValue))
        let codec = described["settings"]?.items?.first { $0["name"] == .text("codec") }
        #expect(codec?["flag"] == .text("--codec"))
        #expect(codec?["end"] == .text("this"))
        #expect(codec?["mayPeerAsk"] == .flag(true))
        let latency = described["settings"]?.items?.first { $0["name"] == .text("latency") }
        #expect(latency?["end"] == .text("peer"))
        #expect(latency?["value"] == .number(20))
        #expect(latency?["range"] == .array([.integer(0), .integer(10_000)]))
    }

    // MARK: Setting

    @Test func settingsAreSetTogether() throws {
        let result = try result(
            "link.set",
            [
                ("codec", .text("opus")), ("bitrate", .text("96k")), ("frame", .integer(10)),
                ("latency", .text("30")), ("connect", .array([.text("ardour")])),
            ])
        #expect(
            result
                == .object([
                    ("codec", .text("opus")), ("bitrate", .integer(96_000)),
                    ("frame", .integer(10)), ("latency", .integer(30)),
                    ("connect", .array([.text("ardour")])),
                ]))
        #expect(link.settings.codec == .opus)
        #expect(link.settings.opus.bitsPerSecond == 96_000)
        #expect(link.settings.opus.frame == .ms10)
        #expect(link.settings.connections == [PortPattern("ardour")])
        #expect(link.changes.count == 1)
    }

    @Test func oneWrongValueAndNothingIsSet() throws {
        let wrong = try error("link.set", [("codec", .text("opus")), ("bitrate", .text("9z"))])
        #expect(wrong.code == -32_602)
        #expect(wrong.data?["name"] == .text("bitrate"))
        #expect(wrong.data?["allowed"]?.text?.contains("128k") == true)
        #expect(link.settings == SendSettings(host: "studio-b"))
        #expect(link.changes.isEmpty)
    }

    @Test(arguments: [
        ("codec", JSONValue.text("flac")), ("codec", .null), ("codec", .flag(true)),
        ("codec", .object([])), ("bitrate", .number(1e300)), ("bitrate", .integer(-1)),
        ("dscp", .integer(64)), ("dscp", .number(0.5)), ("latency", .text("auto:fast")),
        ("repair", .integer(1)), ("impair", .text("loss")), ("connect", .array([.null])),
        ("connect", .text("")),
    ])
    func wrongValuesSayWhatIsAllowed(name: String, value: JSONValue) throws {
        let wrong = try error("link.set", [(name, value)])
        #expect(wrong.code == -32_602)
        #expect(wrong.message.contains("allowed: "))
        #expect(wrong.data?["name"] == .text(name))
        #expect(link.changes.isEmpty)
    }

    @Test func whatIsUnknownIsNamedWithItsLike() throws {
        let setting = try error("link.set", [("codex", .text("opus"))])
        #expect(setting.code == -32_602)
        #expect(setting.message.contains("did you mean codec?"))
        let method = try error("link.sett")
        #expect(method.code == -32_601)
        #expect(method.message.contains("did you mean link.set?"))
        #expect(try error("x").message.contains("link.describe"))
        #expect(try error("link.subscribe", [("interval", .integer(50))]).code == -32_602)
    }

    @Test func whatIsOfTheStartStays() throws {
        let fixed = try error("link.set", [("codec", .text("opus")), ("mtu", .integer(1_400))])
        #expect(fixed.code == 1)
        #expect(fixed.message.contains("--mtu"))
        #expect(link.changes.isEmpty)
        // As it is already, it may be said again.
        #expect(try result("link.set", [("mtu", .integer(1_500))])["mtu"] == .integer(1_500))
        #expect(link.changes.isEmpty)
    }

    @Test(arguments: [
        ChangeRefusal.Code.notLive, .noPeer, .refused, .timedOut, .unfit, .busy,
    ])
    func aRefusalIsPassedOn(code: ChangeRefusal.Code) throws {
        link.refusal = ChangeRefusal(code, "for a reason")
        let refused = try error("link.set", [("latency", .integer(5))])
        #expect(refused.code == code.rawValue)
        #expect(refused.message == "for a reason")
        #expect(link.peerSettings["latency"] == .number(20))
    }

    @Test func changesWaitForEachOther() throws {
        link.takesTime = true
        ask("link.set", [("codec", .text("opus"))], from: client)
        ask("link.set", [("bitrate", .text("96k"))], id: .integer(2), from: other)
        #expect(link.changes.count == 1)
        #expect(outlet.nexts == 0)
        link.finishChange()
        #expect(link.changes.count == 2)
        // The second builds on the first.
        #expect(link.changes.last?.codec == .opus)
        link.finishChange()
        #expect(link.settings.opus.bitsPerSecond == 96_000)
        #expect(outlet.takeAll().map(\.clients) == [[client], [other]])
        #expect(outlet.nexts == 2)
    }

    @Test func aThousandChangesAtOnceNeedNoStack() {
        link.takesTime = true
        ask("link.set", [("bitrate", .integer(64_000))])
        for step in 0..<1_000 { ask("link.set", [("bitrate", .integer(Int64(65_000 + step)))]) }
        link.takesTime = false
        link.finishChange()
        #expect(link.changes.count == 1_001)
        #expect(outlet.takeAll().count == 1_001)
    }

    @Test func whoWantsNoAnswerGetsNone() {
        ask("link.set", [("codec", .text("s24"))], id: nil)
        ask("link.set", [("codec", .text("flac"))], id: nil)
        ask("nothing", id: nil)
        #expect(outlet.takeAll().isEmpty)
        #expect(outlet.nexts == 3)
        #expect(link.settings.codec == .s24)
    }

    @Test func stopEndsTheLink() throws {
        #expect(!steward.isStopped)
        #expect(try result("link.stop") == .object([]))
        #expect(steward.isStopped)
    }

    @Test func withoutJackThereAreNoPorts() throws {
        #expect(try error("ports.list").code == 5)
        #expect(try error("ports.connect", [("port", .text("in_1"))]).code == -32_602)
        #expect(try error("ports.connect", [("port", .text("a")), ("to", .text("b"))]).code == 5)
        #expect(try error("ports.disconnect", [("port", .text("a"))]).code == 5)
        #expect(try error("ports.disconnect", [("to", .integer(1))]).code == -32_602)
    }

    // MARK: Subscriptions

    @Test func aLineIsMadeOnceForAllWhoWantIt() {
        ask("link.subscribe", [("intervalMs", .integer(50))], from: client)
        ask("link.subscribe", [("intervalMs", .integer(50))], from: other, at: milliseconds(20))
        _ = outlet.takeAll()
        #expect(steward.wakesAt == milliseconds(50))
        steward.turn(link, milliseconds(49))
        #expect(outlet.takeAll().isEmpty)
        steward.turn(link, milliseconds(51))
        let sent = outlet.takeAll()
        #expect(sent.count == 2)
        for line in sent { #expect(Set(line.clients) == [client, other]) }
        #expect(sent.first?.line.hasPrefix(#"{"jsonrpc":"2.0","method":"link.statistics""#) == true)
        #expect(
            sent.last?.line
                == #"{"jsonrpc":"2.0","method":"link.levels","params":{"peaksDbfs":[]}}"#)
        #expect(steward.wakesAt == milliseconds(100))
    }

    @Test func whatWasMissedIsLeftOut() {
        ask("link.subscribe", [("what", .array([.text("levels")])), ("intervalMs", .integer(100))])
        _ = outlet.takeAll()
        steward.turn(link, milliseconds(1_234))
        #expect(outlet.takeAll().count == 1)
        #expect(steward.wakesAt == milliseconds(1_300))
    }

    @Test func levelsAreTheHighestSinceTheLast() throws {
        ask("link.subscribe", [("what", .array([.text("levels")]))])
        for level in [-20.0, -3, -40] {
            var report = LinkReport()
            report.peaks = [Decibels(level), Decibels(-.infinity)]
            steward.take(report, .zero)
        }
        _ = outlet.takeAll()
        steward.turn(link, milliseconds(1_000))
        #expect(try answer()["params"]?["peaksDbfs"] == .array([.integer(-3), .null]))
    }

    @Test func eventsGoToWhoListens() throws {
        ask("link.subscribe", [("what", .array([.text("events")]))])
        _ = outlet.takeAll()
        #expect(steward.wakesAt == nil)
        tap.event(LinkEvent(.warning, "peer.lost", "lost it", fields: ["peer": "x"]))
        steward.turn(link, .zero)
        let event = try answer()
        #expect(event["method"] == .text("link.event"))
        #expect(event["id"] == nil)
        #expect(event["params"]?["event"] == .text("peer.lost"))
        #expect(event["params"]?["fields"]?["peer"] == .text("x"))
        #expect((event["params"]?["time"]?.number ?? 0) > 1.7e9)
        ask("link.unsubscribe")
        _ = outlet.takeAll()
        tap.event(LinkEvent(.info, "peer.left", "left"))
        steward.turn(link, .zero)
        #expect(outlet.takeAll().isEmpty)
    }

    @Test func countsThatGrowAreEventsOnceASecond() {
        ask("link.subscribe", [("what", .array([.text("events")]))])
        _ = outlet.takeAll()
        var report = LinkReport()
        for step in 1...15 as ClosedRange<Int64> {
            report.xruns = UInt64(step)
            steward.take(report, milliseconds(step * 100))
            steward.turn(link, milliseconds(step * 100))
        }
        let lines = outlet.takeAll().map(\.line)
        #expect(lines.count == 2)
        #expect(lines.last?.contains("10 JACK cycles late or missed (11 in all)") == true)
    }

    @Test func anotherSubscriptionReplacesTheFirst() {
        ask("link.subscribe", [("intervalMs", .integer(50))])
        ask("link.subscribe", [("intervalMs", .integer(700)), ("what", .array([.text("levels")]))])
        _ = outlet.takeAll()
        #expect(steward.wakesAt == milliseconds(700))
        steward.take(.closed, from: client, link, .zero)
        #expect(steward.wakesAt == nil)
    }

    @Test(arguments: [
        ("intervalMs", JSONValue.integer(49)), ("intervalMs", .integer(60_001)),
        ("intervalMs", .text("50")), ("intervalMs", .null), ("what", .text("levels")),
        ("what", .array([.text("level")])), ("what", .array([.null])),
    ])
    func subscriptionsHaveTheirBounds(name: String, value: JSONValue) throws {
        #expect(try error("link.subscribe", [(name, value)]).code == -32_602)
        #expect(steward.wakesAt == nil)
    }

    @Test func whoSaysNoMoreIsClosedUnlessItListens() {
        steward.take(.ended, from: client, link, .zero)
        #expect(outlet.closed == [client])
        ask("link.subscribe", from: other)
        steward.take(.ended, from: other, link, .zero)
        #expect(outlet.closed == [client])
    }
}
