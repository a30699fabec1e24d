// Who asks for what, and who answers.
import Testing

@testable import Streaming

@Suite struct RetransmissionTests {
    private let timing = PacketTiming(
        sequence: 0, arrival: 0, spacing: 1_000_000, budget: 20_000_000)

    private func poll(_ requests: inout RetransmissionRequests, at now: Int64) -> [Int64] {
        var numbers = [Int64](repeating: -1, count: 16)
        let found = numbers.withUnsafeMutableBufferPointer {
            requests.poll(timing: timing, now: now, into: $0)
        }
        return Array(numbers[..<found])
    }

    private func started() -> RetransmissionRequests {
        var requests = RetransmissionRequests()
        requests.isOn = true
        requests.conditions = .init(roundTrip: 2_000_000, jitter: 0, copies: 1)
        requests.received(0, timing: timing, now: 0)
        return requests
    }

    @Test func aGapIsAskedForAtOnceAndAgain() {
        var requests = started()
        requests.received(3, timing: timing, now: 3_000_000)
        let first = poll(&requests, at: 3_000_000)
        let tooSoon = poll(&requests, at: 3_100_000)
        let second = poll(&requests, at: 5_500_000)
        #expect(first == [1, 2])
        #expect(tooSoon.isEmpty)
        #expect(second.contains(1) && second.contains(2))
    }

    @Test func whatComesIsNotAskedForAgain() {
        var requests = started()
        requests.received(2, timing: timing, now: 2_000_000)
        _ = poll(&requests, at: 2_000_000)
        let trip = requests.received(1, timing: timing, now: 4_000_000)
        let later = poll(&requests, at: 4_400_000)
        #expect(trip == 2_000_000)
        #expect(!later.contains(1))
    }

    @Test func theClockMissesWhatNoLaterPacketShows() {
        var requests = started()
        let early = poll(&requests, at: 1_400_000)
        let overdue = poll(&requests, at: 1_500_000)
        #expect(early.isEmpty)
        #expect(overdue == [1])
    }

    @Test func whatCannotComeInTimeIsGivenUp() {
        var requests = started()
        requests.received(2, timing: timing, now: 19_500_000)
        let asked = poll(&requests, at: 19_600_000)
        #expect(!asked.contains(1))
    }

    @Test func anOutageIsNotAskedFor() {
        var requests = started()
        let asked = poll(&requests, at: 5_000_000_000)
        #expect(asked.isEmpty)
    }

    /// A thread that waits until the deadline, and is called again, must not be called at once for ever: neither
    /// where it was held up until nothing came any more, nor where too much is missed already.
    @Test(arguments: [100_000_000, 30_000_000] as [Int64])
    func whatIsOverdueIsNotDueForEver(now: Int64) {
        var requests = started()
        let due = requests.nextDeadline(timing)
        #expect(due.map { $0 < now } == true)
        _ = poll(&requests, at: now)
        let next = requests.nextDeadline(timing) ?? .max
        #expect(next > now)
        // What comes next is missed from again.
        requests.received(1, timing: timing, now: now)
        let again = requests.nextDeadline(timing)
        #expect(again != nil)
    }

    /// Without a packet for longer than the jitter explains, a request is likely to be lost too.
    @Test func whileNothingComesLessIsAskedAndThenAllAtOnce() {
        var requests = RetransmissionRequests()
        requests.isOn = true
        requests.conditions = .init(roundTrip: 200_000, jitter: 0, copies: 1)
        requests.received(0, timing: timing, now: 0)
        let first = poll(&requests, at: 1_500_000)
        let quick = poll(&requests, at: 2_500_000)  // as often as once a millisecond
        let slow = poll(&requests, at: 6_000_000)
        let before = requests.requests
        requests.received(8, timing: timing, now: 8_000_000)
        let open = poll(&requests, at: 8_000_000)
        #expect(first == [1])
        #expect(quick == [1, 2])
        #expect(slow == [1, 2, 3, 4, 5])
        #expect(open == [1, 2, 3, 4, 5, 6, 7])
        #expect(requests.requests == before + 7)
    }

    /// Whatever might still come in time is asked for: the round trip is not always as long.
    @Test func theLeastRoundTripDecidesWhatIsTooLate() {
        var requests = started()
        requests.conditions = .init(
            roundTrip: 8_000_000, leastRoundTrip: 2_000_000, jitter: 0, copies: 1)
        requests.received(2, timing: timing, now: 18_500_000)
        let asked = poll(&requests, at: 18_500_000)
        let tooLate = poll(&requests, at: 21_200_000)
        #expect(asked.contains(1))
        #expect(!tooLate.contains(1) && tooLate.contains(4))
    }

    @Test func whatIsTurnedOffForgets() {
        var requests = started()
        requests.received(3, timing: timing, now: 3_000_000)
        requests.isOn = false
        requests.received(6, timing: timing, now: 6_000_000)
        let off = requests.nextDeadline(timing)
        requests.isOn = true
        let asked = poll(&requests, at: 6_000_000)
        #expect(off == nil)
        #expect(asked.isEmpty)
    }

    /// The numbers that the history gives out at `now`.
    private func taken(_ history: inout RetransmissionHistory, at now: Int64) -> [UInt16] {
        var numbers: [UInt16] = []
        while let packet = history.take(now: now) { numbers.append(packet.sequenceNumber) }
        return numbers
    }

    /// A history of packets of 100 bytes, so many ns apart.
    private func history(_ packets: Int, apart: Int64 = 1_000_000) -> RetransmissionHistory {
        var history = RetransmissionHistory(packets: 64, payloadBytes: 100)
        let payload = [UInt8](repeating: 7, count: 100)
        for number in 0..<packets {
            payload.withUnsafeBytes {
                history.keep(
                    Int64(number), timestamp: 9, payload: $0, now: Int64(number) * apart)
            }
        }
        return history
    }

    @Test func whatIsHereIsAnsweredOnceInAWhile() {
        var history = history(100)
        history.request(99, copies: 1, interval: 1_000_000, now: 100_000_000)
        history.request(99, copies: 1, interval: 1_000_000, now: 100_500_000)
        history.request(5, copies: 1, interval: 1_000_000, now: 100_500_000)
        history.request(30_000, copies: 1, interval: 1_000_000, now: 100_500_000)
        let answers = taken(&history, at: 100_500_000)
        history.request(99, copies: 2, interval: 1_000_000, now: 101_500_000)
        let both = taken(&history, at: 102_100_000)
        #expect(answers == [99])
        #expect(both == [99, 99])
    }

    /// Answers take 60 % of the stream's bytes at most, and twice that where copies of them are asked for;
    /// copies that nobody asked for are not counted.
    @Test(arguments: [(1, 55...62), (3, 115...125)])
    func answersAreLimited(copies: Int, expected: ClosedRange<Int>) {
        // 10 000 bytes a second: 60 answers are as many as a second allows.
        var history = history(1_000, apart: 10_000_000)
        for number in UInt16(936)..<1_000 {
            history.request(number, copies: copies, interval: 0, now: 10_000_000_000)
        }
        let answers = taken(&history, at: 20_000_000_000)
        #expect(expected.contains(answers.count))
        for number in Int64(936)..<1_000 { history.scheduleCopy(of: number, due: 0) }
        let unasked = taken(&history, at: 20_000_000_000)
        #expect(unasked.count == 64)
    }

    @Test func plansTravelInAWord() {
        for plan in [
            RepairPlan(), RepairPlan(answers: 3, near: 4, far: 9, isCoarse: true),
            RepairPlan(answers: -1, near: 1_000, far: .max), RepairPlan(parity: 16, data: 32),
        ] {
            #expect(RepairPlan(bits: plan.bits) == plan)
        }
        #expect(RepairPlan(bits: .max).far <= 64)
        let blocks = RepairPlan(.reedSolomon(data: 6, parity: 4), isCoarse: true)
        #expect((blocks.data, blocks.parity, blocks.far) == (6, 4, 0))
    }
}
