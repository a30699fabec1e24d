/// Something that happened to a link, told once: a log line, or one JSON object.
package struct LinkEvent: Hashable, Sendable {
    package enum Severity: String, Sendable {
        case info
        case warning
        case error
    }

    package var severity: Severity
    /// For programs: dotted, stable words, such as `peer.connected`.
    package var name: String
    /// For people: one line, without a full stop; may hold strings from outside.
    package var message: String
    /// For programs: the message's particulars.
    package var fields: [String: Value]

    package init(
        _ severity: Severity = .info, _ name: String, _ message: String,
        fields: [String: Value] = [:]
    ) {
        self.severity = severity
        self.name = name
        self.message = message
        self.fields = fields
    }
}

extension LinkEvent {
    /// The peer is gone; expected where it said goodbye.
    static func parting(from peer: String, _ reason: String, isGoodbye: Bool) -> LinkEvent {
        let fields: [String: Value] = ["peer": .text(peer), "reason": .text(reason)]
        return isGoodbye
            ? LinkEvent(
                .info, "peer.left", "\(peer) left: \(reason)", fields: fields)
            : LinkEvent(
                .warning, "peer.lost", "lost \(peer): \(reason)", fields: fields)
    }
}
