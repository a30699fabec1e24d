import Text

/// How a sender is steered while it runs.
extension SenderLink {
    var jackEnd: JackEnd? { source as? JackEnd }

    // STUB: nothing is known of the other end's settings, and nothing changes yet.
    var peerSettings: [String: JSONValue] { [:] }

    func change(
        to new: SendSettings, asking wishes: [String: JSONValue],
        completion: @escaping (ChangeRefusal?) -> Void
    ) {
        completion(ChangeRefusal(.notLive, "this link cannot be changed while it runs"))
    }
}
