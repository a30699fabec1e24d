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

        /// A client that is suspended must not take its JACK server with it, and plays on afterwards.
        @Test func aSuspendedReceiverComesBack() throws {
            let verdicts = try Cable().verdicts(seconds: 1.5, rounds: 2) { running in
                running.receiver.signal(SIGSTOP)
                _ = poll(nil, 0, 2_000)
                running.receiver.signal(SIGCONT)
                _ = poll(nil, 0, 1_000)
            }
            for verdict in verdicts { Format.f32.check(verdict, latency: 20, halfPeriod: 2.67) }
        }

        /// libjack waits for its server without end; whoever wants to leave need not.
        @Test(arguments: [([SIGTERM], Int32(69)), ([SIGINT, SIGINT], Int32(130))])
        func aHangingServerHoldsNobody(signals: [Int32], status: Int32) throws {
            let server = try jackd("jnth\(getpid())")
            defer { server.end() }
            let receiver = try Child([
                try #require(binary), "recv", "--listen", "127.0.0.1:0", "--channels", "2",
                "--jack-server", "jnth\(getpid())", "--wait",
            ])
            defer { receiver.end() }
            #expect(hears(receiver, "out_2"))
            server.signal(SIGSTOP)
            for signal in signals {
                receiver.signal(signal)
                _ = poll(nil, 0, 400)
            }
            #expect(receiver.wait() == status, "\(receiver.output)")
            server.signal(SIGCONT)
        }
    }
}
