// Two real processes over two real JACK servers: either side first, killed and back, and every
// ending with its exit status. The binary is the release build that `make test` names.
import ControlTestKit
import Glibc
import Testing

extension Live {
    @Suite(.serialized) struct LinkLiveTests {
        private let a = "jnla\(getpid())"
        private let b = "jnlb\(getpid())"
        private let port = 20_000 + Int(getpid() % 12_000)

        private func receiver(_ more: [String] = []) throws -> Child {
            try Child(
                [binary!, "recv", "--listen", "127.0.0.1:\(port)", "--jack-server", b, "--wait"]
                    + more)
        }

        private func sender(_ more: [String] = [], through prefix: [String] = []) throws -> Child {
            try Child(
                prefix + [binary!, "send", "127.0.0.1:\(port)", "--jack-server", a, "--wait"] + more
            )
        }

        private func withServers(_ body: () throws -> Void) throws {
            let first = try jackd(a)
            defer { first.end() }
            let second = try jackd(b, period: 256)
            defer { second.end() }
            try body()
        }

        @Test func eitherSideStartsFirstAndSaysGoodbye() throws {
            try withServers {
                let send = try sender()
                defer { send.end() }
                #expect(hears(send, "waiting for"))
                let receive = try receiver()
                defer { receive.end() }
                #expect(hears(send, "connected to"))
                #expect(hears(receive, "connected: f32, 2 channels at 48000 Hz"))
                send.signal(SIGTERM)
                #expect(send.wait() == 0)
                #expect(hears(receive, "the sender was stopped"))
                receive.signal(SIGINT)
                #expect(receive.wait() == 0)
            }
        }

        @Test func portsThatAreNotThereAreToldOf() throws {
            try withServers {
                let receive = try receiver(["--channels", "2", "--connect", "desk"])
                defer { receive.end() }
                #expect(hears(receive, "no input port matches \"desk\""))
                let send = try sender(["--channels", "2", "--connect", "system:capture_*"])
                defer { send.end() }
                #expect(hears(send, "connected to"))
                _ = poll(nil, 0, 1_500)
                #expect(!send.output.contains("no output port"))
            }
        }

        @Test(arguments: [["--codec", "opus"], ["--transport", "tcp"], ["--channels", "64"]])
        func packetsArrive(options: [String]) throws {
            try withServers {
                let receive = try receiver(["--json"])
                defer { receive.end() }
                let send = try sender(options)
                defer { send.end() }
                #expect(hears(send, "connected to"))
                let report = eventually { () -> String? in
                    receive.output.split(separator: "\n").last {
                        $0.contains(#""state":"connected""#)
                            && !$0.contains(#""packetsReceived":0,"#)
                    }.map(String.init)
                }
                let line = try #require(report, "\(receive.output)")
                #expect(line.contains(#""packetsLost":0,"#))
            }
        }

        @Test func aKilledPeerComesBack() throws {
            try withServers {
                let receive = try receiver(["--json"])
                defer { receive.end() }
                let first = try sender()
                defer { first.end() }
                #expect(hears(first, "connected to"))
                first.signal(SIGKILL)
                #expect(hears(receive, "peer.lost"))
                let second = try sender()
                defer { second.end() }
                #expect(hears(second, "connected to"))
                receive.signal(SIGKILL)
                #expect(hears(second, "lost jacknet-recv"))
                let again = try receiver()
                defer { again.end() }
                #expect(hears(again, "connected: f32"))
            }
        }

        @Test func theJackServerComesBack() throws {
            try withServers {
                let receive = try receiver()
                defer { receive.end() }
                let server = try jackd(a + "x")
                let send = try Child(
                    [binary!, "send", "127.0.0.1:\(port)", "--jack-server", a + "x", "--wait"])
                defer { send.end() }
                #expect(hears(send, "connected to"))
                server.end()
                #expect(hears(send, "the JACK server is gone"))
                let another = try jackd(a + "x", period: 1024)
                defer { another.end() }
                #expect(hears(send, "period 1024"))
            }
        }

        @Test func fatalEndsHaveTheirStatus() throws {
            let cases: [([String], Int32, String)] = [
                (
                    ["send", "127.0.0.1:\(port)", "--jack-server", "jn-none"], 69,
                    "no server is running"
                ),
                (["recv", "--listen", "\(port)", "--jack-server", "jn-none"], 69, "--wait"),
                (["recv", "--latency", "loud"], 64, "--latency"),
                (["ports", "--jack-server", "jn-none"], 69, "no server is running"),
            ]
            for (words, status, text) in cases {
                let child = try Child([binary!] + words)
                defer { child.end() }
                #expect(child.wait() == status, "\(words)")
                #expect(child.output.contains(text), "\(child.output)")
            }
        }

        @Test func aTakenNameGainsANumber() throws {
            try withServers {
                let first = try sender()
                defer { first.end() }
                #expect(hears(first, "jacknet-send:in_1"))
                let second = try sender()
                defer { second.end() }
                #expect(hears(second, "jacknet-send-2:in_1"))
                let third = try sender(["--exact-name"])
                defer { third.end() }
                #expect(third.wait() == 69)
                #expect(third.output.contains("a link of this name runs already (process "))
                // Another user's, whose links are not seen: JACK knows the name.
                let elsewhere = TemporaryDirectory()
                let fourth = try sender(
                    ["--exact-name"], through: ["env", "XDG_RUNTIME_DIR=\(elsewhere.path)"])
                defer { fourth.end() }
                #expect(fourth.wait() == 69)
                #expect(fourth.output.contains("the client name jacknet-send is taken"))
            }
        }

        @Test func aTakenPortIsNamed() throws {
            try withServers {
                let first = try receiver()
                defer { first.end() }
                #expect(hears(first, "waiting for a sender"))
                let second = try receiver()
                defer { second.end() }
                #expect(second.wait() == 69)
                #expect(second.output.contains("the port is taken"))
            }
        }
    }
}
