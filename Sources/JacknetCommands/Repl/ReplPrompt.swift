import Text

/// The prompt: link, state and latency, in forty columns at most.
struct ReplPrompt: Equatable {
    var link: String
    /// A word; nil where the link has ended.
    var state: String?
    /// As measured, milliseconds.
    var latency: Double?

    /// `jacknet-recv (connected 20.1 ms)> `; a long name is cut.
    func text(width: Int, ellipsis: String) -> String {
        let shown = latency.map { " " + $0.fixed(1) + " ms" } ?? ""
        let state = (state ?? "ended").escaped
        let tail = " (\(state)\(shown))> "
        let room = min(40, max(20, width - 4)) - tail.columns
        return link.escaped.cut(to: max(4, room), ellipsis: ellipsis) + tail
    }
}
