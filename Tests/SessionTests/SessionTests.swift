// What the two ends say to each other: messages as bytes, and whether the other end lives.
import FoundationEssentials
import Testing
import Text
import Units

@testable import Session

@Suite struct SessionTests {
    private let hello = SessionMessage.hello(
        Hello(software: "s", name: "n", role: "sender", identity: "i", instance: "j"))

    private func decode(_ text: String) -> SessionMessage? {
        MessageCoding.decode(Data(text.utf8))
    }

    @Test func messagesReturnAsTheyWere() {
        let messages: [SessionMessage] = [
            hello,
            .accept(
                Accept(
                    ssrc: 9, mediaPort: 1, token: "t", latencyNanoseconds: -1, feedbackSsrc: 8,
                    feedbackSecret: MediaSecret(profile: "p", key: "k"))),
            .refuse(Refusal(code: "busy", reason: "r")), .ping(Ping(id: .max)),
            .goodbye(Goodbye(reason: "\u{1b}[2J")), .join(Join(token: "")),
            .probe(
                ProbeRequest(
                    ssrc: 7, secret: MediaSecret(profile: "p", key: "k"), packetsPerSecond: 375,
                    bitsPerSecond: 3_000_000, durationNanoseconds: 1, sampleRate: 48_000)),
            .probing(
                ProbeGrant(
                    ssrc: 8, secret: nil, mediaPort: 2, periodNanoseconds: 3,
                    outputNanoseconds: 4, sampleRate: 5, wallClockNanoseconds: -6,
                    isPlaying: true)),
            .probed(ProbeTally(packetsReceived: 9)),
        ]
        for message in messages {
            let bytes = MessageCoding.encode(message)
            #expect(bytes.count == 4 + Int(bytes[2]) << 8 + Int(bytes[3]))
            #expect(MessageCoding.decode(Data(bytes.dropFirst(4))) == message)
        }
    }

    /// A message takes no more memory than its bytes, and no line of a log is long.
    @Test func whatComesFromOutsideIsBounded() throws {
        let long = String(repeating: "é", count: 30_000)
        guard case .hello(let hello)? = decode(#"{"hello":{"version":1,"name":"\#(long)"}}"#) else {
            Issue.record("no hello")
            return
        }
        #expect(hello.name == String(repeating: "é", count: 100))
        #expect(
            decode(#"{"goodbye":{"reason":"a\#(long)"}}"#)
                == .goodbye(Goodbye(reason: "a" + String(repeating: "é", count: 499))))
        let zeros = Array(repeating: "0", count: 30_000).joined(separator: ",")
        #expect(
            decode(#"{"view":{"members":{"a":[\#(zeros)],"b":1}}}"#)
                == .view(View(["b": .integer(1)])))
        #expect(
            decode(#"{"request":{"id":1,"settings":{"a":[\#(zeros)]}}}"#)
                == .request(SettingsRequest(id: 1, settings: [:])))
        #expect(
            decode(#"{"settings":{"id":1,"settings":{"a":"\#(long)","b":true}}}"#)
                == .settings(SettingsNote(id: 1, settings: ["b": .flag(true)])))
    }

    /// A probe asks and is told what can be.
    @Test func probesAreBounded() throws {
        let wild =
            #"{"probe":{"ssrc":1,"packetsPerSecond":-1,"bitsPerSecond":9000000000000000000,"#
            + #""durationNanoseconds":-5,"sampleRate":0}}"#
        guard case .probe(let request)? = decode(wild) else {
            Issue.record("no probe")
            return
        }
        #expect(request.packetsPerSecond == 1)
        #expect(request.bitsPerSecond == 1 << 40)
        #expect(request.durationNanoseconds == 0)
        #expect(request.sampleRate == 8_000)
    }

    @Test func whatIsNotKnownIsIgnored() {
        #expect(decode(#"{"ping":{"id":7,"colour":"red"}}"#) == .ping(Ping(id: 7)))
        #expect(decode(#"{"teleport":{"to":"mars"}}"#) == .unknown)
        #expect(decode(#"{"ping":{"id":1e99}}"#) == nil)
        #expect(decode(#"{"ping":{}}"#) == nil)
        #expect(decode("[]") == nil)
        #expect(decode("GET / HTTP/1.1") == nil)
    }

    /// Whatever else a later version says, it is refused by its number and not as garbage.
    @Test func anotherVersionsHelloIsRead() throws {
        guard case .hello(let hello)? = decode(#"{"hello":{"version":9,"name":7}}"#) else {
            Issue.record("not read")
            return
        }
        #expect(hello.version == 9)
        #expect(hello.name == "")
        #expect(decode(#"{"hello":{"name":"x"}}"#) == nil)
    }

    @Test func noChangedByteTraps() {
        var generator = SystemRandomNumberGenerator()
        let good = Array(MessageCoding.encode(hello).dropFirst(4))
        for _ in 0..<5_000 {
            var bytes = good
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                bytes[Int.random(in: bytes.indices, using: &generator)] = .random(in: 0 ... .max)
            }
            _ = MessageCoding.decode(Data(bytes))
        }
    }

    @Test func aSilentPeerIsLostAfterThreeSeconds() {
        let start = Nanoseconds(1_000_000_000)
        var liveness = Liveness(now: start)
        #expect(!liveness.isLost(now: start + Nanoseconds(3_000_000_000)))
        #expect(liveness.isLost(now: start + Nanoseconds(3_000_000_001)))
        liveness.heard(now: start + Nanoseconds(2_000_000_000))
        #expect(!liveness.isLost(now: start + Nanoseconds(5_000_000_000)))
    }

    @Test func theLeastOfSeveralRoundTripsCounts() {
        var liveness = Liveness(now: .zero)
        for (id, trip) in [(0, 17_000_000), (100, 400_000), (200, 900_000)] {
            #expect(liveness.roundTrip == nil)
            liveness.answered(Ping(id: Int64(id)), now: Nanoseconds(Int64(id + trip)))
        }
        #expect(liveness.roundTrip == Nanoseconds(400_000))
        liveness.answered(Ping(id: .min), now: .zero)
        #expect(liveness.roundTrip == Nanoseconds(400_000))
    }
}

@Suite struct StreamDescriptionTests {
    /// Whatever a peer says, its times can be added.
    @Test(arguments: [Int.min, -1, 0, 480, Int.max], [Int.min, -1, 0, 312, Int.max])
    func timesStayWithinWhatCanBe(duration: Int, lookahead: Int) {
        let stream = StreamDescription(
            codec: "opus", channels: 2, sampleRate: 48_000, frameDuration: duration,
            bitsPerSecond: 0, lanes: 1, lookaheadFrames: lookahead, maximumPayloadBytes: 1_200,
            ssrc: 1, repairSsrc: 0, payloadType: 96, startPosition: 0, startTime: 0,
            periodFrames: 128)
        let sum = stream.opusFrame + stream.opusLookahead
        #expect((Nanoseconds.zero...Nanoseconds(200_000_000)).contains(sum))
        if duration == 480 { #expect(stream.opusFrame == Nanoseconds(10_000_000)) }
    }
}
