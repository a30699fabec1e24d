import Text

/// A link as it is steered while it runs, by its control socket, by its profile and by its peer. The
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

    /// Has the link be as `new`, which differs from `settings` in what can change live alone, and its peer as
    /// `wishes`, settings of the peer by their names. `completion` is told, on this thread, at once or some
    /// seconds later: nil, and all of it holds at both ends; or why nothing has changed. One at a time.
    func change(
        to new: Settings, asking wishes: [String: JSONValue],
        completion: @escaping (ChangeRefusal?) -> Void)
}

/// Why a running link is not changed.
package struct ChangeRefusal: Error, Hashable, Sendable {
    package enum Code: Int, Sendable {
        /// The setting can only be given at start.
        case notLive = 1
        /// It is the peer's, and there is none.
        case noPeer = 2
        /// The peer does not want it, or may not be asked.
        case refused = 3
        /// The peer did not answer in time.
        case timedOut = 4
        /// The link cannot be so: a latency that is too short for a codec, a bitrate that does not fit.
        case unfit = 5
        /// Another change is under way.
        case busy = 6
    }

    package var code: Code
    /// One line that names the setting, the cause and the remedy.
    package var message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}
