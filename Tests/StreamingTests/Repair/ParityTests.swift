// Packets of parity: what is computed from them is what was lost, or nothing.
import RTP
import Simulation
import Testing

@testable import Streaming

@Suite struct ParityTests {
    private struct Sent {
        var sequence: Int64
        var timestamp: UInt32
        var payload: [UInt8]
    }

    /// A sender's packets with their parities, as they leave.
    private struct Sending {
        var packets: [Sent] = []
        /// The parities, and after how many packets each left.
        var parities: [(after: Int, payload: [UInt8])] = []
    }

    private static let longest = 300

    private static func packet(_ sequence: Int64, _ random: inout SeededRandom) -> Sent {
        let count = 1 + Int(random.next() % UInt64(longest))
        return Sent(
            sequence: sequence, timestamp: UInt32(truncatingIfNeeded: random.next()),
            payload: (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) })
    }

    private static func bytes(_ parity: ParityEncoder.Packet) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: ParityPayload.headerBytes)
        bytes.withUnsafeMutableBytes { parity.header.write(into: $0, at: 0) }
        return bytes + parity.shard
    }

    /// Sends `count` packets from number `first` on.
    private func send(
        _ count: Int, data: Int, parity: Int, first: Int64, seed: UInt64, end: Bool = false
    ) -> Sending {
        var random = SeededRandom(seed: seed)
        var encoder = ParityEncoder(payloadBytes: Self.longest)
        encoder.configure(data: data, parity: parity)
        var sending = Sending()
        for index in 0..<count {
            let packet = Self.packet(first + Int64(index), &random)
            packet.payload.withUnsafeBytes {
                encoder.add(
                    UInt16(truncatingIfNeeded: packet.sequence), timestamp: packet.timestamp,
                    payload: $0)
            }
            sending.packets.append(packet)
            if let parity = encoder.take() {
                sending.parities.append((index + 1, Self.bytes(parity)))
            }
        }
        while let parity = encoder.take() { sending.parities.append((count, Self.bytes(parity))) }
        if end { encoder.endBlock() }
        while let parity = encoder.take() { sending.parities.append((count, Self.bytes(parity))) }
        return sending
    }

    private func keep(_ packet: Sent, _ decoder: inout ParityDecoder) {
        packet.payload.withUnsafeBytes {
            decoder.keep(packet.sequence, timestamp: packet.timestamp, payload: $0)
        }
    }

    private func take(_ bytes: [UInt8], _ decoder: inout ParityDecoder) {
        bytes.withUnsafeBytes { if let payload = ParityPayload($0) { decoder.take(payload) } }
    }

    /// What comes out of the decoder now; a wrong packet is an issue.
    private func drain(_ decoder: inout ParityDecoder, _ packets: [Sent]) -> Set<Int64> {
        var found: Set<Int64> = []
        while let packet = decoder.next() {
            found.insert(packet.sequence)
            let sent = packets.first { $0.sequence == packet.sequence }
            if sent?.timestamp != packet.timestamp || sent?.payload != Array(packet.payload) {
                Issue.record("\(packet.sequence) came out wrong")
            }
        }
        return found
    }

    /// Any block, any losses: all comes back where no more are lost than there are parities, in any
    /// order of arrival and over the wrap of the numbers.
    @Test func whatIsLostComesBack() {
        var random = SeededRandom(seed: 1)
        for round in 0..<300 {
            let data = 1 + Int(random.next() % 32)
            let parity = 1 + Int(random.next() % 16)
            let sending = send(
                data, data: data, parity: parity, first: 65_530, seed: UInt64(round))
            #expect(sending.parities.count == parity)
            var decoder = ParityDecoder(payloadBytes: Self.longest)
            let before = Sent(sequence: 65_529, timestamp: 0, payload: [1])
            keep(before, &decoder)
            let all = (0..<data + parity).shuffled(using: &random)
            let losses = Int(random.next() % UInt64(parity + 2))
            let arrived = all.dropFirst(losses)
            var found: Set<Int64> = []
            for index in arrived {
                if index < data {
                    keep(sending.packets[index], &decoder)
                } else {
                    take(sending.parities[index - data].payload, &decoder)
                }
                found.formUnion(drain(&decoder, sending.packets))
            }
            let lost = Set(all.prefix(losses).filter { $0 < data }.map { Int64(65_530 + $0) })
            if losses <= parity {
                #expect(found.isSuperset(of: lost), "\(data)+\(parity), \(losses) lost")
            }
        }
    }

    @Test func moreLossesThanParitiesGiveNothing() {
        let sending = send(10, data: 10, parity: 3, first: 100, seed: 2)
        var decoder = ParityDecoder(payloadBytes: Self.longest)
        for packet in sending.packets.dropFirst(4) { keep(packet, &decoder) }
        for parity in sending.parities { take(parity.payload, &decoder) }
        #expect(drain(&decoder, sending.packets).isEmpty)
        // One of them by another way: the parities are still there.
        keep(sending.packets[2], &decoder)
        #expect(drain(&decoder, sending.packets) == [100, 101, 103])
    }

    @Test func paritiesGoOutOneByOneBehindTheirBlock() {
        let sending = send(40, data: 10, parity: 4, first: 0, seed: 3)
        let after = sending.parities.map(\.after)
        #expect(
            after == [10, 11, 12, 13, 20, 21, 22, 23, 30, 31, 32, 33, 40, 40, 40, 40])
    }

    @Test func aBlockThatEndsEarlyGetsItsShare() throws {
        let sending = send(13, data: 10, parity: 4, first: 0, seed: 4, end: true)
        let last = try #require(sending.parities.last?.payload)
        #expect(Array(last[..<6]) == [0, 10, 3, 2, 1, 0])  // 3 packets from 10 on, 2 parities
        var decoder = ParityDecoder(payloadBytes: Self.longest)
        keep(sending.packets[9], &decoder)
        keep(sending.packets[11], &decoder)
        for parity in sending.parities.suffix(2) { take(parity.payload, &decoder) }
        #expect(drain(&decoder, sending.packets) == [10, 12])
    }

    /// The stream goes on under another plan, or jumps: each block stands for itself.
    @Test func aChangeEndsTheBlock() {
        var random = SeededRandom(seed: 5)
        var encoder = ParityEncoder(payloadBytes: Self.longest)
        var blocks: [ParityPayload.Header] = []
        func add(_ sequence: Int64) {
            let packet = Self.packet(sequence, &random)
            packet.payload.withUnsafeBytes {
                encoder.add(UInt16(sequence), timestamp: packet.timestamp, payload: $0)
            }
            while let parity = encoder.take() { blocks.append(parity.header) }
        }
        encoder.configure(data: 4, parity: 2)
        for sequence: Int64 in 0..<6 { add(sequence) }
        encoder.configure(data: 3, parity: 1)
        for sequence: Int64 in 6..<8 { add(sequence) }
        for sequence: Int64 in 20..<23 { add(sequence) }
        encoder.configure(data: 0, parity: 1)
        for sequence: Int64 in 23..<40 { add(sequence) }
        let described = blocks.map { [Int($0.first), $0.data, $0.parity, $0.index] }
        #expect(
            described == [
                [0, 4, 2, 0], [0, 4, 2, 1],  // whole
                [4, 2, 1, 0],  // ended by the plan
                [6, 2, 1, 0],  // ended by the jump
                [20, 3, 1, 0],
            ])
    }

    /// Damaged and invented parities: nothing traps, and no packet is longer than there may be.
    @Test func hostileParitiesAreSurvived() {
        var random = SeededRandom(seed: 6)
        var decoder = ParityDecoder(payloadBytes: 60)
        var (sequence, computed) = (Int64(65_000), 0)
        func byte() -> UInt8 { UInt8(truncatingIfNeeded: random.next()) }
        for _ in 0..<20_000 {
            sequence += random.chance(0.01) ? Int64(random.next() % 3_000) : 1
            if random.chance(0.7) {
                let count = 1 + Int(random.next() % 80)
                let payload = (0..<count).map { _ in byte() }
                payload.withUnsafeBytes { decoder.keep(sequence, timestamp: 1, payload: $0) }
            }
            let first = UInt16(truncatingIfNeeded: sequence &- Int64(random.next() % 12))
            var parity: [UInt8] = [
                UInt8(first >> 8), UInt8(first & 0xff), 1 + byte() % 12, 4, byte() % 4, 0,
            ]
            // Small numbers are lengths that can be.
            parity += (0..<Int(random.next() % 90)).map { $0 == 0 ? 0 : byte() % 64 }
            if random.chance(0.3) { parity[Int(random.next() % 6)] = byte() }
            take(parity, &decoder)
            while let packet = decoder.next() {
                computed += 1
                #expect((1...60).contains(packet.payload.count))
            }
        }
        #expect(computed > 20)  // some of them are taken for packets: parity proves nothing
    }
}
