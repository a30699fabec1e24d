// The command line of a probe, and what it draws and recommends.
import ArgumentParser
import Probing
import Streaming
import Testing
import Text
import Units

@testable import Engine
@testable import JacknetCommands

@Suite struct ProbeCommandTests {
    private func probe(_ words: String) throws -> ProbeCommand {
        try ProbeCommand.parse(words.split(separator: " ").map(String.init))
    }

    @Test func theDefaultsAreASenders() throws {
        let settings = try probe("studio-b").settings(Environment { _ in nil })
        #expect(settings.send.host == "studio-b")
        #expect(settings.send.port == Defaults.port)
        #expect(settings.send.channels == Defaults.channels)
        #expect(settings.duration == Nanoseconds(10_000_000_000))
        #expect(settings.server == nil)
    }

    @Test(arguments: [
        "", "--local studio-b", "--local --svg x", "studio-b --duration 61s",
        "studio-b --latency auto",
        "studio-b --bitrate 64k", "studio-b --open --key-file x", "studio-b another", ":54345",
    ])
    func whatContradictsIsRefused(words: String) {
        #expect(throws: (any Error).self) { try probe(words) }
    }

    @Test func theCommandLinesCanBePasted() throws {
        let command = try probe("[fe80::1%eth0]:4000 --codec opus --bitrate 96k --open")
        let lines = ProbeCommandLines(command)
        let report = Self.report()
        #expect(
            lines.send(report)
                == "jacknet send '[fe80::1%eth0]:4000' --codec opus --bitrate 96000 --open")
        let receive = lines.receive(report.recommendations[0])
        #expect(receive.hasPrefix("jacknet recv --listen 4000 --latency "))
        #expect(receive.hasSuffix(" --open"))
        var limited = report
        limited.mtu = 1412
        limited.isMTULimited = true
        #expect(
            try ProbeCommandLines(probe("b")).send(limited) == "jacknet send b --mtu 1412")
        // What was recommended can be asked for.
        let latency = receive.split(separator: " ")[5]
        #expect(try Values.fixedLatency(String(latency)).count % 100_000 == 0)
    }

    @Test(arguments: [40, 60, 80, 200], [true, false])
    func nothingIsWiderThanTheTerminal(width: Int, isUnicode: Bool) throws {
        let terminal = Terminal(isInteractive: true, hasColour: false, isUnicode: isUnicode)
        let text = ProbeText(
            terminal: terminal, width: width, lines: ProbeCommandLines(try probe("studio-b")))
        let lines = text.lines(for: Self.report(), latency: Nanoseconds(5_000_000))
        for line in lines where !line.hasPrefix("  jacknet") {
            #expect(line.columns <= width, "\(line)")
            if !isUnicode { #expect(line.utf8.allSatisfy { $0 < 0x80 }, "\(line)") }
        }
        #expect(lines.contains { $0.hasPrefix("unfit") })
    }

    /// Bars fall from the left, where no latency is enough, to the right.
    @Test func theCurveIsDrawn() {
        let rows = CurveText(isUnicode: true, width: 80).lines(for: Self.report())
        #expect(rows.count == 10)
        let bars = rows.prefix(8).map { Array($0.drop { $0 != "│" }.dropFirst()) }
        for row in bars { #expect(row.first == "█") }
        // The safe latency leaves some frames an hour, which the lowest rows show.
        for row in bars.prefix(5) { #expect(row.last == " ") }
        // Where two recommendations have one latency, the lower one's mark stands there.
        #expect(rows[8].contains("L"))
        #expect(rows[9].hasSuffix(" ms"))
    }

    @Test func theDrawingHasBothLines() {
        let svg = ProbePlot(Self.report()).plot.svg
        #expect(svg.contains("expected"))
        #expect(svg.contains("under, with 95 % certainty"))
        #expect(svg.contains("latency, ms"))
    }

    @Test func theJSONMembersAreDocumented() throws {
        let page = try contents("man/jacknet-probe.1")
        let lines = ProbeCommandLines(try probe("b"))
        let members = ProbeJSON(Self.report(), lines, Nanoseconds(1_000_000)).members
        for (name, value) in members {
            #expect(page.contains(".Va \(name)"), "\(name)")
            let inner = value.members ?? value.items?.first?.members ?? []
            for (name, _) in inner { #expect(page.contains(".Va \(name)"), "\(name)") }
        }
    }

    /// Of a way with a little jitter.
    private static func report() -> ProbeReport {
        let sound = ProbedSound(
            settings: SendSettings(host: "b"), rate: .dat, periodFrames: 128, isKnown: false)
        let shape = try! sound.shape(mtu: nil)
        var records: [ProbeRecord] = []
        var state: UInt64 = 1
        for index in 0..<3_750 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let sent = 1_000_000_000 + Int64(index) * shape.cycle
            let jitter = Int64(state >> 44)
            var record = ProbeRecord(captured: sent, sent: sent)
            record.hasArrived = true
            record.answer = .init(
                received: sent + 1_000_000 + jitter, turnaround: 1_000,
                returned: sent + 2_000_000 + jitter, trafficClass: 46 << 2)
            records.append(record)
        }
        let way = WaySummary(records, spacing: shape.spacing)!
        let curve = LatencyCurve(way, shape: shape, outputNanoseconds: 3_100_000)
        return ProbeReport(
            peer: "jacknet-recv@b", rate: .dat, periodFrames: 128, isPeriodKnown: false,
            shape: shape, receiverPeriod: Nanoseconds(2_666_667), isReceiverPeriodKnown: true,
            isPlaying: false, way: way, curve: curve,
            recommendations: [.safe, .normal, .low].map(curve.recommendation), mtu: 1500,
            isMTULimited: true, dscpSent: 46, dscpArrived: 46, wallClockOffset: 0, dropped: 0)
    }
}
