import Engine
import Text

/// What happened, as a line above the one that is being typed.
enum ReplEvent {
    /// `jacknet-recv: warning: lost studio-a: …`, as the link's own log has it.
    static func text(_ link: String, _ event: JSONValue) -> String {
        let severity = event["severity"]?.text ?? ""
        let isGrave = LinkEvent.Severity(rawValue: severity).map { $0 != .info } ?? false
        let message = event["message"]?.text ?? event["event"]?.text ?? "?"
        return told(link, (isGrave ? severity + ": " : "") + message)
    }

    static func told(_ link: String, _ message: String) -> String {
        LogLine.text(name: link, message)
    }
}
