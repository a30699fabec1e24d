// What a receiver counts of one source (RFC 3550 sections 6.4.1, A.1 and A.3).
import Testing
import Units

@testable import RTP

@Suite struct ReceptionStatisticsTests {
    var statistics = ReceptionStatistics(clockRate: .dat)

    @discardableResult
    mutating func receive(_ sequenceNumber: Int64) -> PacketOrder {
        statistics.receive(
            sequenceNumber: UInt16(truncatingIfNeeded: sequenceNumber),
            timestamp: UInt32(truncatingIfNeeded: sequenceNumber &* 48),
            arrival: Nanoseconds(sequenceNumber * 1_000_000))
    }

    mutating func report() -> ReportBlock {
        statistics.makeReportBlock(
            ssrc: 1, lastSenderReport: 2, delaySinceLastSenderReport: 3)
    }

    @Test mutating func nothingReceived() {
        let expected = ReportBlock(
            ssrc: 1, fractionLost: 0, cumulativeLost: 0, highestSequence: 0,
            interarrivalJitter: 0, lastSenderReport: 2, delaySinceLastSenderReport: 3)
        #expect(report() == expected)
        #expect(statistics.expected == 0)
    }

    @Test mutating func aCleanStreamOverManyWraps() {
        for number in Int64(65_530)..<300_000 {
            if receive(number) != .advanced { Issue.record("packet \(number)") }
        }
        #expect(statistics.received == 300_000 - 65_530)
        #expect(statistics.expected == statistics.received)
        #expect(statistics.cumulativeLost == 0)
        #expect(report().highestSequence == 299_999)
        #expect(statistics.interarrivalJitter == 0)
    }

    @Test mutating func fractionIsOfTheIntervalSinceTheLastReport() {
        for number in Int64(0)..<100 where number % 4 != 1 { receive(number) }
        #expect(report().fractionLost == 64)  // 25 of 100
        #expect(statistics.cumulativeLost == 25)
        for number in Int64(100)..<200 { receive(number) }
        #expect(report().fractionLost == 0)
        #expect(statistics.cumulativeLost == 25)
        #expect(report().fractionLost == 0)  // no packet since
        receive(1_199)
        #expect(report().fractionLost == 255)  // 999 of 1000: 255.7, rounded down
        #expect(statistics.fractionLost == 255)
    }

    @Test mutating func lateOnesTurnALossBack() {
        receive(0)
        receive(2)
        #expect(statistics.cumulativeLost == 1)
        #expect(report().fractionLost == 85)  // 1 of 3
        #expect(receive(1) == .reordered)
        #expect(statistics.cumulativeLost == 0)
        #expect(report().fractionLost == 0)
        #expect(statistics.reordered == 1)
    }

    @Test mutating func duplicatesHideNoLoss() {
        receive(65_534)
        #expect(receive(65_534) == .duplicate)
        receive(65_536)
        #expect(receive(65_534) == .duplicate)
        #expect(receive(65_536) == .duplicate)
        #expect(statistics.received == 2)
        #expect(statistics.duplicates == 3)
        #expect(statistics.cumulativeLost == 1)
    }

    @Test mutating func whatTheFirstOvertookMovesTheBeginning() {
        receive(0)
        #expect(receive(-2) == .reordered)
        #expect(receive(-2) == .duplicate)
        #expect(statistics.expected == 3)
        #expect(statistics.cumulativeLost == 1)
        #expect(receive(-1) == .reordered)
        #expect(statistics.cumulativeLost == 0)
    }

    @Test mutating func oneStrangeNumberChangesNothing() {
        for number in Int64(0)..<100 { receive(number) }
        #expect(receive(30_000) == .suspect)
        #expect(receive(100) == .advanced)
        #expect(receive(40_000) == .suspect)
        #expect(receive(40_002) == .suspect)
        #expect(receive(101) == .advanced)
        #expect(statistics.received == 102)
        #expect(statistics.cumulativeLost == 0)
        #expect(receive(40_003) == .suspect)  // its neighbour came before packet 101
    }

    @Test(arguments: [5_000, 32_768, 45_000, 64_000] as [Int64])
    mutating func anOutageIsLoss(_ packets: Int64) {
        for number in Int64(0)..<100 { receive(number) }
        #expect(receive(100 + packets) == .suspect)
        #expect(statistics.cumulativeLost == 0)
        #expect(receive(101 + packets) == .advanced)
        #expect(receive(100 + packets) == .duplicate)
        for number in Int64(102)..<200 { receive(number + packets) }
        #expect(statistics.received == 200)
        #expect(statistics.cumulativeLost == packets)
        #expect(statistics.highestExtendedSequence == 199 + packets)
    }

    @Test mutating func aJumpOfTheSourceIsNoJitter() {
        for number in Int64(0)..<100 { receive(number) }
        for number in Int64(0)..<3 {
            statistics.receive(
                sequenceNumber: UInt16(40_000 + number), timestamp: UInt32(1 << 30 + 48 * number),
                arrival: Nanoseconds((100 + number) * 1_000_000))
        }
        #expect(statistics.received == 103)
        #expect(statistics.interarrivalJitter == 0)
    }

    @Test func agreesWithCountingInSets() {
        for seed in UInt64(1)...20 {
            var random = SeededGenerator(seed: seed)
            let start = Int64(random.below(65_536))
            var sent: [(number: Int64, order: Int)] = []
            for index in 0..<20_000 where random.below(20) != 0 {
                for _ in 0...(random.below(10) == 0 ? 1 : 0) {
                    sent.append((start + Int64(index), index + random.below(50)))
                }
            }
            sent.sort { ($0.order, $0.number) < ($1.order, $1.number) }

            var counted = ReceptionStatisticsTests()
            var seen: Set<Int64> = []
            var reordered: Int64 = 0
            var highest = Int64.min
            for (number, _) in sent {
                counted.receive(number)
                if seen.insert(number).inserted, number < highest { reordered += 1 }
                highest = max(highest, number)
            }
            let lowest = seen.min() ?? 0
            #expect(counted.statistics.received == Int64(seen.count), "seed \(seed)")
            #expect(counted.statistics.duplicates == Int64(sent.count - seen.count), "seed \(seed)")
            #expect(counted.statistics.reordered == reordered, "seed \(seed)")
            #expect(counted.statistics.expected == highest - lowest + 1, "seed \(seed)")
            #expect(counted.statistics.highestExtendedSequence == highest, "seed \(seed)")
        }
    }

    @Test func anyNumbersAtAll() {
        var random = SeededGenerator(seed: 99)
        var counted = ReceptionStatistics(clockRate: .cd)
        for _ in 0..<200_000 {
            counted.receive(
                sequenceNumber: UInt16(random.below(65_536)),
                timestamp: UInt32(truncatingIfNeeded: random.next()),
                arrival: Nanoseconds(Int64(bitPattern: random.next())))
            if counted.received > counted.expected { Issue.record("more than were sent") }
            if random.below(64) == 0 {
                _ = counted.makeReportBlock(
                    ssrc: 0, lastSenderReport: 0, delaySinceLastSenderReport: 0)
            }
        }
        #expect(counted.interarrivalJitter == .max)  // arrivals lie centuries apart
    }
}
