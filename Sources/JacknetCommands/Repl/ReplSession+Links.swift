import ControlIO
import Text
import Units

extension ReplSession {
    /// The links that are running, the one in use with a mark.
    func links(_ words: [String]) throws(ReplError) {
        guard words.isEmpty else { throw wrongUsage(of: .links) }
        let answers = ControlRound.ask(
            "link.status", of: LinkDirectory.sockets, within: StatusCommand.patience)
        let nameWidth = answers.map(\.link.name.escaped.columns).max() ?? 0
        for answer in answers {
            let status = try? answer.result.get()
            if isJSON {
                say((status ?? .object([("name", .text(answer.link.name))])).description + "\n")
                continue
            }
            let mark = answer.link.name == link.name ? "* " : "  "
            let state = status.map(StatusText.state) ?? "does not answer"
            let line = mark + answer.link.name.escaped.padded(to: nameWidth) + "  " + state
            say(fitted(line))
        }
    }

    func use(_ words: [String]) throws(ReplError) {
        guard words.count == 1 else { throw wrongUsage(of: .use) }
        let chosen: RunningLink
        do throws(ControlClientError) {
            chosen = try LinkDirectory.link(named: words[0]).link
        } catch {
            throw ReplError(error)
        }
        try connect(to: chosen)
    }
}
