// The command of --on-event in a real shell: what it is told, in which order, and that nothing waits for it.
import ControlTestKit
import Glibc
import HostIO
import Synchronization
import Testing
import Units

@testable import Engine

@Suite struct EventHookTests {
    private let directory = TemporaryDirectory()
    private var path: String { directory.path + "/told" }

    private final class Told: Sendable {
        let events = Mutex<[LinkEvent]>([])
    }

    private func hook(_ command: String, _ told: Told = Told()) throws -> EventHook {
        // Tests run beside each other, and have one environment.
        let command = command.replacing("$TOLD", with: path)
        return try EventHook(command, of: EventHook.Link(name: "hall", role: "recv")) { event in
            told.events.withLock { $0.append(event) }
        }
    }

    private var lines: [String] {
        guard let file = fopen(path, "r") else { return [] }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes[..<count], as: UTF8.self).split(separator: "\n")
            .map(String.init)
    }

    private func waits(for done: () -> Bool) -> Bool {
        let end = MonotonicClock.now() + Nanoseconds(60_000_000_000)
        while !done() {
            guard MonotonicClock.now() < end else { return false }
            MonotonicClock.sleep(until: MonotonicClock.now() + Nanoseconds(20_000_000))
        }
        return true
    }

    private func connected(_ peer: String) -> LinkEvent {
        LinkEvent(.info, "peer.connected", "connected", fields: ["peer": .text(peer)])
    }

    @Test func theEnvironmentTells() throws {
        let hook = try hook(
            #"echo "$JACKNET_EVENT|$JACKNET_LINK|$JACKNET_ROLE|$JACKNET_PEER|$JACKNET_REASON|$JACKNET_SECONDS" >>"$TOLD""#
        )
        let peer = "a\u{1b}[2J; $(touch x) `y`"
        hook.note(connected(peer))
        hook.note(.parting(from: peer, "gone", isGoodbye: false))
        hook.note(LinkEvent(.warning, "sound.silent", "silence", fields: ["seconds": 5.04]))
        hook.note(LinkEvent(.info, "sound.recovered", "sound", fields: ["seconds": 7.04]))
        hook.note(LinkEvent(.info, "latency.changed", "no event of these"))
        #expect(waits { lines.count == 4 })
        hook.close()
        let shown = "a\\u{1b}[2J; $(touch x) `y`"
        #expect(
            lines == [
                "connected|hall|recv|\(shown)||", "lost|hall|recv|\(shown)|gone|",
                "silence|hall|recv|||5.0", "recovered|hall|recv|||7.0",
            ])
    }

    @Test func whoWasNeverConnectedIsNotLost() throws {
        let hook = try hook(#"echo "$JACKNET_EVENT" >>"$TOLD""#)
        hook.note(.parting(from: "a", "gone", isGoodbye: true))
        hook.note(connected("a"))
        hook.note(connected("a"))
        hook.note(.parting(from: "a", "gone", isGoodbye: true))
        #expect(waits { lines.count == 2 })
        hook.close()
        #expect(lines == ["connected", "lost"])
    }

    /// Nothing is told before a file is there; what is told is more than fits, meanwhile.
    @Test func nothingWaitsAndTheOldestGoFirst() throws {
        let told = Told()
        let hook = try hook(
            #"while [ ! -e "$TOLD.go" ]; do sleep 0.02; done; echo "$JACKNET_SECONDS" >>"$TOLD""#,
            told)
        for index in 0..<40 {
            hook.note(
                LinkEvent(
                    .warning, "sound.silent", "silence", fields: ["seconds": .number(Double(index))]
                ))
        }
        #expect(lines.isEmpty)
        close(creat(path + ".go", 0o600))
        #expect(waits { lines.last == "39.0" })
        hook.close()
        let numbers = lines.compactMap { Double($0) }
        #expect(numbers == numbers.sorted() && numbers.suffix(16) == (24..<40).map(Double.init))
        #expect(numbers.count <= 17)
        #expect(told.events.withLock { $0.contains { $0.name == "command.behind" } })
    }

    @Test func aFailureIsTold() throws {
        let told = Told()
        let hook = try hook("exit 3", told)
        hook.note(connected("a"))
        #expect(waits { told.events.withLock { !$0.isEmpty } })
        hook.close()
        let events = told.events.withLock(\.self)
        #expect(events.map(\.name) == ["command.failed"])
        #expect(events.first?.message.contains("status 3") == true)
    }

    @Test func noDescriptorAndNoSignalIsHandedOn() throws {
        let open = open("/dev/null", O_RDONLY)
        defer { close(open) }
        #expect(open > 2)
        let hook = try hook(
            #"ls /proc/self/fd | sort -n | tail -1 >"$TOLD"; grep SigBlk /proc/self/status >>"$TOLD""#
        )
        hook.note(connected("a"))
        #expect(waits { lines.count == 2 })
        hook.close()
        // ls itself opens the directory as the first that is free.
        #expect(lines.first == "3")
        #expect(lines.last?.hasSuffix("0000000000000000") == true)
    }
}
