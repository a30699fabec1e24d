import Session
import Text

/// What a `ChangeDesk` asks of the link whose changes it sees through.
protocol ChangeHost: AnyObject {
    associatedtype Settings: Hashable, Sendable

    var settings: Settings { get }

    /// Says `message` to the peer; false where there is none.
    func say(_ message: SessionMessage) -> Bool

    /// Why the link cannot be as `new`; nil where it can, as far as that is known here.
    func refusal(of new: Settings) -> ChangeRefusal?

    /// Another stream is needed, now, to be as `new`.
    func needsStream(for new: Settings) -> Bool

    /// Begins to have another stream take the place of the one that flows.
    func beginStream(for new: Settings) throws(ChangeRefusal)

    /// How that goes.
    var succession: SuccessionState { get }

    /// Gives it up, as far as it has not happened.
    func endSuccession()

    /// Is as `new` from now on, in all that needs no other stream.
    func adopt(_ new: Settings)

    /// Those of `settings` that the peer may ask for, and is told.
    func shared(_ settings: Settings) -> [String: JSONValue]

    /// What a peer asks for, as a change of the settings.
    func edit(for wishes: [String: JSONValue]) throws(ChangeRefusal) -> (inout Settings) -> Void
}

/// How a stream fares that is to take the place of another one.
enum SuccessionState {
    /// There is none.
    case idle
    case underWay
    /// It has taken the place; to be told once.
    case done
    /// It will not; to be told once.
    case failed(ChangeRefusal)
}
