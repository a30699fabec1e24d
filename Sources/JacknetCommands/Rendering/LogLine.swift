import Engine
import Text

/// The words of a link as they stand in a log: `jacknet-recv: warning: …`, one line, no escapes.
enum LogLine {
    static func text(name: String, _ event: LinkEvent) -> String {
        switch event.severity {
        case .info: text(name: name, event.message)
        case .warning: text(name: name, "warning: " + event.message)
        case .error: text(name: name, "error: " + event.message)
        }
    }

    static func text(name: String, _ message: String) -> String {
        "\(name): \(message)".escaped + "\n"
    }

    /// What a link did from its start to its end.
    static func summary(name: String, _ report: LinkReport) -> String {
        let packets =
            report.packetsSent > 0
            ? "sent \(report.packetsSent)" : "received \(report.packetsReceived)"
        return text(
            name: name,
            "\(packets) packets, lost \(report.packetsLost), repaired \(report.packetsRepaired), "
                + "late \(report.packetsLate), concealed \(report.concealedFrames) frames, xruns \(report.xruns)"
        )
    }
}
