// A probe of real receivers: what is possible, why something is not, and that what it promises is kept.
import Glibc
import Testing
import Text

extension Live {
    @Suite(.serialized) struct ProbeLiveTests {
        private static let port = 33_000 + Int(getpid() % 12_000)
        private static var place: String { "127.0.0.1:\(port)" }

        /// A receiver that needs no JACK.
        private func receiver(_ options: [String] = []) throws -> Child {
            let receiver = try Child(
                [
                    try #require(binary), "recv", "--listen", Self.place, "--to", "null",
                    "--name", "probed",
                ] + options)
            #expect(hears(receiver, "waiting for a sender"), "\(receiver.output)")
            return receiver
        }

        private func probe(
            _ options: [String] = [], to place: String = Self.place, seconds: Double = 30
        ) throws -> (status: Int32?, json: JSONValue, told: String) {
            let probe = try Child(
                [try #require(binary), "probe", place, "--json", "--jack-server", "jnnone"]
                    + options)
            defer { probe.end() }
            let status = probe.wait(seconds: seconds)
            let line = probe.output.split(separator: "\n").first { $0.hasPrefix("{") } ?? ""
            return (status, JSONValue(parsing: String(line)) ?? .null, probe.output)
        }

        private func checks(_ json: JSONValue) -> [String] {
            (json["checks"]?.items ?? []).map {
                ($0["check"]?.text ?? "?") + ($0["ok"]?.flag == true ? "" : " fails")
            }
        }

        @Test func aReceiverThatWaitsIsMeasured() throws {
            let receiver = try receiver()
            defer { receiver.end() }
            let found = try probe(["--duration", "3s"])
            #expect(found.status == 0, "\(found.told)")
            #expect(
                checks(found.json)
                    == ["name", "route", "tcp", "key", "receiver", "udpThere", "udpBack"])
            #expect(found.json["possible"]?.flag == true)
            #expect(found.json["dscpArrived"]?.number == 46)
            #expect(found.json["packetsSent"]?.number ?? 0 > 1_000)
            #expect(found.json["pathMtu"]?.number ?? 0 >= 9_000)
            #expect(found.json["besideLink"]?.flag == false)
            // One machine has one clock.
            let drift = try #require(found.json["clockDriftPpm"]?.number)
            #expect(abs(drift) < 20, "\(drift)")
            let recommended = try #require(found.json["recommendations"]?.items)
            #expect(recommended.map { $0["profile"]?.text } == ["safe", "normal", "low"])
            let line = try #require(recommended[0]["recv"]?.text)
            #expect(line.hasPrefix("jacknet recv --listen \(Self.port) --latency "))
            // It is as it was: a sender may come.
            #expect(try probe(["--duration", "1s"]).status == 0)
        }

        @Test func whatIsNotPossibleHasItsCause() throws {
            let nobody = try probe()
            #expect(nobody.status == 69)
            #expect(checks(nobody.json).last == "tcp fails")
            #expect(nobody.told.contains("connection refused"))
            let unknown = try probe(to: "nowhere.invalid")
            #expect(unknown.status == 68)
            #expect(checks(unknown.json) == ["name fails"])

            let receiver = try receiver(["--open"])
            defer { receiver.end() }
            let closed = try probe()
            #expect(closed.status == 77, "\(closed.told)")
            #expect(checks(closed.json).last == "key fails")
            #expect(closed.told.contains("--open"))
            #expect(try probe(["--open", "--duration", "1s"]).status == 0)
        }

        @Test func aSecondProbeIsBusy() throws {
            let receiver = try receiver()
            defer { receiver.end() }
            let first = try Child([
                try #require(binary), "probe", Self.place, "--duration", "10s",
            ])
            defer { first.end() }
            #expect(hears(first, "UDP back"), "\(first.output)")
            let second = try probe()
            #expect(second.status == 69)
            #expect(second.told.contains("busy with a probe"), "\(second.told)")
            // One that goes makes room.
            first.signal(SIGKILL)
            let third = eventually(5) { () -> Bool? in
                (try? probe(["--duration", "1s"]))?.status == 0 ? true : nil
            }
            #expect(third == true)
        }

        @Test func anUnfitLatencyIsToldByTheStatus() throws {
            let receiver = try receiver(["--impair", "delay=10ms"])
            defer { receiver.end() }
            let way = ["--duration", "3s", "--impair", "delay=10ms,jitter=2ms"]
            let unfit = try probe(way + ["--latency", "12"])
            #expect(unfit.status == 1)
            #expect(unfit.json["asked"]?["fit"]?.flag == false)
            let fit = try probe(way + ["--latency", "500"])
            #expect(fit.status == 0)
            #expect(fit.json["asked"]?["fit"]?.flag == true)
            #expect(fit.json["roundTripMs"]?["least"]?.number ?? 0 >= 20)
        }

        /// The recommendation for a lossy way, with the same losses: what is late and lost lies under what
        /// was promised.
        @Test func theRecommendationKeepsItsPromise() throws {
            let way = ["--impair", "delay=10ms,jitter=2ms,distribution=gamma,loss=1%"]
            var receiver = try receiver(["--impair", "delay=10ms"])
            let found = try probe(["--duration", "10s"] + way)
            receiver.end()
            let normal = try #require(
                found.json["recommendations"]?.items?.first { $0["profile"]?.text == "normal" })
            let words = try #require(normal["recv"]?.text).split(separator: " ").map(String.init)
            let options = Array(words.drop { $0 != "--latency" })
            #expect(options.count >= 2)
            receiver = try self.receiver(["--impair", "delay=10ms", "--json"] + options)
            defer { receiver.end() }
            let sender = try Child(
                [try #require(binary), "send", Self.place, "--from", "tone:440"] + way)
            defer { sender.end() }
            #expect(hears(receiver, "peer.connected"), "\(sender.output)")
            _ = poll(nil, 0, 20_000)
            let late = number("packetsLate", in: receiver.output) ?? -1
            let lost = number("packetsLost", in: receiver.output) ?? -1
            let repaired = number("packetsRepaired", in: receiver.output) ?? -1
            // What a machine that tests run on holds up is not the way's doing.
            let heldUp = number("packetsHeldUp", in: receiver.output) ?? 0
            let bound = try #require(normal["boundFramesPerHour"]?.number) / 240 * 20 / 3_600
            #expect(
                Double(late - heldUp + lost) <= bound + 3 + 3 * bound.squareRoot(),
                "late \(late), held up \(heldUp), lost \(lost), repaired \(repaired), promised \(bound)"
            )
        }
    }
}

extension Live {
    @Suite(.serialized, .enabled(if: judge != nil)) struct ProbeBesideLinkLiveTests {
        /// A probe of a receiver that plays leaves no mark on the sound.
        @Test func aLinkPlaysOnBesideAProbe() throws {
            var told = ""
            let verdict = try Cable().verdicts(seconds: 4) { _ in
            } during: { running in
                let probe = try Child([
                    try #require(binary), "probe", "127.0.0.1:\(running.port)", "--duration", "3s",
                    "--json",
                ])
                defer { probe.end() }
                #expect(probe.wait(seconds: 15) == 0, "\(probe.output)")
                told = probe.output
            }[0]
            Format.f32.check(verdict, latency: 20, halfPeriod: 2.67)
            #expect(told.contains("\"besideLink\":true"))
        }
    }
}
