import Session
import Text

/// The ports of the link's JACK server.
extension Steward {
    func listPorts(_ link: Link) throws(RPCError) -> JSONValue {
        let end = try jack(link)
        let ports: [PortDescription]
        do throws(LinkFailure) { ports = try end.listPorts() } catch { throw unfit(error) }
        return .object([
            ("ports", .array(ports.map(\.jsonValue))),
            ("own", .array(end.ownPorts.map(JSONValue.text))),
        ])
    }

    func connect(_ asked: [(String, JSONValue)], _ link: Link) throws(RPCError) -> JSONValue {
        guard let other = try text("to", asked) else {
            throw .wrongParameters("to: is missing; name the port to connect to", name: "to")
        }
        let end = try jack(link)
        let port = try ownPort(asked, end)
        try find(other, among: end)
        do throws(LinkFailure) { try end.connect(port, to: other) } catch { throw unfit(error) }
        return .object([])
    }

    func disconnect(_ asked: [(String, JSONValue)], _ link: Link) throws(RPCError) -> JSONValue {
        let other = try text("to", asked)
        let end = try jack(link)
        let port = try ownPort(asked, end)
        if let other { try find(other, among: end) }
        do throws(LinkFailure) {
            try end.disconnect(port, from: other)
        } catch {
            throw unfit(error)
        }
        return .object([])
    }

    private func jack(_ link: Link) throws(RPCError) -> JackEnd {
        guard let end = link.jackEnd else {
            throw RPCError(
                ChangeRefusal.Code.unfit.rawValue,
                "this link has no JACK ports, but a file or a pipe")
        }
        return end
    }

    /// The full name of the port of the link that is meant: `out_1` or `jacknet-recv:out_1`.
    private func ownPort(_ asked: [(String, JSONValue)], _ end: JackEnd) throws(RPCError) -> String
    {
        guard let name = try text("port", asked) else {
            throw .wrongParameters("port: is missing; name a port of the link", name: "port")
        }
        let own = end.ownPorts
        if let port = own.first(where: { $0 == name || $0.hasSuffix(":" + name) }) { return port }
        let short = own.map { String($0.drop { $0 != ":" }.dropFirst()) }
        try find(name, "port", among: short)
        return name
    }

    /// Throws where none of the ports that those of the link can be connected to is `other`.
    private func find(_ other: String, among end: JackEnd) throws(RPCError) {
        let ports: [PortDescription]
        do throws(LinkFailure) { ports = try end.listPorts() } catch { throw unfit(error) }
        let fit = ports.filter { $0.isInput == !end.hasInputs && $0.type == "audio" }
        if !fit.contains(where: { $0.name == other }), ports.contains(where: { $0.name == other }) {
            throw .wrongParameters(
                "to \"\(other)\": not an audio \(end.hasInputs ? "output" : "input"), which the link's "
                    + "ports can be connected to; ports.list lists them",
                name: "to")
        }
        try find(other, "to", among: fit.map(\.name))
    }

    private func find(
        _ name: String, _ parameter: String, among names: [String]
    ) throws(RPCError) {
        if names.contains(name) { return }
        let near = nearest(to: name, among: names)
        throw .wrongParameters(
            "\(parameter) \"\(name)\": no such port; "
                + (near.map { "did you mean \($0)?" } ?? "ports.list lists them"),
            name: parameter, allowed: near)
    }

    private func text(_ name: String, _ asked: [(String, JSONValue)]) throws(RPCError) -> String? {
        guard let value = asked.first(where: { $0.0 == name })?.1 else { return nil }
        guard let text = value.text else {
            throw .wrongParameters("\(name): not a port's name", name: name)
        }
        return text
    }

    private func unfit(_ failure: LinkFailure) -> RPCError {
        RPCError(ChangeRefusal.Code.unfit.rawValue, failure.message)
    }
}
