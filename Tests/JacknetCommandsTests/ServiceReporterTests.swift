// What a service manager hears, over a socket as systemd's.
import ControlTestKit
import Engine
import Glibc
import HostIO
import Synchronization
import Testing
import Text
import Units

@testable import JacknetCommands

/// A service manager's end of the socket.
private final class Ear {
    private let directory = TemporaryDirectory()
    private let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
    var path: String { directory.path + "/notify" }

    init() throws {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        let status = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(status == 0)
    }

    deinit { close(descriptor) }

    /// The next line that comes within `milliseconds`.
    func hear(_ milliseconds: Int32 = 0) -> String? {
        var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard Glibc.poll(&poll, 1, milliseconds) > 0 else { return nil }
        var bytes = [UInt8](repeating: 0, count: 4_096)
        let count = recv(descriptor, &bytes, bytes.count, 0)
        return count > 0 ? String(decoding: bytes.prefix(count), as: UTF8.self) : nil
    }

    func hearAll() -> [String] {
        var lines: [String] = []
        while let line = hear() { lines.append(line) }
        return lines
    }
}

private final class Silent: LinkReporter {
    func event(_ event: LinkEvent) {}
    func report(_ report: LinkReport) {}
    func finish(_ failure: LinkFailure?) {}
}

/// A clock that stands until it is moved.
private final class Clock: Sendable {
    private let instant = Mutex(Nanoseconds(1_000_000_000))
    var now: Nanoseconds { instant.withLock(\.self) }
    func pass(_ milliseconds: Int64) {
        instant.withLock { $0 = $0 + Nanoseconds(milliseconds * 1_000_000) }
    }
}

struct ServiceReporterTests {
    private let ear: Ear
    private let clock = Clock()
    private let reporter: ServiceReporter
    private var report = LinkReport()

    init() throws {
        let ear = try Ear()
        self.ear = ear
        let variables = ["NOTIFY_SOCKET": ear.path, "WATCHDOG_USEC": "3000000"]
        let manager = try #require(ServiceManager { variables[$0] })
        reporter = ServiceReporter(manager, beside: Silent(), now: { [clock] in clock.now })
    }

    @Test mutating func itIsReadyOnceItWaits() {
        reporter.report(report)
        #expect(ear.hearAll() == [])
        report.state = .waiting(reason: "a sender\non port 1")
        reporter.report(report)
        #expect(
            ear.hearAll() == [
                "READY=1", #"STATUS=waiting for a sender\u{a}on port 1"#, "WATCHDOG=1",
            ])
        clock.pass(999)
        reporter.report(report)
        #expect(ear.hearAll() == [])
        clock.pass(1)
        reporter.report(report)
        #expect(ear.hearAll() == ["WATCHDOG=1"])
    }

    @Test mutating func itIsWellWhileSoundFlows() {
        report.state = .connected
        report.peer = "studio"
        report.packetsReceived = 1
        reporter.report(report)
        #expect(ear.hearAll() == ["READY=1", "STATUS=connected to studio", "WATCHDOG=1"])
        for _ in 0..<100 {
            clock.pass(100)
            reporter.report(report)
        }
        #expect(ear.hearAll() == [])
        report.packetsReceived += 1
        reporter.report(report)
        #expect(ear.hearAll() == ["WATCHDOG=1"])
        report.remote = .object([("state", .text("waiting"))])
        clock.pass(1_000)
        reporter.report(report)
        #expect(ear.hearAll() == ["WATCHDOG=1"])
        reporter.finish(nil)
        #expect(ear.hearAll() == ["STOPPING=1\nSTATUS="])
    }

    @Test func anotherProcesssWatchdogIsNone() {
        let variables = [
            "NOTIFY_SOCKET": ear.path, "WATCHDOG_USEC": "3000000", "WATCHDOG_PID": "1",
        ]
        #expect(ServiceManager { variables[$0] }?.watchdog == nil)
        #expect(ServiceManager { _ in nil } == nil)
        #expect(ServiceManager { ["NOTIFY_SOCKET": "relative"][$0] } == nil)
    }

    @Test(.enabled(if: access(program, X_OK) == 0, "the program is built beside the tests"))
    func theProgramTells() throws {
        let result = try shell(
            "NOTIFY_SOCKET=\(ear.path) WATCHDOG_USEC=600000 WATCHDOG_PID= "
                + "$jacknet recv --to null --listen 127.0.0.1:0 --open --duration 1.5")
        #expect(result.status == 0, "\(result.errors)")
        let heard = ear.hearAll()
        #expect(heard.first == "READY=1")
        #expect(heard.contains { $0.hasPrefix("STATUS=waiting for a sender") })
        #expect(heard.count { $0 == "WATCHDOG=1" } >= 3)
        #expect(heard.last?.hasPrefix("STOPPING=1") == true)
    }
}
