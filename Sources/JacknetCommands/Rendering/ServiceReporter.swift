import Engine
import HostIO
import Synchronization
import Text
import Units

/// Tells the service manager how the link is, beside another reporter: that it is ready, what it does, and, as
/// long as sound flows or the peer is rightly awaited, that it is well.
final class ServiceReporter: LinkReporter {
    private let reporter: any LinkReporter
    private let manager: ServiceManager
    private let now: @Sendable () -> Nanoseconds
    private let state = Mutex(State())

    private struct State {
        var isReady = false
        var status = ""
        var packets: UInt64 = 0
        var nextWord = Nanoseconds.zero
    }

    /// `now` is a monotonic clock.
    init(
        _ manager: ServiceManager, beside reporter: any LinkReporter,
        now: @escaping @Sendable () -> Nanoseconds = MonotonicClock.now
    ) {
        self.manager = manager
        self.reporter = reporter
        self.now = now
    }

    func event(_ event: LinkEvent) { reporter.event(event) }

    func report(_ report: LinkReport) {
        reporter.report(report)
        state.withLock { state in
            guard let status = Self.words(report) else { return }
            if !state.isReady { manager.tell("READY=1") }
            state.isReady = true
            if status != state.status { manager.tell("STATUS=\(status)") }
            state.status = status
            feed(report, &state)
        }
    }

    /// Three words in each time in which one is waited for; none where there should be sound and is none.
    private func feed(_ report: LinkReport, _ state: inout State) {
        let now = now()
        guard let watchdog = manager.watchdog, now >= state.nextWord else { return }
        let packets = report.packetsSent + report.packetsReceived
        if Self.isAwaiting(report) || packets != state.packets {
            manager.tell("WATCHDOG=1")
            state.nextWord = now + Nanoseconds(watchdog.count / 3)
        }
        state.packets = packets
    }

    /// There is nobody to send to or to hear, here or, as the peer says, there: that is for the peer or for JACK to
    /// change.
    private static func isAwaiting(_ report: LinkReport) -> Bool {
        guard case .connected = report.state else { return true }
        return report.remote?["state"] == .text("waiting")
    }

    /// One line; nil before the link is up.
    private static func words(_ report: LinkReport) -> String? {
        let peer = (report.peer ?? "").escaped
        return switch report.state {
        case .starting: nil
        case .waiting(let reason): "waiting for \(reason.escaped)"
        case .connecting: "connecting to \(peer)"
        case .connected: "connected to \(peer)"
        }
    }

    func finish(_ failure: LinkFailure?) {
        manager.tell("STOPPING=1", "STATUS=\(failure.map { $0.message.escaped } ?? "")")
        reporter.finish(failure)
    }

    var hasFailed: Bool { reporter.hasFailed }
}
