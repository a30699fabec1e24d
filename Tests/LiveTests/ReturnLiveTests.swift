// How soon a link sounds again when one of its ends was killed and is started anew.
import Glibc
import Testing

extension Live {
    @Suite(.serialized, .enabled(if: judge != nil)) struct ReturnLiveTests {
        private let names = (a: "jnra\(getpid())", b: "jnrb\(getpid())")
        private let port = 20_000 + Int(getpid() % 12_000)
        private let path = "/tmp/jacknet-return-\(getpid())"
        private let kills = 5

        /// µs of the clock that libjack reads.
        private var now: Double {
            var time = timespec()
            clock_gettime(CLOCK_MONOTONIC_RAW, &time)
            return Double(time.tv_sec) * 1e6 + Double(time.tv_nsec) / 1e3
        }

        private func sender() throws -> Child {
            try Child([
                binary!, "send", "127.0.0.1:\(port)", "--jack-server", names.a, "--exact-name",
                "--wait", "--connect", "judge-play-*",
            ])
        }

        private func receiver() throws -> Child {
            try Child([
                binary!, "recv", "--listen", "127.0.0.1:\(port)", "--jack-server", names.b,
                "--exact-name", "--wait", "--connect", "judge-record-*",
            ])
        }

        @Test(arguments: [true, false])
        func aKilledPeerSoundsAgain(isSender: Bool) throws {
            let servers = [try jackd(names.a), try jackd(names.b, period: 256)]
            defer { for server in servers { server.end() } }
            var send = try sender()
            defer { send.end() }
            var receive = try receiver()
            defer { receive.end() }
            #expect(hears(send, "connected to"))
            let seconds = Double(kills) * 1.5 + 2
            let words = { (role: String, server: String, pattern: String) in
                [judge!, role, server, "2", pattern, "\(seconds)", "\(path).\(role)"]
            }
            defer {
                unlink(path + ".record")
                unlink(path + ".play")
            }
            let recorder = try Child(words("record", names.b, "jacknet-recv:out_%d"))
            defer { recorder.end() }
            #expect(hears(recorder, "ready"), "\(recorder.output)")
            let player = try Child(words("play", names.a, "jacknet-send:in_%d"))
            defer { player.end() }
            #expect(hears(player, "ready"), "\(player.output)")
            _ = poll(nil, 0, 1_000)
            var starts: [Double] = []
            for _ in 0..<kills {
                let victim = isSender ? send : receive
                victim.signal(SIGKILL)
                #expect(victim.wait() == 137)
                starts.append(now)
                if isSender { send = try sender() } else { receive = try receiver() }
                victim.end()
                _ = poll(nil, 0, 1_500)
            }
            #expect(recorder.wait(seconds: 30) == 0, "\(recorder.output)")
            let analysis = try Child([judge!, "gaps", path + ".record"])
            defer { analysis.end() }
            #expect(analysis.wait(seconds: 60) == 0, "\(analysis.output)")
            let lines = analysis.output.split(separator: "\n").map { $0.split(separator: " ") }
            let gaps = lines.filter { $0.first == "gap" }.compactMap { Double($0[2]) }
            let delays = starts.compactMap { start in
                gaps.last { $0 > start && $0 < start + 1.5e6 }.map { ($0 - start) / 1_000 }
            }
            try #require(delays.count == kills, "\(analysis.output)")
            let median = delays.sorted()[delays.count / 2]
            #expect(median < 300, "\(delays) ms")
            // Where the server itself lost cycles, clicks are its own.
            let clicks = lines.filter { $0.first == "click" }
            let isDisturbed = lines.contains { $0.first == "lost" }
            #expect(clicks.isEmpty || isDisturbed, "\(analysis.output)")
            print("time to sound after a kill (ms): \(delays)")
        }
    }
}
