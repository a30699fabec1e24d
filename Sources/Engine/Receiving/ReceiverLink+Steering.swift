import Text

/// How a receiver is steered while it runs.
extension ReceiverLink {
    var jackEnd: JackEnd? { sink as? JackEnd }

    // STUB: nothing is known of the other end's settings, and nothing changes yet.
    var peerSettings: [String: JSONValue] { [:] }

    func change(
        to new: ReceiveSettings, asking wishes: [String: JSONValue],
        completion: @escaping (ChangeRefusal?) -> Void
    ) {
        completion(ChangeRefusal(.notLive, "this link cannot be changed while it runs"))
    }
}
