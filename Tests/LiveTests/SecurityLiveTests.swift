// What strangers on the way, and at the door, can make of a link.
import ControlTestKit
import Glibc
import Testing

extension Live {
    @Suite(.serialized, .enabled(if: judge != nil)) struct SecurityLiveTests {
        /// What a capture of the machine's loopback, by tshark, holds of one link.
        private func capture(_ options: [String], while body: () throws -> Void) throws -> [UInt8] {
            let path = "/tmp/jacknet-capture-\(getpid())"
            defer { unlink(path) }
            let port = Cable.port
            let shark = try Child(
                [
                    "tshark", "-i", "lo", "-Q", "-F", "pcap", "-w", path, "-f", "port \(port)",
                ] + options)
            defer { shark.end() }
            let isThere = eventually(10) { access(path, F_OK) == 0 ? true : nil }
            try #require(isThere == true, "\(shark.output)")
            _ = poll(nil, 0, 1_000)
            try body()
            shark.signal(SIGINT)
            _ = shark.wait()
            let file = try #require(fopen(path, "r"))
            defer { fclose(file) }
            var bytes = [UInt8](repeating: 0, count: 64 << 20)
            // The end of it is sound; more would take long to look through.
            let count = fread(&bytes, 1, bytes.count, file)
            return Array(bytes[..<min(count, 300_000)] + bytes[max(0, count - 1_500_000)..<count])
        }

        /// Words of the session that are in `bytes`.
        private func tells(_ bytes: [UInt8]) -> [String] {
            ["jacknet-send", "jacknet-recv", "hello", "ssrc", "f32", "latency", "statistics"].filter
            {
                bytes.firstRange(of: Array($0.utf8)) != nil
            }
        }

        /// Samples in f32 below full scale: their exponents are few, and follow each other as chance does not
        /// have them.
        private func hasSound(_ bytes: [UInt8]) -> Bool {
            let run = 8
            var runs = 0
            for place in 0..<(bytes.count - 4 * run)
            where (0..<run).allSatisfy({ (0x3c...0x3f).contains(bytes[place + 4 * $0] & 0x7f) }) {
                runs += 1
            }
            return runs > 1_000
        }

        @Test func nothingIsInTheClear() throws {
            let closed = try capture([]) {
                _ = try Cable(sendOptions: ["--transport", "udp"]).verdicts(seconds: 2)
            }
            let closedTells = tells(closed)
            #expect(closedTells == [])
            let closedSounds = hasSound(closed)
            #expect(!closedSounds)
            #expect(closed.count > 1_000_000, "nothing was captured")
            // The same looks find it all where nothing is encrypted.
            let open = try capture([]) {
                _ = try Cable(
                    sendOptions: ["--transport", "udp", "--open"], receiveOptions: ["--open"]
                ).verdicts(seconds: 2)
            }
            let openTells = tells(open)
            #expect(openTells.count == 7)
            let openSounds = hasSound(open)
            #expect(openSounds)
        }

        @Test func whatComesAgainOrIsChangedIsDropped() throws {
            let tap = try #require(Tap(port: Cable.port))
            defer { tap.end() }
            let cable = Cable(
                sendOptions: ["--transport", "udp"], receiveOptions: ["--json"],
                host: Tap.near)
            var sent = 0
            let verdict = try cable.verdicts(seconds: 3) { _ in
            } during: { running in
                _ = poll(nil, 0, 500)
                sent = 0
                for _ in 0..<3 {
                    sent += tap.replay() + tap.replayFromElsewhere()
                    tap.flipBits(true)
                    _ = poll(nil, 0, 400)
                    tap.flipBits(false)
                }
                let counted = eventually { () -> Bool? in
                    let replayed = number("packetsReplayed", in: running.receiver.output) ?? 0
                    let forged = number("packetsForged", in: running.receiver.output) ?? 0
                    return replayed >= sent && forged > 200 ? true : nil
                }
                #expect(counted == true, "\(running.receiver.output.suffix(900))")
            }[0]
            #expect(sent > 1_000)
            Format.f32.check(verdict, latency: 20, halfPeriod: 2.67)
        }

        @Test func aSessionCannotBePlayedAgain() throws {
            let tap = try #require(Tap(port: Cable.port))
            defer { tap.end() }
            let cable = Cable(receiveOptions: ["--json"], host: Tap.near)
            let verdict = try cable.verdicts(seconds: 3) { _ in
            } during: { running in
                let recorded = tap.stream
                #expect(recorded.count > 300)
                for _ in 0..<3 { Stranger.say(recorded, to: running.port) }
                #expect(hears(running.receiver, "peer.refused"))
                #expect(
                    running.receiver.output.ranges(of: "peer.connected").count == 1,
                    "\(running.receiver.output)")
            }[0]
            Format.f32.check(verdict, latency: 20, halfPeriod: 2.67)
        }

        /// After 2^15 packets and more that are lost, no packet of the stream can be understood any more.
        @Test func afterALongGapTheStreamIsRenewed() throws {
            let tap = try #require(Tap(port: Cable.port))
            defer { tap.end() }
            let cable = Cable(
                channels: 64, latency: 40, sendOptions: ["--transport", "udp"],
                receiveOptions: ["--json"], host: Tap.near)
            var told = ""
            let verdicts = try cable.verdicts(seconds: 2, rounds: 2) { running in
                tap.cut(true)
                _ = poll(nil, 0, 6_000)
                tap.cut(false)
                #expect(hears(running.receiver, "stream.renewed", seconds: 2), "not renewed")
                _ = poll(nil, 0, 1_000)
                told = running.receiver.output
            }
            #expect(told.ranges(of: "peer.connected").count == 1, "the session ended")
            // Not bit for bit: who is on the way loses a packet now and then by itself.
            let format = Format(codec: "f32", mostNoise: -140, isExact: false)
            for verdict in verdicts { format.check(verdict, latency: 40, halfPeriod: 2.67) }
        }

        @Test func strangersAtBothPorts() throws {
            let verdict = try Cable(receiveOptions: ["--json"]).verdicts(seconds: 8) { _ in
            } during: { running in
                let before = try #require(memory(of: running.receiver.pid))
                let slow = (0..<200).compactMap { _ in Stranger.connected(to: running.port) }
                for _ in 0..<20 {
                    for descriptor in slow {
                        var byte: UInt8 = 0x16
                        _ = Glibc.send(descriptor, &byte, 1, Int32(MSG_NOSIGNAL))
                    }
                    Stranger.sendDatagrams(50, to: running.port)
                }
                for options in Self.otherClients {
                    let client = try Child(
                        [
                            "timeout", "5", "openssl", "s_client", "-connect",
                            "127.0.0.1:\(running.port)",
                        ]
                            + options)
                    defer { client.end() }
                    #expect(client.wait() != 0, "\(options): \(client.output)")
                }
                Stranger.say(Array("GET / HTTP/1.1\r\n\r\n".utf8), to: running.port)
                for _ in 0..<10 { Stranger.sendStreams(1_000, to: running.port) }
                for descriptor in slow { close(descriptor) }
                let after = try #require(memory(of: running.receiver.pid))
                #expect(after - before < 20_000, "\(before) to \(after) kB")
                // Thousands were refused, and some lines say so.
                let lines = running.receiver.output.ranges(of: "peer.refused").count
                #expect((1...60).contains(lines), "\(lines) lines")
            }[0]
            Format.f32.check(verdict, latency: 20, halfPeriod: 2.67)
        }

        /// Clients of TLS that want something else than jacknet does.
        private static let otherClients = [
            ["-tls1_3"], ["-tls1_2"], ["-tls1_1"],
            ["-tls1_2", "-cipher", "PSK-CHACHA20-POLY1305", "-psk", "00"],
            ["-tls1_2", "-cipher", "ECDHE-PSK-CHACHA20-POLY1305", "-psk", "00"],
            ["-tls1_2", "-cipher", "ECDHE-PSK-AES256-CBC-SHA384", "-psk", "00"],
        ]

        /// What a process has in memory, kB.
        private func memory(of pid: pid_t) -> Int? {
            guard let file = fopen("/proc/\(pid)/statm", "r") else { return nil }
            defer { fclose(file) }
            var bytes = [UInt8](repeating: 0, count: 256)
            let text = String(decoding: bytes[..<fread(&bytes, 1, 256, file)], as: UTF8.self)
            return text.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 * 4 }
        }
    }
}
