// Links without JACK: files, pipes, and the ways in which they and their peers end.
import Glibc
import Testing

extension Live {
    @Suite(.serialized) struct EndsLiveTests {
        private let port = 20_000 + Int(getpid() % 12_000)
        private let path = "/tmp/jacknet-ends-\(getpid())"

        private func receiver(_ more: String...) throws -> Child {
            let child = try Child([binary!, "recv", "--listen", "127.0.0.1:\(port)"] + more)
            #expect(hears(child, "waiting for a sender"))
            return child
        }

        private func sender(_ more: String..., host: String = "127.0.0.1") throws -> Child {
            try Child([binary!, "send", "\(host):\(port)"] + more)
        }

        private func contents(_ path: String) -> [UInt8] {
            guard let file = fopen(path, "r") else { return [] }
            defer { fclose(file) }
            var bytes: [UInt8] = []
            var block = [UInt8](repeating: 0, count: 65_536)
            while case let count = fread(&block, 1, block.count, file), count > 0 {
                bytes += block[..<count]
            }
            return bytes
        }

        @Test(arguments: [["--codec", "f32"], ["--codec", "s24", "--transport", "tcp"]])
        func aPipeArrivesWholeAndExact(options: [String]) throws {
            defer {
                unlink(path + ".in")
                unlink(path + ".out")
            }
            // Whole steps of 24 bits, none of them 0; no whole number of cycles.
            let samples = (0..<100_002).map { (index: Int) -> Float in
                let step = (index &* 7_919) % 8_388_000 + 1
                return Float(step) / 8_388_608
            }
            let bytes = samples.withUnsafeBytes { Array($0) }
            let file = try #require(fopen(path + ".in", "w"))
            #expect(fwrite(bytes, 1, bytes.count, file) == bytes.count)
            fclose(file)
            let flags = options.joined(separator: " ")
            let shell =
                "cat \(path).in | \(binary!) send 127.0.0.1:\(port) --from - --channels 2 \(flags)"
            let receive = try receiver("--to", "\(path).out.raw", "--once")
            defer {
                receive.end()
                unlink(path + ".out.raw")
            }
            let send = try Child(["sh", "-c", shell])
            defer { send.end() }
            #expect(send.wait(seconds: 15) == 0, "\(send.output)")
            #expect(receive.wait(seconds: 15) == 0, "\(receive.output)")
            let out = contents(path + ".out.raw")
            let start = try #require(out.firstIndex { $0 != 0 }) / 8 * 8
            #expect(out.count >= start + bytes.count)
            // Where it fails, a list of the differences would take hours.
            let isExact = out[start...].prefix(bytes.count).elementsEqual(bytes)
            #expect(isExact)
        }

        @Test func datagramsThatAreDroppedAreNoticed() throws {
            let receive = try receiver("--to", "null", "--json")
            defer { receive.end() }
            let forwarder = try #require(Stranger.forwardTCP(from: "127.0.0.2", port: port))
            defer { Stranger.end(forwarder) }
            let send = try sender("--from", "tone:440", host: "127.0.0.2")
            defer { send.end() }
            #expect(hears(send, "connected to"))
            #expect(hears(send, "going on over TCP", seconds: 2))
            let flows = eventually { () -> Bool? in
                receive.output.split(separator: "\n").last {
                    $0.contains(#""transport":"tcp""#) && !$0.contains(#""packetsReceived":0,"#)
                } != nil ? true : nil
            }
            #expect(flows == true, "\(receive.output)")
        }

        @Test func aSecondSenderIsRefused() throws {
            let receive = try receiver("--to", "null")
            defer { receive.end() }
            let first = try sender("--from", "tone:440")
            defer { first.end() }
            #expect(hears(first, "connected to"))
            let second = try sender("--from", "tone:880", "--name", "other")
            defer { second.end() }
            #expect(second.wait() == 69)
            #expect(second.output.contains("busy with jacknet-send@"))
        }

        @Test func anotherChannelCountIsSaid() throws {
            let receive = try receiver("--to", "null", "--channels", "1")
            defer { receive.end() }
            let send = try sender("--from", "tone:440", "--channels", "3", "--duration", "500ms")
            defer { send.end() }
            #expect(send.wait() == 0)
            #expect(receive.output.contains("sends 3 channels, this end has 1"))
        }

        @Test func aClosedPipeEndsQuietly() throws {
            let shell =
                "\(binary!) recv --listen 127.0.0.1:\(port) --to - 2>\(path).err; echo $? >\(path).status"
            let receive = try Child(["bash", "-c", "{ \(shell); } | head -c 4096 >/dev/null"])
            defer {
                receive.end()
                unlink(path + ".err")
                unlink(path + ".status")
            }
            let send = try sender("--from", "tone:440", "--duration", "2s")
            defer { send.end() }
            #expect(receive.wait() == 0)
            #expect(contents(path + ".status") == Array("0\n".utf8))
            #expect(send.wait() == 0)
        }

        @Test func whatCannotBeReadOrWrittenHasItsStatus() throws {
            let cases: [([String], Int32, String)] = [
                (["send", "localhost", "--from", "/nowhere.wav"], 66, "/nowhere.wav"),
                (["send", "localhost", "--from", "/tmp"], 66, "directory"),
                (["send", "localhost", "--from", "/etc/passwd"], 65, "not a sound file"),
                (["recv", "--to", "/nowhere/x.wav", "--listen", "\(port)"], 73, "/nowhere/x.wav"),
                (["recv", "--to", "/tmp/x.txt", "--listen", "\(port)"], 73, ".flac"),
                (["send", "no-such-host.invalid", "--from", "tone:440"], 68, "unknown host"),
            ]
            for (words, status, text) in cases {
                let child = try Child([binary!] + words)
                defer { child.end() }
                #expect(child.wait(seconds: 30) == status, "\(words)")
                #expect(child.output.contains(text), "\(child.output)")
            }
        }
    }
}
