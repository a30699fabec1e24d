import Session
import Units

@testable import Engine

/// Settings that a peer may ask to be changed.
protocol AskedSettings: Hashable, Sendable {
    static var table: SettingTable<Self> { get }
}

extension SendSettings: AskedSettings {
    static var table: SettingTable<SendSettings> { SettingCatalogue.sender }
}

extension ReceiveSettings: AskedSettings {
    static var table: SettingTable<ReceiveSettings> { SettingCatalogue.receiver }
}

/// An end that its peer changes; nothing of it but the settings is there.
final class ListeningHost<Settings: AskedSettings>: ChangeHost {
    static var table: SettingTable<Settings> { Settings.table }

    private(set) var settings = Settings.table.standard
    var configured = Settings.table.standard
    let rereading: Rereading<Settings>? = nil
    let observer = EventTap(Deaf())
    let succession = SuccessionState.idle
    private(set) lazy var desk = ChangeDesk(host: self, clock: { .zero })

    func say(_ message: SessionMessage) -> Bool {
        precondition(!MessageCoding.encode(message).isEmpty)
        return true
    }

    func refusal(of new: Settings) -> ChangeRefusal? { nil }
    func needsStream(for new: Settings) -> Bool { false }
    func beginStream(for new: Settings) throws(ChangeRefusal) {}
    func endSuccession() {}
    func adopt(_ new: Settings) { settings = new }
}

private struct Deaf: LinkObserver {
    func event(_ event: LinkEvent) {}
    func report(_ report: LinkReport) {}
}
