/// What the two ends of a link say to each other; on the wire an object with one member, whose name
/// is the kind of message: `{"ping":{"id":7}}`. Members that are not known are ignored.
package enum SessionMessage: Equatable, Sendable {
    case hello(Hello)
    case offer(Offer)
    case accept(Accept)
    case refuse(Refusal)
    case transport(TransportChange)
    case statistics(Statistics)
    case graph(GraphLatency)
    case repair(Repair)
    case ping(Ping)
    case pong(Ping)
    case succession(Succession)
    case successionAnswer(SuccessionAnswer)
    case succeeded(StreamReference)
    case withdrawn(StreamReference)
    case renew(StreamReference)
    case request(SettingsRequest)
    case answer(SettingsAnswer)
    case settings(SettingsNote)
    case noted(SettingsAnswer)
    case view(View)
    case probe(ProbeRequest)
    case probing(ProbeGrant)
    case probed(ProbeTally)
    case goodbye(Goodbye)
    case join(Join)
    case joined(Join)
    /// A kind from a later version: ignored.
    case unknown
}

extension SessionMessage: Codable {
    private enum Kind: String, CodingKey {
        case hello, offer, accept, refuse, transport, statistics, graph, repair, ping, pong,
            goodbye, join,
            joined, succession, successionAnswer, succeeded, withdrawn, renew, request, answer,
            settings, noted, view, probe, probing, probed
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Kind.self)
        switch container.allKeys.first {
        case .hello: self = .hello(try container.decode(Hello.self, forKey: .hello))
        case .offer: self = .offer(try container.decode(Offer.self, forKey: .offer))
        case .accept: self = .accept(try container.decode(Accept.self, forKey: .accept))
        case .refuse: self = .refuse(try container.decode(Refusal.self, forKey: .refuse))
        case .transport:
            self = .transport(try container.decode(TransportChange.self, forKey: .transport))
        case .statistics:
            self = .statistics(try container.decode(Statistics.self, forKey: .statistics))
        case .graph: self = .graph(try container.decode(GraphLatency.self, forKey: .graph))
        case .repair: self = .repair(try container.decode(Repair.self, forKey: .repair))
        case .ping: self = .ping(try container.decode(Ping.self, forKey: .ping))
        case .pong: self = .pong(try container.decode(Ping.self, forKey: .pong))
        case .succession:
            self = .succession(try container.decode(Succession.self, forKey: .succession))
        case .successionAnswer:
            self = .successionAnswer(
                try container.decode(SuccessionAnswer.self, forKey: .successionAnswer))
        case .succeeded:
            self = .succeeded(try container.decode(StreamReference.self, forKey: .succeeded))
        case .withdrawn:
            self = .withdrawn(try container.decode(StreamReference.self, forKey: .withdrawn))
        case .renew: self = .renew(try container.decode(StreamReference.self, forKey: .renew))
        case .request: self = .request(try container.decode(SettingsRequest.self, forKey: .request))
        case .answer: self = .answer(try container.decode(SettingsAnswer.self, forKey: .answer))
        case .settings: self = .settings(try container.decode(SettingsNote.self, forKey: .settings))
        case .noted: self = .noted(try container.decode(SettingsAnswer.self, forKey: .noted))
        case .view: self = .view(try container.decode(View.self, forKey: .view))
        case .probe: self = .probe(try container.decode(ProbeRequest.self, forKey: .probe))
        case .probing: self = .probing(try container.decode(ProbeGrant.self, forKey: .probing))
        case .probed: self = .probed(try container.decode(ProbeTally.self, forKey: .probed))
        case .goodbye: self = .goodbye(try container.decode(Goodbye.self, forKey: .goodbye))
        case .join: self = .join(try container.decode(Join.self, forKey: .join))
        case .joined: self = .joined(try container.decode(Join.self, forKey: .joined))
        case nil: self = .unknown
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Kind.self)
        switch self {
        case .hello(let value): try container.encode(value, forKey: .hello)
        case .offer(let value): try container.encode(value, forKey: .offer)
        case .accept(let value): try container.encode(value, forKey: .accept)
        case .refuse(let value): try container.encode(value, forKey: .refuse)
        case .transport(let value): try container.encode(value, forKey: .transport)
        case .statistics(let value): try container.encode(value, forKey: .statistics)
        case .graph(let value): try container.encode(value, forKey: .graph)
        case .repair(let value): try container.encode(value, forKey: .repair)
        case .ping(let value): try container.encode(value, forKey: .ping)
        case .pong(let value): try container.encode(value, forKey: .pong)
        case .succession(let value): try container.encode(value, forKey: .succession)
        case .successionAnswer(let value): try container.encode(value, forKey: .successionAnswer)
        case .succeeded(let value): try container.encode(value, forKey: .succeeded)
        case .withdrawn(let value): try container.encode(value, forKey: .withdrawn)
        case .renew(let value): try container.encode(value, forKey: .renew)
        case .request(let value): try container.encode(value, forKey: .request)
        case .answer(let value): try container.encode(value, forKey: .answer)
        case .settings(let value): try container.encode(value, forKey: .settings)
        case .noted(let value): try container.encode(value, forKey: .noted)
        case .view(let value): try container.encode(value, forKey: .view)
        case .probe(let value): try container.encode(value, forKey: .probe)
        case .probing(let value): try container.encode(value, forKey: .probing)
        case .probed(let value): try container.encode(value, forKey: .probed)
        case .goodbye(let value): try container.encode(value, forKey: .goodbye)
        case .join(let value): try container.encode(value, forKey: .join)
        case .joined(let value): try container.encode(value, forKey: .joined)
        case .unknown: break
        }
    }
}
