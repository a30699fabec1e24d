import ControlIO
import Engine
import Glibc
import LineEditor
import Text

/// `jacknet status --watch`: the links' state, drawn again every second until interrupted.
struct StatusWatch {
    let link: String?

    func run() {
        let signals = TerminalSignals()
        var screen = LiveScreen(output: Output(descriptor: STDOUT_FILENO))
        while true {
            screen.draw(lines())
            var entry = pollfd(fd: signals.descriptor, events: Int16(POLLIN), revents: 0)
            _ = poll(&entry, 1, 1000)
            while let signal = signals.next() {
                switch signal {
                case .interrupt, .end:
                    screen.tidy()
                    return
                case .resize: screen.clear()
                case .suspend: TerminalSignals.stop()
                }
            }
        }
    }

    private func lines() -> [String] {
        let links = LinkDirectory.sockets.filter { link == nil || $0.name == link }
        let answers = ControlRound.ask("link.status", of: links, within: StatusCommand.patience)
        let width = Terminal.width(of: STDOUT_FILENO) - 1
        let text = StatusText(terminal: .standardOutput, width: width)
        let blocks = answers.map { answer in
            switch answer.result {
            case .success(let status): text.lines(for: status)
            case .failure(let error): [error.description.escaped.cut(to: width, ellipsis: "~")]
            }
        }
        if blocks.isEmpty {
            let name = link.map { $0.escaped + " " } ?? ""
            return ["no link \(name)is running; Ctrl-C ends this".cut(to: width, ellipsis: "~")]
        }
        return Array(blocks.joined(separator: [""]))
    }
}
