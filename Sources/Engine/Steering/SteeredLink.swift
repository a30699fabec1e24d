import Text

/// A link as it is steered while it runs: by its control socket, by its profile and by its peer. The
/// thread that owns it.
protocol SteeredLink: OwnedLink {
    associatedtype Settings: Hashable, Sendable

    /// What is in force.
    var settings: Settings { get }

    /// What the other end says of its own settings, those that a peer may ask for; empty without a peer.
    var peerSettings: [String: JSONValue] { get }

    /// How the link was when it was looked at last.
    var latestReport: LinkReport { get }

    /// The end in a JACK graph; nil where there is none.
    var jackEnd: JackEnd? { get }

    /// Has the link's settings be as `edit` makes them, which changes what can change live alone, and its
    /// peer's as `wishes`, by their names. `completion` is told, on this thread, at once or some seconds
    /// later: nil, and all of it holds at both ends; or why nothing has changed. One after the other.
    func change(
        _ edit: @escaping (inout Settings) -> Void, asking wishes: [String: JSONValue],
        completion: @escaping (ChangeRefusal?) -> Void)
}

extension SteeredLink {
    /// Why nothing can be connected; nil where there are ports.
    var connectionRefusal: ChangeRefusal? {
        guard jackEnd == nil else { return nil }
        return ChangeRefusal(
            .unfit, "connect: this link has no JACK ports, but a tone, a file or a pipe")
    }
}
