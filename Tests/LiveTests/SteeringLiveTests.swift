// A link is changed while it plays, and looked at by many: nothing is heard of either.
import ControlTestKit
import Glibc
import Testing
import Text

extension Live {
    @Suite(.serialized, .enabled(if: judge != nil)) struct SteeringLiveTests {
        /// A change, and who may be told of it.
        private struct Change {
            let name: String
            let values: [JSONValue]
            var ends = ["jacknet-send", "jacknet-recv"]
        }

        /// Everything that can change live; bitrates keep the noise of Opus below what counts as a discontinuity.
        private static let changes = [
            Change(
                name: "codec", values: [.text("f32"), .text("s24"), .text("s16"), .text("opus")]),
            Change(name: "codec", values: [.text("f32"), .text("opus")]),
            Change(name: "bitrate", values: [.text("320k"), .text("400k"), .integer(360_000)]),
            Change(name: "frame", values: [.number(2.5), .integer(5), .integer(10)]),
            Change(name: "application", values: [.text("audio"), .text("lowdelay")]),
            Change(
                name: "latency", values: [.integer(40), .integer(60), .number(45.5), .integer(90)]),
            Change(
                name: "repair",
                values: [
                    .text("auto"), .text("none"), .text("nack"), .text("dup:1"), .text("rs:8+2"),
                ]),
            Change(name: "gain", values: [.integer(0), .integer(-6), .number(0.5)]),
            Change(name: "mute", values: [.flag(true), .flag(false), .flag(false)]),
            Change(name: "map", values: [.text("2,1"), .text("1,1"), .null, .text("-,1")]),
            Change(
                name: "dscp", values: [.text("EF"), .text("AF41"), .integer(0)],
                ends: ["jacknet-send"]),
            Change(
                name: "impair", values: [.text("delay=2ms"), .text("jitter=1ms"), .text("none")]),
            Change(name: "connect", values: [.array([.text("system:*")]), .array([])]),
        ]
        /// Those that both ends know.
        private static let shared = [
            "codec", "bitrate", "frame", "application", "latency", "repair",
        ]

        @Test func twoHundredChangesAreNotHeard() throws {
            let cable = Cable(
                latency: 60, sendOptions: ["--bitrate", "320k", "--codec", "opus"], clock: "free")
            var refused = 0
            let verdict = try cable.verdicts(seconds: 45) { _ in
                let sender = try LinkRemote("jacknet-send")
                let receiver = try LinkRemote("jacknet-recv")
                var order: [Change] = []
                while order.count < 200 { order += Self.changes.shuffled() }
                for change in order.prefix(200) {
                    let end = try #require(change.ends.randomElement())
                    let value = try #require(change.values.randomElement())
                    let remote = end == "jacknet-send" ? sender : receiver
                    let answer = try remote.answer(to: "link.set", [(change.name, value)])
                    // What cannot be leaves everything as it was.
                    if answer["result"] == nil {
                        refused += 1
                        #expect(answer["error"]?["code"] == .integer(3), "\(change): \(answer)")
                    }
                    let views = (try sender.ask("link.get"), try receiver.ask("link.get"))
                    for name in Self.shared {
                        #expect(views.0[name] == views.1[name], "\(name) after \(change)")
                    }
                }
                // What follows is heard as it was played.
                _ = try sender.ask(
                    "link.set",
                    [
                        ("codec", .text("f32")), ("gain", .integer(0)), ("mute", .flag(false)),
                        ("map", .null),
                    ])
                _ = try receiver.ask(
                    "link.set",
                    [
                        ("gain", .integer(0)), ("mute", .flag(false)), ("map", .null),
                        ("connect", .array([])),
                    ])
            }[0]
            #expect(verdict.discontinuities == 0, "\(verdict)")
            #expect(refused < 20)
        }

        @Test func theLevelStandsWhileTheCodingChanges() throws {
            let verdict = try Cable(latency: 40, clock: "free").verdicts(seconds: 12) { _ in
                let sender = try LinkRemote("jacknet-send")
                for codec in ["s24", "s16", "f32", "s24", "f32", "s16", "s24", "f32"] {
                    _ = try sender.ask("link.set", [("codec", .text(codec))])
                    _ = try sender.ask(
                        "link.set", [("repair", .text(codec == "f32" ? "auto" : "nack"))])
                }
            }[0]
            Format(codec: "s16", mostNoise: -70, isExact: false)
                .check(verdict, latency: 40, halfPeriod: 2.67)
        }

        @Test func manyClientsAreNotHeard() throws {
            let verdict = try Cable(latency: 20, clock: "free").verdicts(seconds: 10) { running in
                let path = LinkRemote.path("jacknet-recv")
                let subscribe =
                    #"{"jsonrpc":"2.0","id":1,"method":"link.subscribe","params":{"intervalMs":50}}"#
                    + "\n"
                let clients = try (0..<64).map { _ in try #require(TestClient(path)) }
                for client in clients { client.write(subscribe) }
                let deaf = try #require(TestClient(path))
                deaf.write(subscribe)
                let endless = try #require(TestClient(path))
                let block = [UInt8](repeating: 0x61, count: 1 << 20)
                for _ in 0..<100 where endless.write(block) {}
                let broken = try #require(TestClient(path))
                broken.write("{\"jsonrpc\n")
                #expect(broken.line()?.contains("-32700") == true)
                // Each is told at its time, nothing left out.
                for client in clients {
                    var told = 0
                    while told < 100 {
                        let line = try #require(client.line(), "after \(told)")
                        if line.contains("link.statistics") { told += 1 }
                    }
                }
                #expect(running.receiver.poll() == nil)
            }[0]
            // A clock that has been followed for seconds only is heard in the last bits.
            Format(codec: "f32", mostNoise: -70, isExact: false)
                .check(verdict, latency: 20, halfPeriod: 2.67)
        }

        @Test func aHundredThousandRequestsLeaveTheMemoryAsItWas() throws {
            let receiver = try Child([
                try #require(binary), "recv", "--to", "null", "--listen", "0",
            ])
            defer { receiver.end() }
            _ = try LinkRemote("jacknet-recv")
            let client = try #require(TestClient(LinkRemote.path("jacknet-recv")))
            let methods = [
                #""link.status""#, #""link.get""#, #""link.nothing""#, #""link.describe""#,
                #""link.set","params":{"gain":-3}"#, #""link.set","params":{"gain":0,"mute":true}"#,
                #""link.set","params":{"mute":false,"map":"2,1"}"#,
                #""link.set","params":{"map":7}"#,
            ]
            let requests = methods.map { #"{"jsonrpc":"2.0","id":1,"method":"# + $0 + "}\n" }
                .joined()
            func ask(_ count: Int) throws {
                for _ in 0..<count / methods.count {
                    client.write(requests)
                    for _ in methods { _ = try #require(client.line()) }
                }
            }
            try ask(5_000)
            let before = try residentKilobytes(receiver.pid)
            try ask(100_000)
            let after = try residentKilobytes(receiver.pid)
            #expect(after - before < 1_024, "\(before) to \(after) kB")
        }

        private func residentKilobytes(_ pid: pid_t) throws -> Int {
            let file = try #require(fopen("/proc/\(pid)/statm", "r"))
            defer { fclose(file) }
            var line = [CChar](repeating: 0, count: 256)
            _ = fgets(&line, Int32(line.count), file)
            let text = String(
                decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
            let pages = try #require(
                text.split(separator: " ").dropFirst().first.flatMap { Int($0) })
            return pages * 4
        }
    }
}
