/// What can be asked over a control socket; each has its entry in jacknet-control(7).
package enum ControlMethod: String, CaseIterable, Sendable {
    case status = "link.status"
    case get = "link.get"
    case set = "link.set"
    case describe = "link.describe"
    case subscribe = "link.subscribe"
    case unsubscribe = "link.unsubscribe"
    case mute = "link.mute"
    case stop = "link.stop"
    case listPorts = "ports.list"
    case connect = "ports.connect"
    case disconnect = "ports.disconnect"

    /// One line, without a full stop.
    package var help: String {
        switch self {
        case .status: "How the link is now"
        case .get: "Settings as they are in force: all, or those named"
        case .set: "Changes settings, all or none, at both ends"
        case .describe: "Every setting, method and event"
        case .subscribe: "Statistics and levels at an interval, and events"
        case .unsubscribe: "No more of these"
        case .mute: "Silences this end, or ends that"
        case .stop: "Says goodbye to the peer and ends the link"
        case .listPorts: "The ports of the link's JACK server"
        case .connect: "Connects a port of the link"
        case .disconnect: "Disconnects a port of the link, from one port or from all"
        }
    }

    /// The parameters that it knows; nil where they are the settings' names.
    var parameters: [String]? {
        switch self {
        case .status, .describe, .unsubscribe, .stop, .listPorts: []
        case .get: ["name", "names"]
        case .set: nil
        case .subscribe: ["intervalMs", "what"]
        case .mute: ["muted"]
        case .connect, .disconnect: ["port", "to"]
        }
    }
}
