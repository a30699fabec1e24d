// The wait-free values between the JACK thread and the others.
import Synchronization
import Testing

@testable import RealTime

@Suite struct RealTimeTests {
    @Test func ringKeepsSamplesAcrossItsEdge() {
        let ring = SampleRing(channels: 2, minimumFrames: 64, start: 1_000)
        #expect(ring.capacity == 64)
        let source = (0..<40).map(Float.init)
        for start: Int64 in [1_000, 1_040, 1_080] {
            ring.write(source, channel: 1, at: start, frames: 40)
            ring.publish(end: start + 40)
            var target = [Float](repeating: -1, count: 40)
            ring.read(into: &target, channel: 1, at: start, frames: 40)
            #expect(target == source)
        }
        #expect(ring.end == 1_120)
        var other = [Float](repeating: -1, count: 40)
        ring.read(into: &other, channel: 0, at: 1_080, frames: 40)
        #expect(other.allSatisfy { $0 == 0 })
    }

    @Test func queueRefusesWhenFullAndKeepsOrder() {
        let queue = WordQueue(capacity: 4)
        let taken = (1...5).map { queue.push(Words($0)) }
        #expect(taken == [true, true, true, true, false])
        let first = queue.pop()
        #expect(first == Words(1))
        let again = queue.push(Words(6))
        #expect(again)
        let rest = (0..<5).map { _ in queue.pop() }
        #expect(rest == [Words(2), Words(3), Words(4), Words(6), nil])
    }

    final class Shared: Sendable {
        let lock = SeqLock(Words())
        let done = Atomic<Bool>(false)
    }

    @Test func seqLockNeverShowsHalfAValue() async {
        let shared = Shared()
        async let torn = Task.detached {
            var bad = 0
            var seen = 0
            while !shared.done.load(ordering: .relaxed) || seen == 0 {
                guard let value = shared.lock.load() else { continue }
                seen += 1
                if value.b != value.a &* 3 || value.f != ~value.a, value != Words() { bad += 1 }
            }
            return bad
        }.value
        for n: UInt64 in 1...300_000 {
            shared.lock.store(Words(n, n &* 3, 0, 0, 0, ~n))
        }
        shared.done.store(true, ordering: .relaxed)
        #expect(await torn == 0)
    }
}
