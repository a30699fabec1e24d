import Engine
import Glibc
import Text

/// Tells how a probe goes on: a line for each thing that is possible, on standard output, and a progress bar on
/// standard error, where that is a terminal. The probe's thread.
final class ProbeTeller: ProbeObserver {
    private let isJSON: Bool
    private let output = Terminal.standardOutput
    private let screen = Terminal.standardError
    private var checks: [JSONValue] = []
    private var hasBar = false

    init(isJSON: Bool) { self.isJSON = isJSON }

    func passed(_ check: ProbeCheck, _ detail: String) {
        checks.append(
            .object([
                ("check", .text(check.rawValue)), ("ok", .flag(true)), ("detail", .text(detail)),
            ]))
        say(check, output.isUnicode ? "✓" : "ok", detail.escaped, isGood: true)
    }

    func failed(_ check: ProbeCheck, _ failure: LinkFailure) {
        checks.append(
            .object([
                ("check", .text(check.rawValue)), ("ok", .flag(false)),
                ("detail", .text(failure.message)),
            ]))
        say(check, output.isUnicode ? "✗" : "NO", "", isGood: false)
    }

    private func say(_ check: ProbeCheck, _ sign: String, _ detail: String, isGood: Bool) {
        guard !isJSON else { return }
        end()
        let width = output.isInteractive ? Terminal.width(of: STDOUT_FILENO) - 1 : .max
        let rows = LabelledRow(labelWidth: 12, width: width).lines(
            "\(sign.padded(to: 2))\(check.label)", detail)
        let colour = isGood ? 32 : 31
        for (index, row) in rows.enumerated() {
            var text = row
            while text.last == " " { text.removeLast() }
            if index == 0, output.hasColour {
                text = "\u{1b}[\(colour)m\(sign)\u{1b}[0m" + text.dropFirst(sign.count)
            }
            _ = Output(descriptor: STDOUT_FILENO).write(text + "\n", patienceMilliseconds: -1)
        }
    }

    func progress(_ share: Double, sent: Int, answered: Int) {
        guard screen.isInteractive else { return }
        hasBar = true
        let width = Terminal.width(of: STDERR_FILENO) - 1
        let counts = " \(Int(share * 100)) %"
        let detail = width >= 60 ? "  \(sent) sent, \(answered) answered" : ""
        let room = max(4, min(40, width - 12 - counts.count - detail.count))
        let full = Int((share * Double(room)).rounded())
        let (done, rest): (Character, Character) = screen.isUnicode ? ("█", "░") : ("#", ".")
        let bar = String(repeating: done, count: full) + String(repeating: rest, count: room - full)
        _ = Output(descriptor: STDERR_FILENO).write(
            "\r\u{1b}[Kmeasuring \(bar)\(counts)\(detail)")
    }

    /// Takes the bar away.
    func end() {
        guard hasBar else { return }
        hasBar = false
        _ = Output(descriptor: STDERR_FILENO).write("\r\u{1b}[K", patienceMilliseconds: 100)
    }

    /// The whole result, with what was possible before.
    func json(_ members: [(String, JSONValue)]) -> JSONValue {
        .object([("possible", .flag(true)), ("checks", .array(checks))] + members)
    }

    func json(failure: LinkFailure) -> JSONValue {
        .object([
            ("possible", .flag(false)), ("checks", .array(checks)),
            ("error", .text(failure.message)), ("status", .integer(Int64(failure.status.rawValue))),
        ])
    }
}
