import ControlIO
import Session
import Text
import Units

/// Answers what is asked of a link over its control socket. The link's thread.
///
/// Every client has one request here at a time, so its requests are answered in order, and no more
/// changes wait than there are clients.
final class Steward<Link: SteeredLink> {
    let table: SettingTable<Link.Settings>
    let outlet: any ControlOutlet
    let tap: EventTap
    /// The socket's.
    let name: String
    let role: String
    let startedAt: Nanoseconds
    var subscriptions = Subscriptions()
    /// Changes that wait for the one under way.
    var changes: [Change] = []
    var isChanging = false
    /// The changes that wait are being made one after the other.
    var isMakingChanges = false
    private var watch = CountWatch()
    /// `link.stop` came.
    var isStopped = false

    init(
        _ table: SettingTable<Link.Settings>, outlet: any ControlOutlet, tap: EventTap,
        name: String, role: String, startedAt: Nanoseconds
    ) {
        self.table = table
        self.outlet = outlet
        self.tap = tap
        self.name = name
        self.role = role
        self.startedAt = startedAt
    }

    /// When `turn` has something to tell, at the latest; nil where nobody waits for anything.
    var wakesAt: Nanoseconds? { subscriptions.nextDue }

    // MARK: Requests

    func take(
        _ input: SteeringInput, from client: ControlClientID, _ link: Link, _ now: Nanoseconds
    ) {
        switch input {
        case .request(let request): carryOut(request, for: client, link, now)
        case .noRequest(let failure):
            outlet.send(RPCLine.error(failure.error, id: failure.id), to: [client])
            outlet.next(client)
        case .ended:
            // Who only asked has all answers by now.
            if !subscriptions.contains(client) { outlet.close(client) }
        case .closed: subscriptions.unsubscribe(client)
        }
    }

    private func carryOut(
        _ request: RPCRequest, for client: ControlClientID, _ link: Link, _ now: Nanoseconds
    ) {
        let reply = Reply(client: client, id: request.id)
        do throws(RPCError) {
            guard let method = ControlMethod(rawValue: request.method) else {
                throw unknown(request.method)
            }
            try check(request, method)
            let asked = request.parameters
            switch method {
            case .status: answer(reply, .object(status(link, now)))
            case .get: answer(reply, try get(asked, link))
            case .set: try set(asked, reply, link)
            case .describe: answer(reply, describe(link))
            case .subscribe: answer(reply, try subscribe(asked, client, now))
            case .unsubscribe:
                subscriptions.unsubscribe(client)
                answer(reply, .object([]))
            case .mute: try mute(asked, reply, link)
            case .stop:
                isStopped = true
                answer(reply, .object([]))
            case .listPorts: answer(reply, try listPorts(link))
            case .connect: answer(reply, try connect(asked, link))
            case .disconnect: answer(reply, try disconnect(asked, link))
            }
        } catch {
            refuse(reply, error)
        }
    }

    private func unknown(_ method: String) -> RPCError {
        let near = nearest(to: method, among: ControlMethod.allCases.map(\.rawValue))
        let remedy = near.map { "did you mean \($0)?" } ?? "link.describe lists them"
        return RPCError(RPCError.Code.noMethod, "\(method): no such method; \(remedy)")
    }

    private func check(_ request: RPCRequest, _ method: ControlMethod) throws(RPCError) {
        guard let known = method.parameters else { return }
        for (name, _) in request.parameters where !known.contains(name) {
            throw .wrongParameters(
                "\(name): \(method.rawValue) has no such parameter"
                    + (nearest(to: name, among: known).map { "; did you mean \($0)?" } ?? ""),
                name: name, allowed: known.isEmpty ? "none" : known.joined(separator: ", "))
        }
    }

    /// Where an answer goes.
    struct Reply {
        var client: ControlClientID
        /// Nil where none is wanted.
        var id: JSONValue?
    }

    func answer(_ reply: Reply, _ result: JSONValue) {
        if let id = reply.id { outlet.send(RPCLine.result(result, id: id), to: [reply.client]) }
        outlet.next(reply.client)
    }

    func refuse(_ reply: Reply, _ error: RPCError) {
        if let id = reply.id { outlet.send(RPCLine.error(error, id: id), to: [reply.client]) }
        outlet.next(reply.client)
    }

    // MARK: What is told unasked

    /// Takes a new report.
    func take(_ report: LinkReport, _ now: Nanoseconds) {
        subscriptions.note(report.peaks)
        for event in watch.take(report, now) { tap.keep(event) }
    }

    /// Tells subscribers what they are to hear by now.
    func turn(_ link: Link, _ now: Nanoseconds) {
        let events = tap.takeEvents()
        let listeners = subscriptions.listeners
        if !listeners.isEmpty {
            for event in events {
                outlet.send(RPCLine.notification("link.event", event), to: listeners)
            }
        }
        for due in subscriptions.takeDue(now) {
            let peaks = due.peaks ?? link.latestReport.peaks
            if !due.statistics.isEmpty {
                let status = JSONValue.object(status(link, now, peaks: peaks))
                outlet.send(RPCLine.notification("link.statistics", status), to: due.statistics)
            }
            if !due.levels.isEmpty {
                let levels = JSONValue.object([
                    ("peaksDbfs", .array(peaks.map { .number($0.value) }))
                ])
                outlet.send(RPCLine.notification("link.levels", levels), to: due.levels)
            }
        }
    }
}
