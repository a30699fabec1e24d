import Engine
import Text
import Units

extension LiveLine {
    /// `opus 128k 2ch 48k udp`
    func format(of report: LinkReport) -> String {
        let rate = report.rate.map { (Double($0.hertz) / 1000).shortest + "k" }
        let channels = report.channels.map { "\($0)ch" }
        return [report.codec?.escaped, channels, rate, report.transport?.escaped]
            .compactMap(\.self).joined(separator: " ")
    }

    /// `20.1/20.0 ms`, measured and asked for; `20.1±0.6/20.0 ms` with what the first may be wrong by. Yellow
    /// where they are half a millisecond apart.
    func latency(of report: LinkReport) -> [[Piece]] {
        let target = report.latencyTarget.map { $0.milliseconds.fixed(1) }
        let actual = report.latencyActual.map { $0.milliseconds.fixed(1) }
        guard target != nil || actual != nil else { return [[Piece("")]] }
        var colour = Colour.plain
        if let one = report.latencyActual, let other = report.latencyTarget,
            (one - other).count.magnitude >= 500_000
        {
            colour = .yellow
        }
        let short = Piece("\(actual ?? "?")/\(target ?? "?") ms", colour)
        guard let doubt = report.latencyUncertainty, let actual else { return [[short]] }
        let sign = terminal.isUnicode ? "±" : "+-"
        let text = "\(actual)\(sign)\(doubt.milliseconds.fixed(1))/\(target ?? "?") ms"
        return [[Piece(text, colour)], [short]]
    }

    /// The highest of all channels, in dBFS.
    func loudest(of report: LinkReport) -> String {
        let level = report.peaks.map(\.value).filter { !$0.isNaN }.max()
        return level.map { $0 < -120 ? "silent" : $0.fixed(1) + " dB" } ?? ""
    }

    /// `lost 0 repaired 0 late 0 concealed 0`, or `0/0/0/0`; nothing is wrong with what was repaired.
    func losses(of report: LinkReport) -> [[Piece]] {
        let (lost, late) = (report.packetsLost, report.packetsLate)
        let concealed = report.concealedFrames
        let colour: Colour = lost > 0 || late > 0 || concealed > 0 ? .yellow : .plain
        return [
            [
                Piece(
                    "lost \(lost) repaired \(report.packetsRepaired) late \(late) "
                        + "concealed \(concealed)", colour)
            ],
            [Piece("\(lost)/\(report.packetsRepaired)/\(late)/\(concealed)", colour)],
        ]
    }

    func xruns(of report: LinkReport) -> Piece {
        report.xruns == 0 ? Piece("") : Piece("xruns \(report.xruns)", .red)
    }

    /// `jitter 0.1/0.4/0.9 ms`: percentiles 50, 95 and 99.
    func jitter(of report: LinkReport) -> String {
        let times = [report.jitter50, report.jitter95, report.jitter99]
        let shown = times.compactMap { $0?.milliseconds.fixed(1) }
        return shown.count == 3 ? "jitter \(shown.joined(separator: "/")) ms" : ""
    }

    /// `clock +208.31 ppm wander 0.02`
    func clock(of report: LinkReport) -> [[Piece]] {
        guard let ratio = report.clockRatio else { return [] }
        let short = "clock \(ratio < 0 ? "" : "+")\(ratio.fixed(2)) ppm"
        guard let wander = report.clockWander else { return [[Piece(short)]] }
        return [[Piece(short + " wander \(wander.fixed(2))")], [Piece(short)]]
    }

    func repair(of report: LinkReport) -> String {
        report.repair.map { "repair \($0)" } ?? ""
    }

    func roundTrip(of report: LinkReport) -> String {
        report.roundTrip.map { "rtt \($0.milliseconds.fixed(1)) ms" } ?? ""
    }
}
