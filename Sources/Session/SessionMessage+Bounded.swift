extension SessionMessage {
    /// What it is to be known by, bytes; and why something is as it is.
    private static let longestName = 200
    private static let longestReason = 1_000

    /// As it comes from outside, without what no peer of ours says: what waits to be heard takes no more
    /// memory than its bytes took, and nothing is long that is written to a log.
    var bounded: SessionMessage {
        switch self {
        case .hello(var hello):
            hello.software.cut(Self.longestName)
            hello.name.cut(Self.longestName)
            hello.role.cut(Self.longestName)
            hello.identity.cut(Self.longestName)
            hello.instance.cut(Self.longestName)
            return .hello(hello)
        case .offer(var offer):
            offer.transport.cut(Self.longestName)
            offer.stream.codec.cut(Self.longestName)
            return .offer(offer)
        case .accept(var accept):
            accept.token.cut(Self.longestName)
            return .accept(accept)
        case .refuse(var refusal):
            refusal.code.cut(Self.longestName)
            refusal.reason.cut(Self.longestReason)
            return .refuse(refusal)
        case .transport(var change):
            change.transport.cut(Self.longestName)
            return .transport(change)
        case .statistics(let statistics): return .statistics(statistics.bounded)
        case .succession(var succession):
            succession.stream.codec.cut(Self.longestName)
            return .succession(succession)
        case .successionAnswer(var answer):
            answer.refusal?.cut(Self.longestReason)
            return .successionAnswer(answer)
        case .request(var request):
            request.settings = View(request.settings).bounded.members
            return .request(request)
        case .answer(var answer):
            answer.refusal?.cut(Self.longestReason)
            return .answer(answer)
        case .settings(var note):
            note.settings = View(note.settings).bounded.members
            return .settings(note)
        case .noted(var answer):
            answer.refusal?.cut(Self.longestReason)
            return .noted(answer)
        case .view(let view): return .view(view.bounded)
        case .goodbye(var goodbye):
            goodbye.reason.cut(Self.longestReason)
            return .goodbye(goodbye)
        case .join(var join):
            join.token.cut(Self.longestName)
            return .join(join)
        case .joined(var join):
            join.token.cut(Self.longestName)
            return .joined(join)
        case .probe(let request): return .probe(request.bounded)
        case .probing(let grant): return .probing(grant.bounded)
        case .graph, .repair, .ping, .pong, .succeeded, .withdrawn, .renew, .probed, .unknown:
            return self
        }
    }
}

extension String {
    /// Leaves `bytes` of UTF-8 at most, whole characters.
    fileprivate mutating func cut(_ bytes: Int) {
        guard utf8.count > bytes else { return }
        var end = utf8.index(utf8.startIndex, offsetBy: bytes)
        while end.samePosition(in: unicodeScalars) == nil { end = utf8.index(before: end) }
        self = String(self[..<end])
    }
}
