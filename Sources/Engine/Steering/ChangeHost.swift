import Session
import Text

/// What a `ChangeDesk` asks of the link whose changes it sees through.
protocol ChangeHost: AnyObject {
    associatedtype Settings: Hashable, Sendable

    var settings: Settings { get }

    /// What the command line and the files of configuration said when they were read last, and how they are
    /// read anew; nil where they cannot be.
    var configured: Settings { get set }
    var rereading: Rereading<Settings>? { get }

    var observer: EventTap { get }

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

    /// All settings of this end.
    static var table: SettingTable<Settings> { get }

    /// Why the peer may not have `new`; nil where it may.
    func objection(to new: Settings) -> ChangeRefusal?
}

extension ChangeHost {
    func objection(to new: Settings) -> ChangeRefusal? { nil }

    /// Those of `settings` that the peer may ask for, and is told.
    func shared(_ settings: Settings) -> [String: JSONValue] {
        var values: [String: JSONValue] = [:]
        for setting in Self.table.settings where setting.description.mayPeerAsk {
            values[setting.name] = setting.get(settings)
        }
        return values
    }

    /// What a peer asks for, as a change of the settings.
    func edit(
        for wishes: [String: JSONValue]
    ) throws(ChangeRefusal) -> (inout Settings) -> Void {
        var edits: [(Setting<Settings>, JSONValue)] = []
        var new = settings
        for (name, value) in wishes.sorted(by: { $0.key < $1.key }) {
            guard let setting = Self.table[name], setting.description.mayPeerAsk else {
                throw ChangeRefusal(.refused, "\(name): is not the other end's to ask for")
            }
            do throws(InvalidValue) { try setting.set(&new, value) } catch {
                throw ChangeRefusal(.refused, "\(name): \(error.description)")
            }
            edits.append((setting, value))
        }
        if let objection = objection(to: new) { throw objection }
        return { settings in
            for (setting, value) in edits { try? setting.set(&settings, value) }
        }
    }
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
