// Links under PipeWire, with its libjack in place of JACK's: another clock, periods and rates that change, and
// names with colons.
import Testing

extension Live {
    @Suite(.enabled(if: PipeWire.isThere, "PipeWire and WirePlumber are not installed"))
    struct PipeWireLiveTests {
        private let receive = [
            "recv", "--listen", "127.0.0.1:\(Cable.port)", "--wait", "--latency", "40",
        ]
        private let send = ["send", "127.0.0.1:\(Cable.port)", "--channels", "2"]

        /// Times that `child` has told of a connection.
        private func connections(_ child: Child) -> Int {
            child.output.split(separator: "\n").count { $0.contains("connected to") }
        }

        /// The period changes under a link, as it does whenever a program comes that wants a shorter one, and the
        /// sample rate.
        @Test func soundIsExactBeforeAndAfterTheGraphChanges() throws {
            let pipewire = try PipeWire()
            defer { pipewire.end() }
            try pipewire.set("clock.force-quantum", 256)
            let receiver = try pipewire.start(
                [try #require(binary)] + receive + [
                    "--clock", "shared", "--connect", "Null Sink: A",
                ])
            defer { receiver.end() }
            let sender = try pipewire.start([try #require(binary)] + send)
            defer { sender.end() }
            try #require(hears(sender, "connected to"), "\(sender.output)")
            let connected = eventually {
                let ports = try? pipewire.output(of: [binary!, "ports", "--connections"])
                return ports?.contains("-> Null Sink: A:playback_FL") == true ? true : nil
            }
            #expect(connected == true, "\(receiver.output)")

            let before = try pipewire.verdict()
            #expect(before.discontinuities == 0 && before.isExact != false, "\(before)")

            for quantum in Array(repeating: [128, 256], count: 6).joined() {
                let count = connections(sender)
                try pipewire.set("clock.force-quantum", quantum)
                let isBack = eventually(15) { connections(sender) > count ? true : nil }
                try #require(isBack == true, "\(quantum): \(sender.output)\(receiver.output)")
            }
            let after = try pipewire.verdict()
            #expect(after.discontinuities == 0 && after.isExact != false, "\(after)")

            try pipewire.set("clock.force-rate", 44_100)
            for end in [sender, receiver] {
                #expect(hears(end, "44100 Hz, period"), "\(end.output)")
            }
            // What was connected is again, by the receiver that was made anew.
            let kept = eventually {
                let ports = try? pipewire.output(of: [binary!, "ports", "--connections"])
                return ports?.contains("-> Null Sink: A:playback_FL") == true ? true : nil
            }
            #expect(kept == true)
            let atOtherRate = try pipewire.verdict()
            #expect(atOtherRate.discontinuities == 0, "\(atOtherRate)")
            for end in [sender, receiver] {
                #expect(!end.output.contains("does not answer"), "\(end.output)")
            }
        }

        /// PipeWire's instants are of CLOCK_MONOTONIC, JACK2's of CLOCK_MONOTONIC_RAW.
        @Test func aSenderUnderJACKIsHeardInTime() throws {
            let name = "jnpw\(Cable.port)"
            let server = try jackd(name)
            defer { server.end() }
            let pipewire = try PipeWire()
            defer { pipewire.end() }
            try pipewire.set("clock.force-quantum", 256)
            let receiver = try pipewire.start([try #require(binary)] + receive)
            defer { receiver.end() }
            let sender = try Child([try #require(binary)] + send + ["--jack-server", name])
            defer { sender.end() }
            try #require(hears(sender, "connected to"), "\(sender.output)")
            let verdict = try pipewire.verdict(from: name)
            #expect(verdict.wrongChannels == 0 && verdict.discontinuities == 0, "\(verdict)")
            if let latency = verdict.latency { #expect(abs(latency - 40) < 5, "\(verdict)") }
        }
    }
}
