import Text

/// How a receiver is steered while it runs.
extension ReceiverLink {
    var jackEnd: JackEnd? { sink as? JackEnd }

    var peerSettings: [String: JSONValue] { desk.peerSettings }

    func change(
        _ edit: @escaping (inout ReceiveSettings) -> Void, asking wishes: [String: JSONValue],
        completion: @escaping (ChangeRefusal?) -> Void
    ) {
        desk.change(edit, asking: wishes, completion: completion)
    }
}
