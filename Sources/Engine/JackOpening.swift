import HostIO
import JackIO
import Units

/// Keeps trying to have a JACK client, and its connections.
final class JackKeeper {
    private let name: String
    private let server: String?
    private let exactName: Bool
    private let direction: JackClient.Direction
    private let ceiling: Decibels?
    private let patterns: [PortPattern]
    private let ownerFlag: Int32
    private var nextTry = Nanoseconds.zero
    private var nextConnect = Nanoseconds.zero
    private var lostXruns = 0

    private(set) var client: JackClient?
    /// Why there is no client, while there is none.
    private(set) var failure: JackError?
    /// Cycles that the server was late with, over all its lives.
    var xruns: Int { lostXruns + (client?.xruns ?? 0) }

    init(
        name: String, server: String?, exactName: Bool, direction: JackClient.Direction,
        ceiling: Decibels?, patterns: [PortPattern], ownerFlag: Int32
    ) {
        self.name = name
        self.server = server
        self.exactName = exactName
        self.direction = direction
        self.ceiling = ceiling
        self.patterns = patterns
        self.ownerFlag = ownerFlag
    }

    /// Opens the client where there is none; true when there is a new one.
    func poll(now: Nanoseconds) -> Bool {
        guard client == nil else {
            connect(now)
            return false
        }
        guard now >= nextTry else { return false }
        nextTry = now + Nanoseconds(100_000_000)
        do throws(JackError) {
            client = try JackClient(
                name: name, server: server, exactName: exactName, direction: direction,
                ownerFlag: ownerFlag, ceiling: ceiling)
            failure = nil
            nextConnect = now
            return true
        } catch {
            failure = error
            return false
        }
    }

    /// Gives up a client whose server is gone. Its callbacks have ended by then.
    func drop() {
        lostXruns += client?.xruns ?? 0
        client = nil
    }

    /// Connects what should be connected, when ports came or went and once a second.
    private func connect(_ now: Nanoseconds) {
        guard !patterns.isEmpty, let client, !client.isShutDown else { return }
        guard client.takePortsChanged() || now >= nextConnect else { return }
        nextConnect = now + Nanoseconds(1_000_000_000)
        _ = client.connect { name in patterns.contains { $0.matches(name) } }
    }
}
