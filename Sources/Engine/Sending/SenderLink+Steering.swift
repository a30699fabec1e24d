import Text

/// How a sender is steered while it runs.
extension SenderLink {
    var jackEnd: JackEnd? { source as? JackEnd }

    var peerSettings: [String: JSONValue] { desk.peerSettings }

    func change(
        _ edit: @escaping (inout SendSettings) -> Void, asking wishes: [String: JSONValue],
        completion: @escaping (ChangeRefusal?) -> Void
    ) {
        desk.change(edit, asking: wishes, completion: completion)
    }
}
