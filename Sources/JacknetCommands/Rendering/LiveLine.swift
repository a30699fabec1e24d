import Engine
import Text
import Units

/// One line that shows a link as it is, laid out for a terminal's width: what matters most stays
/// when there is little room.
struct LiveLine {
    /// Select graphic rendition (ECMA-48) parameters.
    enum Colour: Int {
        case plain = 0
        case red = 31
        case green = 32
        case yellow = 33
    }

    /// Text of one colour.
    struct Piece: Equatable {
        var text: String
        var colour: Colour

        init(_ text: String, _ colour: Colour = .plain) {
            self.text = text
            self.colour = colour
        }
    }

    let terminal: Terminal
    /// Columns that may be filled; one less than the terminal has, or some would wrap.
    let width: Int

    /// The whole line, without its end, with colours where the terminal has them.
    func text(for report: LinkReport) -> String {
        pieces(for: report).map(painted).joined()
    }

    private func painted(_ piece: Piece) -> String {
        guard terminal.hasColour, piece.colour != .plain else { return piece.text }
        return "\u{1b}[\(piece.colour.rawValue)m\(piece.text)\u{1b}[0m"
    }

    private var ellipsis: String { terminal.isUnicode ? "…" : "~" }

    func pieces(for report: LinkReport) -> [Piece] {
        switch report.state {
        case .starting: [whole("starting")]
        case .waiting(let reason): [whole("waiting: " + reason.escaped)]
        case .connecting: [whole("connecting: " + (report.peer ?? "").escaped)]
        case .connected: laidOut(fields(of: report))
        }
    }

    private func whole(_ text: String) -> Piece {
        Piece(text.cut(to: width, ellipsis: ellipsis))
    }

    /// As many fields as fit, taken by rank, shown in their order with two spaces between.
    private func laidOut(_ fields: [LiveField]) -> [Piece] {
        var chosen: [Int: [Piece]] = [:]
        var used = -2
        for index in fields.indices.sorted(by: { fields[$0].rank < fields[$1].rank }) {
            let fitting = fields[index].forms.first { used + 2 + $0.columns <= width }
            guard let form = fitting else { continue }
            chosen[index] = form
            used += 2 + form.columns
        }
        let shown = fields.indices.compactMap { chosen[$0] }
        return Array(shown.joined(separator: [Piece("  ")]))
    }

    private func fields(of report: LinkReport) -> [LiveField] {
        let peerRoom = min(max(8, width / 4), 32)
        let peer = (report.peer ?? "?").escaped.cut(to: peerRoom, ellipsis: ellipsis)
        let meterRoom = max(2, width / 4)
        let cells = LevelMeter(terminal: terminal).cells(report.peaks, room: meterRoom)
        return [
            LiveField(rank: 0, [[Piece(peer)]]),
            LiveField(
                rank: 4, [[Piece(format(of: report))], [Piece((report.codec ?? "").escaped)]]),
            LiveField(rank: 1, latency(of: report)),
            LiveField(rank: 3, [cells]),
            LiveField(rank: 6, [[Piece(loudest(of: report))]]),
            LiveField(rank: 2, losses(of: report)),
            LiveField(rank: 5, [[xruns(of: report)]]),
            LiveField(rank: 7, [[Piece(report.bytesPerSecond.scaled("B/s"))]]),
            LiveField(rank: 8, [[Piece(roundTrip(of: report))]]),
            LiveField(rank: 9, [[Piece(jitter(of: report))]]),
            LiveField(rank: 10, clock(of: report)),
            LiveField(rank: 11, [[Piece(repair(of: report))]]),
        ].filter { $0.isShown }
    }
}

extension [LiveLine.Piece] {
    var columns: Int { reduce(0) { $0 + $1.text.columns } }
}
