import Text
import Units

/// What a link tells of itself (`link.status`), for people: both ends beside each other.
struct StatusText {
    let terminal: Terminal
    /// Columns that may be filled.
    let width: Int
    /// Where nothing wraps, a long reason is told whole.
    var cutsHeadline = true

    private static let labelWidth = 10

    private var sign: String { terminal.isUnicode ? "±" : "+-" }
    private var ellipsis: String { terminal.isUnicode ? "…" : "~" }

    /// Lines without their ends; none but a headline that is not cut is wider than `width`.
    func lines(for status: JSONValue) -> [String] {
        let other = status["remote"] ?? .null
        let room = max(8, (width - Self.labelWidth - 2) / 2)
        var lines = [row("", "this end", "other end", room)]
        for (label, text) in Self.rows(sign: sign) {
            lines.append(row(label, text(status), text(other), room))
        }
        for (label, text) in Self.rowsAtWish {
            let cells = (text(status), text(other))
            if cells != ("-", "-") { lines.append(row(label, cells.0, cells.1, room)) }
        }
        lines.append(row("levels", levels(of: status, room), levels(of: other, room), room))
        let headline = headline(for: status)
        return [cutsHeadline ? headline.cut(to: width, ellipsis: ellipsis) : headline]
            + lines.map { $0.cut(to: width, ellipsis: ellipsis) }
    }

    /// `jacknet-recv  connected to studio-a, up 3 h 20 min`
    private func headline(for status: JSONValue) -> String {
        let name = (status["name"]?.text ?? "-").escaped
        return "\(name)  \(Self.state(of: status))"
    }

    /// `connected to studio-a`, `waiting: no JACK server`
    static func state(of status: JSONValue) -> String {
        let state = (status["state"]?.text ?? "-").escaped
        if state == "connected", let peer = status["peer"]?.text {
            return "\(state) to \(peer.escaped)"
        }
        if let reason = status["reason"]?.text { return "\(state): \(reason.escaped)" }
        return state
    }

    private func row(_ label: String, _ one: String, _ other: String, _ room: Int) -> String {
        let cells = [label.padded(to: Self.labelWidth), one.cut(to: room, ellipsis: ellipsis)]
        let other = other.cut(to: room, ellipsis: ellipsis)
        let line = cells[0] + " " + cells[1].padded(to: room) + " " + other
        return String(line.reversed().drop { $0 == " " }.reversed())
    }

    /// The levels as a meter, and the highest of them in numbers.
    private func levels(of end: JSONValue, _ room: Int) -> String {
        guard let items = end["peaksDbfs"]?.items, !items.isEmpty else { return "-" }
        let peaks = items.map { Decibels($0.number ?? -.infinity) }
        let highest = peaks.map(\.value).max() ?? -.infinity
        let number = highest < -120 ? "silent" : highest.fixed(1) + " dB"
        let cells = LevelMeter(terminal: terminal).cells(peaks, room: max(1, room - 9))
        return cells.map(\.text).joined() + " " + number
    }
}

extension String {
    /// With spaces at its end, `width` columns at least.
    func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - columns))
    }
}
