// What comes out of the other end, over two real JACK servers: the right sound, on the right
// channel, at the right level, whole, and when it was asked for.
import Glibc
import Testing

/// A format, and what it may do to a sine.
struct Format: CustomTestStringConvertible, Sendable {
    let codec: String
    /// dB.
    let mostNoise: Double
    let isExact: Bool

    static let all = [
        Format(codec: "f32", mostNoise: -140, isExact: true),
        Format(codec: "s24", mostNoise: -135, isExact: true),
        Format(codec: "s16", mostNoise: -85, isExact: false),
        Format(codec: "opus", mostNoise: -30, isExact: false),
    ]
    static let f32 = all[0]

    var testDescription: String { codec }

    /// Opus gets what keeps its own noise below what counts as a discontinuity.
    func options(_ channels: Int) -> [String] {
        ["--codec", codec] + (codec == "opus" ? ["--bitrate", "\(160 * channels)k"] : [])
    }

    /// What is wrong with `verdict`; nothing where all is as it should be.
    func faults(_ verdict: Verdict, latency: Double, halfPeriod: Double) -> [String] {
        let isLossy = mostNoise > -80
        let claims = [
            ("channel", verdict.wrongChannels == 0),
            ("level", abs(verdict.levelError) < (isLossy ? 0.3 : 0.001)),
            ("noise", verdict.thdPlusNoise < mostNoise),
            ("discontinuity", verdict.discontinuities == 0),
            ("latency", abs((verdict.latency ?? .infinity) - latency) < halfPeriod),
            ("bits", !isExact || verdict.isExact != false),
        ]
        return claims.filter { !$0.1 }.map { "\($0.0): \(verdict)" }
    }

    func check(_ verdict: Verdict, latency: Double, halfPeriod: Double) {
        #expect(faults(verdict, latency: latency, halfPeriod: halfPeriod) == [])
    }
}

extension Live {
    @Suite(.serialized, .enabled(if: judge != nil)) struct SoundLiveTests {
        @Test(arguments: Format.all, [1, 2, 8, 64])
        func comesOutWhole(format: Format, channels: Int) async throws {
            let hear: @Sendable (String, Int) throws -> [String] = { transport, lane in
                let cable = Cable(
                    channels: channels, latency: 30,
                    sendOptions: format.options(channels) + ["--transport", transport],
                    lane: lane)
                return format.faults(
                    try cable.verdicts(seconds: 3)[0], latency: 30, halfPeriod: 2.67)
            }
            // Two links of 64 channels at once are more than a small machine carries.
            let faults =
                channels < 64
                ? try await Cable.sideBySide(["udp", "tcp"], make: hear)
                : [try hear("udp", 0), try hear("tcp", 0)]
            #expect(faults == [[], []], "UDP, TCP")
        }

        @Test func sixtyFourChannelsOfLongPeriods() throws {
            let cable = Cable(
                senderPeriod: 1_024, receiverPeriod: 1_024, channels: 64, latency: 80)
            Format.f32.check(try cable.verdicts(seconds: 3)[0], latency: 80, halfPeriod: 10.7)
        }

        @Test(arguments: [(44_100, 48_000), (48_000, 44_100)], ["f32", "opus"])
        func ratesDiffer(rates: (Int, Int), codec: String) throws {
            let format = Format(
                codec: codec, mostNoise: codec == "f32" ? -120 : -30, isExact: false)
            let cable = Cable(
                senderRate: rates.0, receiverRate: rates.1, sendOptions: format.options(2))
            format.check(try cable.verdicts(seconds: 3)[0], latency: 20, halfPeriod: 2.67)
        }

        @Test func aMinuteHasNoClick() async throws {
            let verdicts = try await Cable.sideBySide(Format.all) { format, lane in
                try Cable(sendOptions: format.options(2), lane: lane).verdicts(seconds: 60)[0]
            }
            for (format, verdict) in zip(Format.all, verdicts) {
                #expect(
                    format.faults(verdict, latency: 20, halfPeriod: 2.67) == [], "\(format)")
            }
        }

        /// A clock that is followed, for 20 s of locking; the noise is the loop's own wander.
        @Test(arguments: [20.0, 9.0])
        func aFreeClockIsFollowed(latency: Double) throws {
            let format = Format(codec: "f32", mostNoise: -75, isExact: false)
            let cable = Cable(latency: latency, clock: "free")
            format.check(
                try cable.verdicts(seconds: 20)[0], latency: latency, halfPeriod: 0.7)
        }

        /// Requests are lost like the sound; a packet of the first moments, or of many, may stay lost.
        @Test(arguments: ["loss=5%", "loss=5%,burst=5"])
        func whatIsLostComesAgain(impairment: String) throws {
            let format = Format(codec: "f32", mostNoise: -120, isExact: false)
            let cable = Cable(
                latency: 30, sendOptions: ["--impair", impairment],
                receiveOptions: ["--impair", impairment])
            format.check(try cable.verdicts(seconds: 10)[0], latency: 30, halfPeriod: 2.67)
        }

        /// 0 to 8 ms of jitter, the period and what the resampler needs: the latency that is found is that and
        /// little more. Of two recordings the quieter one is judged: where the machine itself holds packets up, the
        /// latency moves.
        @Test func theLatencyIsFound() throws {
            let cable = Cable(
                findsLatency: true, sendOptions: ["--impair", "jitter=4ms"], clock: "free")
            let verdicts = try cable.verdicts(seconds: 8, rounds: 3).dropFirst()
            let verdict = try #require(verdicts.min { $0.unrest < $1.unrest })
            #expect(verdict.wrongChannels == 0)
            #expect(verdict.discontinuities == 0, "\(verdict)")
            #expect(verdict.thdPlusNoise < -75, "\(verdict)")
            let latency = try #require(verdict.latency)
            #expect(latency > 13.5, "\(verdict)")
            // Packets that the machine itself held up are jitter too.
            #expect(latency < (verdict.unrest > 0 ? 100 : 18), "\(verdict)")
        }

        @Test(arguments: [true, false])
        func theLatencyOutlivesAStandstill(ofSender: Bool) throws {
            let cable = Cable(stopsServers: true)
            let verdicts = try cable.verdicts(seconds: 1.5, rounds: 2) { running in
                let server = ofSender ? running.sendServer : running.receiveServer
                server.signal(SIGSTOP)
                _ = poll(nil, 0, 50)
                server.signal(SIGCONT)
                // A resync is due within a quarter of a second.
                _ = poll(nil, 0, 500)
            }
            for verdict in verdicts {
                Format.f32.check(verdict, latency: 20, halfPeriod: 2.67)
            }
        }
    }
}
