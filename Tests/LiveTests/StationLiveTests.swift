// What a station asks of a link, with real processes over real JACK servers: the receiver calls, silence is told of,
// commands hear of events, and a file plays meanwhile.
import ControlTestKit
import Glibc
import Testing

extension Live {
    @Suite(.serialized) struct StationLiveTests {
        private let a = "jnta\(getpid())"
        private let b = "jntb\(getpid())"
        private let port = 20_000 + Int(getpid() % 12_000)
        private let directory = TemporaryDirectory()

        private func sender(_ more: [String] = [], place: String? = nil) throws -> Child {
            try Child(
                [
                    binary!, "send", "--listen", place ?? "127.0.0.1:\(port)", "--jack-server", a,
                    "--wait",
                ] + more)
        }

        private func receiver(_ more: [String] = []) throws -> Child {
            try Child(
                [binary!, "recv", "127.0.0.1:\(port)", "--jack-server", b, "--wait", "--json"]
                    + more)
        }

        private func withServers(_ body: () throws -> Void) throws {
            let first = try jackd(a)
            defer { first.end() }
            let second = try jackd(b, period: 256)
            defer { second.end() }
            try body()
        }

        private func hearsPackets(_ child: Child) -> Bool {
            eventually { () -> Bool? in
                let line = child.output.split(separator: "\n").last {
                    $0.contains(#""state":"connected""#)
                }
                guard let count = line.flatMap({ number("packetsReceived", in: String($0)) })
                else { return nil }
                return count > 100 ? true : nil
            } ?? false
        }

        @Test(arguments: [[], ["--transport", "tcp"], ["--codec", "opus"]])
        func aReceiverCalls(options: [String]) throws {
            try withServers {
                let receive = try receiver()
                defer { receive.end() }
                #expect(hears(receive, "jacknet send --listen"))
                let send = try sender(options)
                defer { send.end() }
                #expect(hearsPackets(receive), "\(receive.output)\(send.output)")
                let way = options.contains("tcp") ? "tcp" : "udp"
                #expect(receive.output.contains(#""transport":"\#(way)""#))
                // Another one has to wait.
                let second = try Child([
                    binary!, "recv", "127.0.0.1:\(port)", "--to", "null", "--name", "second",
                ])
                defer { second.end() }
                #expect(second.wait() == 69)
                #expect(second.output.contains("busy with"), "\(second.output)")
                send.signal(SIGTERM)
                #expect(send.wait() == 0)
                #expect(hears(receive, "the sender was stopped"))
            }
        }

        @Test func eitherSideIsKilledAndComesBack() throws {
            try withServers {
                let send = try sender()
                defer { send.end() }
                let first = try receiver()
                defer { first.end() }
                #expect(hearsPackets(first))
                first.signal(SIGKILL)
                let second = try receiver()
                defer { second.end() }
                #expect(hearsPackets(second), "\(second.output)\(send.output)")
                send.signal(SIGKILL)
                #expect(hears(second, "peer.lost"))
                let again = try sender()
                defer { again.end() }
                #expect(hears(again, "connected to jacknet-recv"), "\(again.output)")
            }
        }

        @Test func aReceiverBehindANATCalls() throws {
            let package = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()
            let nat = try Child([package + "/scripts/nat", binary!])
            defer { nat.end() }
            let status = nat.wait(seconds: 40)
            if status == 77 { print(nat.output) }
            #expect(status == 0 || status == 77, "\(nat.output)")
        }

        @Test func keysAreOfTheEndThatWaits() throws {
            let elsewhere = directory.path + "/state"
            let words = [
                "recv", "127.0.0.1:\(port)", "--to", "null", "--name", "stranger", "--wait",
            ]
            try withServers {
                let send = try sender()
                defer { send.end() }
                #expect(hears(send, "waiting for a receiver"))
                let strange = try Child(["env", "XDG_STATE_HOME=\(elsewhere)", binary!] + words)
                defer { strange.end() }
                #expect(strange.wait() == 77, "\(strange.output)")
                let open = try Child([binary!] + words + ["--open"])
                defer { open.end() }
                #expect(open.wait() == 77, "\(open.output)")
                let given = try Child([
                    "sh", "-c",
                    "\(binary!) key new away | XDG_STATE_HOME=\(elsewhere) \(binary!) key add here",
                ])
                defer { given.end() }
                #expect(given.wait() == 0, "\(given.output)")
                let friend = try Child(
                    ["env", "XDG_STATE_HOME=\(elsewhere)", binary!] + words + ["--json"])
                defer { friend.end() }
                #expect(hearsPackets(friend), "\(friend.output)")
                let removed = try Child([binary!, "key", "remove", "away"])
                defer { removed.end() }
                #expect(removed.wait() == 0)
                #expect(friend.wait() == 77, "\(friend.output)")
            }
        }

        @Test func silenceIsToldAndCommandsHearOfIt() throws {
            let told = directory.path + "/told"
            try withServers {
                let receive = try Child([
                    binary!, "recv", "--listen", "127.0.0.1:\(port)", "--to", "null",
                    "--silence-alarm", "1", "--on-event", "echo $JACKNET_EVENT >>\(told)",
                ])
                defer { receive.end() }
                #expect(hears(receive, "silence: no channel was above -60 dBFS for 1."))
                let send = try Child([
                    binary!, "send", "127.0.0.1:\(port)", "--from", "tone:440", "--json",
                    "--silence-alarm", "1",
                ])
                defer { send.end() }
                #expect(hears(receive, "sound again, after"))
                let mute = try Child([binary!, "repl", "-c", "mute", "jacknet-send"])
                defer { mute.end() }
                #expect(mute.wait() == 0, "\(mute.output)")
                #expect(hears(send, "sound.silent"))
                send.signal(SIGTERM)
                #expect(send.wait() == 0)
                #expect(hears(receive, "the sender was stopped"))
                receive.signal(SIGTERM)
                #expect(receive.wait() == 0)
            }
            let look = try Child(["cat", told])
            defer { look.end() }
            #expect(look.wait() == 0)
            let words = look.output.split(separator: "\n")
            #expect(words.first == "silence")
            #expect(words.dropFirst().prefix(2).sorted() == ["connected", "recovered"])
            #expect(words.last == "lost" || words.dropLast().last == "lost", "\(words)")
        }

        /// A tone of 440 Hz, then a file of 1000 Hz in its place, then the tone again: as it was recorded.
        @Test(.enabled(if: judge != nil)) func aFilePlaysMeanwhile() throws {
            let file = directory.path + "/pause.wav"
            let take = directory.path + "/take.wav"
            try Wave.sine(hertz: 1_000, seconds: 3, rate: 44_100).write(to: file)
            let receive = try Child([
                binary!, "recv", "--listen", "127.0.0.1:\(port)", "--to", take, "--backup", file,
                "--silence-alarm", "1", "--channels", "2", "--rate", "48000",
            ])
            defer { receive.end() }
            let tone = [binary!, "send", "127.0.0.1:\(port)", "--from", "tone:440"]
            #expect(hears(receive, "is played meanwhile"))
            // The tone begins at once, which is to be heard as little as what comes after.
            _ = poll(nil, 0, 1_500)
            let first = try Child(tone)
            defer { first.end() }
            #expect(hears(receive, "gives way to the sound"))
            _ = poll(nil, 0, 2_500)
            first.signal(SIGTERM)
            #expect(first.wait() == 0)
            let again = eventually(4) {
                receive.output.ranges(of: "is played meanwhile").count == 2 ? true : nil
            }
            #expect(again == true, "\(receive.output)")
            // Longer than the file.
            _ = poll(nil, 0, 4_000)
            let second = try Child(tone)
            defer { second.end() }
            let ended = eventually(6) {
                receive.output.ranges(of: "gives way to the sound").count == 2 ? true : nil
            }
            #expect(ended == true, "\(receive.output)")
            _ = poll(nil, 0, 2_000)
            second.end()
            receive.signal(SIGTERM)
            #expect(receive.wait() == 0)
            let heard = try Wave(contentsOf: take)
            // In tenths of a second: which of the two sounds, or both, or none.
            let pattern = heard.letters(high: 1_000, low: 440)
            let right = /-*h+x{4,}l{5,}-+h{20,}x{4,}l{5,}-*/
            #expect(pattern.wholeMatch(of: right) != nil, "\(pattern)")
            #expect(heard.jumps(high: 1_000, low: 440) == 0, "\(pattern)")
        }

        @Test func aFileThatIsNoneIsSaidAtOnce() throws {
            let text = directory.path + "/text"
            let write = try Child(["sh", "-c", "echo text >\(text)"])
            defer { write.end() }
            #expect(write.wait() == 0)
            for (file, status) in [(text, Int32(65)), (directory.path + "/none.wav", 66)] {
                let receive = try Child([
                    binary!, "recv", "--listen", "127.0.0.1:\(port)", "--to", "null", "--backup",
                    file,
                ])
                defer { receive.end() }
                #expect(receive.wait() == status, "\(receive.output)")
                #expect(receive.output.contains(file))
            }
        }
    }
}
