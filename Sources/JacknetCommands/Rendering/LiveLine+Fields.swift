import Engine
import Units

extension LiveLine {
    /// `opus 128k 2ch 48k udp`
    func format(of report: LinkReport) -> String {
        let rate = report.rate.map { (Double($0.hertz) / 1000).shortest + "k" }
        let channels = report.channels.map { "\($0)ch" }
        return [report.codec?.escaped, channels, rate, report.transport?.escaped]
            .compactMap(\.self).joined(separator: " ")
    }

    /// `20.1/20.0 ms`, measured and asked for; yellow where they are half a millisecond apart.
    func latency(of report: LinkReport) -> Piece {
        let target = report.latencyTarget.map { $0.milliseconds.fixed(1) }
        let actual = report.latencyActual.map { $0.milliseconds.fixed(1) }
        guard target != nil || actual != nil else { return Piece("") }
        let text = "\(actual ?? "?")/\(target ?? "?") ms"
        guard let one = report.latencyActual, let other = report.latencyTarget else {
            return Piece(text)
        }
        return Piece(text, (one - other).count.magnitude >= 500_000 ? .yellow : .plain)
    }

    /// The highest of all channels, in dBFS.
    func loudest(of report: LinkReport) -> String {
        let level = report.peaks.map(\.value).filter { !$0.isNaN }.max()
        return level.map { $0 < -120 ? "silent" : $0.fixed(1) + " dB" } ?? ""
    }

    /// `lost 0 late 0 concealed 0`, or `0/0/0`.
    func losses(of report: LinkReport) -> [[Piece]] {
        let (lost, late) = (report.packetsLost, report.packetsLate)
        let concealed = report.concealedFrames
        let colour: Colour = lost > 0 || late > 0 || concealed > 0 ? .yellow : .plain
        return [
            [Piece("lost \(lost) late \(late) concealed \(concealed)", colour)],
            [Piece("\(lost)/\(late)/\(concealed)", colour)],
        ]
    }

    func xruns(of report: LinkReport) -> Piece {
        report.xruns == 0 ? Piece("") : Piece("xruns \(report.xruns)", .red)
    }

    func roundTrip(of report: LinkReport) -> String {
        report.roundTrip.map { "rtt \($0.milliseconds.fixed(1)) ms" } ?? ""
    }
}
