// What goes wrong around a link, and what the link makes of it.
import Glibc
import Testing

extension Live {
    @Suite(.serialized, .enabled(if: judge != nil)) struct TroubleLiveTests {
        @Test func garbageIsCountedAndNotHeard() throws {
            let cable = Cable(
                sendOptions: ["--transport", "udp"], receiveOptions: ["--json"])
            let verdict = try cable.verdicts(seconds: 3) { _ in
            } during: { running in
                for _ in 0..<20 {
                    Stranger.sendDatagrams(20, to: running.port)
                    Stranger.sendStreams(2, to: running.port)
                    _ = poll(nil, 0, 50)
                }
                // All 400 datagrams, and most of the streams: some end before they are a message.
                let count = eventually { () -> Int? in
                    let count = number("packetsRefused", in: running.receiver.output) ?? 0
                    return count > 400 ? count : nil
                }
                #expect(count != nil, "\(running.receiver.output.suffix(600))")
            }[0]
            Format.f32.check(verdict, latency: 20, halfPeriod: 2.67)
        }

        @Test func thePeriodMayChange() throws {
            var periods = ["1024", "128"]
            let verdicts = try Cable(receiverPeriod: 128, latency: 40).verdicts(
                seconds: 1.5, rounds: 3
            ) { running in
                let change = try Child(
                    [
                        "env", "JACK_DEFAULT_SERVER=\(running.receiveServerName)", "jack_bufsize",
                        periods.removeFirst(),
                    ])
                defer { change.end() }
                #expect(change.wait() == 0, "\(change.output)")
                _ = poll(nil, 0, 1_000)
            }
            for verdict in verdicts {
                Format.f32.check(verdict, latency: 40, halfPeriod: 1.34)
            }
        }
    }
}
