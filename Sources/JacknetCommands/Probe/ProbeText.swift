import Engine
import Probing
import Streaming
import Text
import Units

/// What a probe measured, for people.
struct ProbeText {
    let terminal: Terminal
    /// Columns that may be filled; command lines may be longer.
    let width: Int
    let lines: ProbeCommandLines

    private static let labelWidth = 11
    private var sign: String { terminal.isUnicode ? "±" : "+-" }
    private var most: String { terminal.isUnicode ? "≤" : "<=" }

    /// Without their ends.
    func lines(for report: ProbeReport, latency: Nanoseconds?) -> [String] {
        [""] + measured(report) + [""] + table(report) + facts(report) + [""]
            + curve(report) + recommendations(report) + verdict(report, latency)
    }

    private func row(_ label: String, _ text: String) -> [String] {
        LabelledRow(labelWidth: Self.labelWidth, width: width).lines(label, text)
    }

    private func measured(_ report: ProbeReport) -> [String] {
        let shape = report.shape
        let bytes = shape.packets.map(\.bytes).max() ?? 0
        let period =
            shape.frame > 0
            ? "frames of \(Self.ms(shape.frame, 1)) ms"
            : "periods of \(report.periodFrames) frames at \(report.rate.hertz) Hz"
                + (report.isPeriodKnown ? "" : " (no JACK here: assumed)")
        let receiver =
            "\(Self.ms(report.receiverPeriod.count, 2)) ms"
            + (report.isReceiverPeriodKnown ? "" : " (no sink there yet: assumed)")
        return row(
            "measured",
            "\(report.way.loss.sent) datagrams of \(bytes) bytes, "
                + "\(shape.packetsPerSecond.fixed(0)) a second, as \(period) would be")
            + row(
                "receiver", "periods of \(receiver)" + (report.isPlaying ? ", beside a link" : ""))
            + (report.dropped > 0
                ? row(
                    "warning", "\(report.dropped) datagrams never left this machine: it is too busy"
                )
                : [])
    }

    private func table(_ report: ProbeReport) -> [String] {
        let isWide = width >= 62
        let heads =
            isWide ? ["least", "median", "95 %", "99 %", "greatest"] : ["median", "95 %", "99 %"]
        func cells(_ times: Percentiles) -> [String] {
            let values =
                isWide
                ? [times.least, times.median, times.high95, times.high99, times.greatest]
                : [times.median, times.high95, times.high99]
            return values.map { Self.ms($0, 2) }
        }
        func line(_ label: String, _ cells: [String]) -> String {
            label.padded(to: Self.labelWidth + 1)
                + cells.map { String(repeating: " ", count: max(0, 9 - $0.columns)) + $0 }.joined()
        }
        return [
            line("ms", heads), line("round trip", cells(report.way.roundTrip)),
            line("jitter", cells(report.way.jitter)),
            line("jitter back", cells(report.way.jitterBack)), "",
        ]
    }

    private func facts(_ report: ProbeReport) -> [String] {
        let way = report.way
        var loss = Self.percent(way.loss.share) + " there"
        if way.loss.lost > 0 {
            loss +=
                " (\(way.loss.lost) of \(way.loss.sent), \(way.loss.longestRun) in a row at most)"
        }
        loss += ", " + Self.percent(way.lossBack.share) + " back"
        let order =
            way.reordered == 0 ? "kept" : "\(way.reordered) datagrams came after later ones"
        let clock = way.clock
        let wall = Double(report.wallClockOffset) * 1e-6
        return row("loss", loss) + row("order", order) + row("path MTU", mtu(report))
            + row("DSCP", dscp(report))
            + row(
                "clock",
                "\(wall > 0 ? "+" : "")\(wall.fixed(2)) ms \(sign) \(Self.ms(clock.uncertainty, 2)), "
                    + "\(clock.drift > 0 ? "+" : "")\((clock.drift * 1e6).fixed(1)) "
                    + "\(sign) \((clock.driftUncertainty * 1e6).fixed(1)) ppm")
    }

    private func mtu(_ report: ProbeReport) -> String {
        guard let mtu = report.mtu else { return "less than 1280 bytes, or not to be told" }
        return report.isMTULimited ? "\(mtu) bytes" : "\(mtu) bytes or more"
    }

    private func dscp(_ report: ProbeReport) -> String {
        let (sent, arrived) = (report.dscpSent, report.dscpArrived)
        if sent == arrived { return sent == 0 ? "none was set" : "\(Self.point(sent)) is kept" }
        return
            "\(Self.point(sent)) arrives as \(Self.point(arrived)): a router on the way changes it"
    }

    private static func point(_ value: UInt8) -> String { value == 46 ? "EF" : "\(value)" }

    private func curve(_ report: ProbeReport) -> [String] {
        ["late and lost frames an hour"]
            + CurveText(isUnicode: terminal.isUnicode, width: width).lines(for: report) + [""]
    }

    private func recommendations(_ report: ProbeReport) -> [String] {
        report.recommendations.flatMap { recommendation in
            let forecast = recommendation.forecast
            let label = recommendation.profile.rawValue.padded(to: Self.labelWidth)
            let latency = ProbeCommandLines.milliseconds(recommendation.latency)
            let head =
                label + "\(latency) ms: \(Self.frames(forecast.expected)) frames an hour expected, "
                + "\(most) \(Self.frames(forecast.bound))"
                + (recommendation.isMet ? "" : "; no latency brings back more")
            return wrapped(head) + [
                "  " + lines.receive(recommendation), "  " + lines.send(report),
            ]
        }
    }

    private func wrapped(_ text: String) -> [String] {
        let label = String(text.prefix(Self.labelWidth))
        return row(label, String(text.dropFirst(Self.labelWidth)))
    }

    private func verdict(_ report: ProbeReport, _ latency: Nanoseconds?) -> [String] {
        guard let latency else { return [] }
        let forecast = report.curve.forecast(at: latency.count)
        let isFit = report.curve.isFit(latency.count)
        let normal = report.recommendations.first { $0.profile == .normal }
        let remedy =
            isFit ? "" : "; normal is \(ProbeCommandLines.milliseconds(normal?.latency ?? 0)) ms"
        return [""]
            + row(
                isFit ? "fit" : "unfit",
                "\(ProbeCommandLines.milliseconds(latency.count)) ms: "
                    + "\(Self.frames(forecast.expected)) frames an hour expected, "
                    + "\(most) \(Self.frames(forecast.bound))\(remedy)")
    }

    private static func ms(_ nanoseconds: Int64, _ digits: Int) -> String {
        (Double(nanoseconds) * 1e-6).fixed(digits)
    }

    private static func percent(_ share: Double) -> String {
        "\((share * 100).fixed(share > 0 && share < 0.01 ? 2 : 1)) %"
    }

    /// Of frames, to two digits or so.
    static func frames(_ count: Double) -> String {
        switch count {
        case ..<1: count > 0.005 ? count.fixed(2) : "0"
        case ..<1e4: count.fixed(0)
        case ..<1e6: "\((count / 1e3).fixed(0))k"
        default: "\((count / 1e6).fixed(1))M"
        }
    }
}
