import Session
import Testing
import Text
import Units

@testable import Engine

/// A sender whose peer, and whose streams, do what a test says. It has virtual time.
final class ChangingHost: ChangeHost {
    static var table: SettingTable<SendSettings> { SettingCatalogue.sender }

    var settings = SendSettings(host: "studio-b")
    var configured = SendSettings(host: "studio-b")
    let rereading: Rereading<SendSettings>? = nil
    let observer = EventTap(DeafObserver())
    var succession = SuccessionState.idle
    var hasPeer = true
    var alwaysNeedsStream = false
    /// What was said and not looked at yet.
    var said: [SessionMessage] = []
    var now = Nanoseconds(1_000_000_000_000)
    private(set) lazy var desk = ChangeDesk(host: self, clock: { [unowned self] in now })
    /// Streams that were begun.
    private(set) var streams = 0

    func say(_ message: SessionMessage) -> Bool {
        if hasPeer { said.append(message) }
        return hasPeer
    }

    func refusal(of new: SendSettings) -> ChangeRefusal? {
        new.dscp == 63 ? ChangeRefusal(.unfit, "dscp: not that one") : nil
    }

    func needsStream(for new: SendSettings) -> Bool {
        hasPeer && (alwaysNeedsStream || new.codec != settings.codec)
    }

    func beginStream(for new: SendSettings) throws(ChangeRefusal) {
        guard case .idle = succession else {
            Issue.record("two streams at a time")
            return
        }
        if new.codec == .s16 { throw ChangeRefusal(.unfit, "codec: not that one") }
        streams += 1
        succession = .underWay
    }

    func endSuccession() { succession = .idle }

    func adopt(_ new: SendSettings) { settings = new }

    /// The session ends, and, if `returns`, another begins.
    func part(returns: Bool) {
        hasPeer = false
        said = []
        desk.part(now)
        guard returns else { return }
        hasPeer = true
        desk.greet()
    }

    func pass(_ milliseconds: Int64) {
        now += Nanoseconds(milliseconds * 1_000_000)
        desk.turn(now)
    }
}
