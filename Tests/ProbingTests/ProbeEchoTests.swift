// A receiver answers a probe and nobody else, with no more bytes than it was asked with, and within the terms.
import Protection
import RTP
import Testing

@testable import Probing

@Suite struct ProbeEchoTests {
    private static let ssrc: UInt32 = 0x1234_5678
    private static let answerSsrc: UInt32 = 0x8765_4321
    private let protection = PacketProtection.random(.aeadAES256GCM)
    private let answerProtection = PacketProtection.random(.aeadAES256GCM)

    private func echo(_ terms: ProbeTerms = .idle) throws -> ProbeEcho {
        try ProbeEcho(
            ssrc: Self.ssrc, protection: protection, answerSsrc: Self.answerSsrc,
            answerProtection: answerProtection, terms: terms, now: 0)
    }

    /// Questions of this probe, in order.
    private struct Asker: ~Copyable {
        var protector: PacketProtector
        var ssrc = ProbeEchoTests.ssrc

        mutating func question(_ sequence: UInt32, bytes: Int = 200) -> [UInt8] {
            var packet = [UInt8](repeating: 0, count: bytes)
            let length = packet.withUnsafeMutableBytes { raw -> Int? in
                let header = RTPHeader(
                    payloadType: ProbeQuestion.payloadType,
                    sequenceNumber: UInt16(truncatingIfNeeded: sequence), timestamp: 0, ssrc: ssrc)
                let start = header.write(into: raw)!
                let end = bytes - 16
                guard
                    ProbeQuestion(sequence: sequence).write(
                        into: UnsafeMutableRawBufferPointer(rebasing: raw[start..<end]))
                else { return nil }
                return protector.protect(raw, length: end)
            }
            return Array(packet.prefix(length ?? 0))
        }
    }

    private func asker() throws -> Asker {
        Asker(protector: try PacketProtector(protection, ssrcs: [Self.ssrc]))
    }

    private func answer(
        _ echo: inout ProbeEcho, _ question: [UInt8], now: Int64 = 1_000
    ) throws -> ProbeAnswer? {
        var question = question
        var unprotector = try PacketUnprotector(answerProtection, ssrcs: [Self.answerSsrc])
        return question.withUnsafeMutableBytes { raw in
            guard echo.isMeant(by: UnsafeRawBufferPointer(raw)),
                let bytes = echo.answer(raw, arrival: now, trafficClass: 0xb8, now: now + 50)
            else { return nil }
            #expect(bytes.count <= raw.count)
            let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 16)
            defer { copy.deallocate() }
            copy.copyMemory(from: bytes)
            guard let length = unprotector.unprotect(copy, length: copy.count),
                let packet = RTPPacketView.parse(
                    UnsafeRawBufferPointer(rebasing: copy[..<length]))
            else { return nil }
            return ProbeAnswer(packet.payload)
        }
    }

    @Test func aQuestionIsAnswered() throws {
        var echo = try echo()
        var asker = try asker()
        let answer = try #require(try answer(&echo, asker.question(7)))
        #expect(answer.sequence == 7)
        #expect(answer.received == 1_000)
        #expect(answer.turnaround == 50)
        #expect(answer.trafficClass == 0xb8)
        #expect(echo.received == 1)
    }

    @Test func theShortestQuestionHasRoomForItsAnswer() throws {
        var echo = try echo()
        var asker = try asker()
        let least = RTPHeader.fixedBytes + ProbeQuestion.leastBytes + 16
        #expect(try answer(&echo, asker.question(1, bytes: least)) != nil)
        #expect(asker.question(2, bytes: least - 1).isEmpty)
    }

    @Test func anAnswerTellsWhatCameBefore() throws {
        var echo = try echo()
        var asker = try asker()
        let questions = (0...9).map { asker.question($0) }
        for index in [0, 1, 3, 6, 5] { _ = try answer(&echo, questions[index]) }
        let answer = try #require(try answer(&echo, questions[9]))
        // Of 8, 7, 6, …, the lowest bit first.
        #expect(answer.earlier & 0x1ff == 0b1_1010_1100)
    }

    @Test func strangersAndRepetitionsAreNotAnswered() throws {
        var echo = try echo()
        var asker = try asker()
        let question = asker.question(1)
        #expect(try answer(&echo, question) != nil)
        #expect(try answer(&echo, question) == nil, "answered twice")
        var forged = asker.question(2)
        forged[forged.count - 1] ^= 1
        #expect(try answer(&echo, forged) == nil)
        var other = Asker(
            protector: try PacketProtector(.random(.aeadAES256GCM), ssrcs: [Self.ssrc]))
        #expect(try answer(&echo, other.question(3)) == nil)
        for bytes in [[], [0x80], [UInt8](repeating: 0x80, count: 40)] as [[UInt8]] {
            #expect(try answer(&echo, bytes) == nil)
        }
    }

    @Test func whatGoesBeyondTheTermsIsNotAnswered() throws {
        let terms = ProbeTerms(
            packetsPerSecond: 100, bitsPerSecond: 1_000_000, duration: 1_000_000_000)
        var echo = try echo(terms)
        var asker = try asker()
        var answered = 0
        for index in 0..<100 as Range<UInt32> {
            if try answer(&echo, asker.question(index), now: 1_000) != nil { answered += 1 }
        }
        // A quarter of a second's at once.
        #expect(answered == 25)
        #expect(try answer(&echo, asker.question(200), now: 500_000_000) != nil)
        #expect(try answer(&echo, asker.question(201), now: 1_000_000_000) == nil, "too late")
    }

    @Test func termsAreCompared() {
        #expect(ProbeTerms.idle.excess(of: .playing) == nil)
        #expect(ProbeTerms.playing.excess(of: .idle) != nil)
    }
}
