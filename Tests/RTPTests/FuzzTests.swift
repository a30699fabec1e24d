// Every parser against 200 000 damaged or random packets, in front of a page that must not be
// read: nothing traps, nothing reads too far, and a plain reading accepts the same.
import Testing

@testable import RTP

@Suite struct FuzzTests {
    let rounds = 200_000

    /// Where the payload lies, by the text of RFC 3550 section 5.1 and nothing else.
    func payloadRange(_ bytes: [UInt8]) -> Range<Int>? {
        guard bytes.count >= 12, bytes[0] & 0xc0 == 0x80 else { return nil }
        var start = 12 + 4 * Int(bytes[0] % 16)
        if bytes[0] & 0x10 != 0 {
            guard start + 4 <= bytes.count else { return nil }
            start += 4 + 4 * (Int(bytes[start + 2]) * 256 + Int(bytes[start + 3]))
        }
        var end = bytes.count
        if bytes[0] & 0x20 != 0 {
            guard start < end, let last = bytes.last, last > 0 else { return nil }
            end -= Int(last)
        }
        return start <= end ? start..<end : nil
    }

    @Test func rtpPackets() {
        var random = SeededGenerator(seed: 2_024)
        let memory = GuardedMemory()
        var accepted = 0
        var stamped = 0
        for round in 0..<rounds {
            let bytes = random.mutated(random.rtpPacket())
            let datagram = memory.holding(bytes)
            let view = RTPPacketView.parse(datagram)
            let found = view.map { view in
                // The payload's address tells where it begins, even where it is empty.
                let base = datagram.baseAddress
                let start = view.payload.baseAddress.map { $0 - base! } ?? bytes.count
                return start..<start + view.payload.count
            }
            if found != payloadRange(bytes) { Issue.record("round \(round): \(bytes)") }
            accepted += view == nil ? 0 : 1
            stamped += view?.capture == nil ? 0 : 1
        }
        // Neither all nor none: the loop has seen both sides of each check.
        #expect((rounds / 5...rounds * 4 / 5).contains(accepted))
        #expect(stamped > rounds / 20)
    }

    @Test func rtcpCompounds() {
        var random = SeededGenerator(seed: 2_025)
        let memory = GuardedMemory()
        let room = memory.room(512)
        let damaged = GuardedMemory()
        var refused = 0
        var brokenOff = 0
        var whole = 0
        for round in 0..<rounds {
            var writer = RTCPCompoundWriter(into: room)
            for _ in 0...random.below(3) { random.appendPlain(to: &writer) }
            var bytes = writer.finish().map { Array(room[..<$0]) } ?? []
            switch random.below(4) {
            case 0, 1: bytes = random.mutated(bytes)
            case 2: bytes.cutLastPacketByAWord()  // what is inside no longer fits
            default: break
            }
            if random.below(2) == 0, !bytes.isEmpty {
                bytes[random.below(bytes.count)] = random.byte()  // framing mostly survives this
            }
            guard var reader = RTCPCompoundReader(damaged.holding(bytes)) else {
                refused += 1
                continue
            }
            var elements = 0
            while reader.next() != nil { elements += 1 }
            if elements > bytes.count || reader.next() != nil {
                Issue.record("round \(round): \(elements) elements in \(bytes)")
            }
            if reader.isMalformed { brokenOff += 1 } else { whole += 1 }
        }
        #expect(refused > rounds / 20)
        #expect(brokenOff > rounds / 200)
        #expect(whole > rounds / 20)
    }

    @Test func framedStreams() {
        var random = SeededGenerator(seed: 2_026)
        let memory = GuardedMemory()
        var reader = FrameReader(capacity: 64)
        var pending: [UInt8] = []  // what a plain reading of the stream has not used yet
        var oversized: Int64 = 0
        for round in 0..<rounds {
            var bytes: [UInt8] = []
            for _ in 0..<random.below(3) {
                let count = random.below(80)
                bytes += [0, UInt8(count)] + (0..<count).map { _ in random.byte() }
            }
            // Damage may announce up to 64 KiB, which then swallow what follows.
            if random.below(50) == 0 { bytes = random.mutated(bytes) }
            pending += bytes
            var expected: [[UInt8]] = []
            while pending.count >= 2 {
                let length = Int(pending[0]) * 256 + Int(pending[1])
                guard pending.count >= 2 + length else { break }
                if (1...64).contains(length) { expected.append(Array(pending[2..<2 + length])) }
                if length > 64 { oversized += 1 }
                pending.removeFirst(2 + length)
            }
            var chunk = memory.holding(bytes)
            var found: [[UInt8]] = []
            while let packet = reader.next(from: &chunk) { found.append(Array(packet)) }
            if found != expected {
                Issue.record("round \(round)")
                return
            }
        }
        #expect(oversized > 0)
        #expect((oversized...oversized + 1).contains(reader.oversizedFrames))
    }
}
