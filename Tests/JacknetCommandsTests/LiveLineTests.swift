// The live line: what is shown at which width, and never more than fits.
import Engine
import Testing
import Text
import Units

@testable import JacknetCommands

@Suite struct LiveLineTests {
    private func report(channels: Int = 2, peer: String = "studio-b") -> LinkReport {
        var report = LinkReport()
        report.state = .connected
        report.peer = peer
        report.codec = "opus 128k"
        report.channels = channels
        report.rate = .dat
        report.transport = "udp"
        report.latencyTarget = Nanoseconds(20_000_000)
        report.latencyActual = Nanoseconds(20_140_000)
        report.roundTrip = Nanoseconds(1_240_000)
        report.packetsLost = 3
        report.packetsRepaired = 2
        report.packetsLate = 1
        report.concealedFrames = 512
        report.xruns = 2
        report.bytesPerSecond = 18_400
        report.peaks = (0..<channels).map { Decibels($0 % 2 == 0 ? -6 : -30) }
        return report
    }

    private func line(
        _ width: Int, colour: Bool = false, unicode: Bool = true
    ) -> LiveLine {
        let terminal = Terminal(isInteractive: true, hasColour: colour, isUnicode: unicode)
        return LiveLine(terminal: terminal, width: width)
    }

    @Test func at40Columns() {
        #expect(line(40).text(for: report()) == "studio-b  20.1/20.0 ms  █▅  3/2/1/512")
    }

    @Test func at200Columns() {
        #expect(
            line(200).text(for: report())
                == "studio-b  opus 128k 2ch 48k udp  20.1/20.0 ms  █▅  -6.0 dB  "
                + "lost 3 repaired 2 late 1 concealed 512  xruns 2  18 kB/s  rtt 1.2 ms")
    }

    @Test func whatIsMeasuredIsShown() {
        var report = report()
        report.latencyUncertainty = Nanoseconds(620_000)
        report.jitter50 = Nanoseconds(80_000)
        report.jitter95 = Nanoseconds(410_000)
        report.jitter99 = Nanoseconds(1_950_000)
        report.clockRatio = 208.314
        report.clockWander = 0.021
        report.repair = "nack"
        #expect(
            line(240).text(for: report)
                == "studio-b  opus 128k 2ch 48k udp  20.1±0.6/20.0 ms  █▅  -6.0 dB  "
                + "lost 3 repaired 2 late 1 concealed 512  xruns 2  18 kB/s  rtt 1.2 ms  "
                + "jitter 0.1/0.4/2.0 ms  clock +208.31 ppm wander 0.02  repair nack")
        #expect(line(80).text(for: report).columns <= 80)
    }

    @Test(arguments: [1, 2, 8, 20, 40, 80, 200])
    func neverWiderThanTheTerminal(width: Int) {
        var reports = [1, 2, 8, 64].map { report(channels: $0) }
        reports.append(report(peer: String(repeating: "舞台", count: 40)))
        reports.append(report(peer: "\u{1b}[2J\u{202e}" + String(repeating: "x", count: 300)))
        reports.append(LinkReport())
        for state in [LinkState.waiting(reason: "studio-b:54345: connection refused"), .starting] {
            var other = report()
            other.state = state
            reports.append(other)
        }
        for report in reports {
            let text = line(width).text(for: report)
            #expect(text.columns <= width, "\(text)")
            #expect(text.escaped == text)
        }
    }

    @Test func manyChannelsShareColumns() {
        var many = report(channels: 64)
        many.peaks = many.peaks.indices.map { Decibels($0 == 63 ? 0 : -100) }
        let meter = line(80).pieces(for: many).map(\.text).joined()
        #expect(meter.contains("···············█"))
        #expect(!meter.contains("████"))
    }

    @Test func levelsFromSilenceToFullScale() {
        let terminal = Terminal(isInteractive: true, hasColour: true, isUnicode: true)
        let levels = [-.infinity, -60.1, -60, -30, -9, -1, 0, 20, .nan].map { Decibels($0) }
        let cells = LevelMeter(terminal: terminal).cells(levels, room: 9)
        #expect(cells.map(\.text).joined() == "··▁▅▇███·")
        #expect(
            cells.map(\.colour) == [
                .plain, .plain, .green, .green, .yellow, .yellow, .red, .red, .plain,
            ])
    }

    @Test func withoutUnicodeItIsASCII() {
        for width in [40, 80, 200] {
            #expect(line(width, unicode: false).text(for: report()).allSatisfy({ $0.isASCII }))
        }
        var waiting = report()
        waiting.state = .waiting(reason: String(repeating: "x", count: 50))
        #expect(line(40, unicode: false).text(for: waiting).hasSuffix("~"))
    }

    @Test func whatIsNotKnownTakesNoRoom() {
        var report = LinkReport()
        report.state = .connected
        #expect(line(200).text(for: report) == "?  lost 0 repaired 0 late 0 concealed 0  0 B/s")
    }

    @Test(
        arguments: [
            ("xterm", "en_US.UTF-8", nil, true, true, true),
            ("dumb", "C", nil, false, false, false),
            (nil, "C.utf8", nil, false, false, true), ("xterm", "C", "1", true, false, false),
            ("xterm", "", "", true, true, false),
        ] as [(String?, String, String?, Bool, Bool, Bool)])
    func terminals(
        term: String?, locale: String, noColour: String?, live: Bool, colour: Bool, unicode: Bool
    ) {
        let environment = Environment { name in
            ["TERM": term, "LANG": locale, "NO_COLOR": noColour][name] ?? nil
        }
        let terminal = Terminal(isTerminal: true, environment: environment)
        #expect(terminal.isInteractive == live)
        #expect(terminal.hasColour == colour)
        #expect(terminal.isUnicode == unicode)
        let pipe = Terminal(isTerminal: false, environment: environment)
        #expect(!pipe.isInteractive && !pipe.hasColour)
    }
}
