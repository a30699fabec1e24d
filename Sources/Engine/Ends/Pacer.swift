import CLinux
import HostIO
import Synchronization
import Units

/// Cycles at a fixed pace by the machine's clock, for sources and sinks that have none: what a JACK
/// server is to its clients.
final class Pacer: Sendable {
    /// 5 ms each.
    static let cyclesPerSecond = 200

    /// Frames of a cycle at `rate`.
    static func periodFrames(at rate: SampleRate) -> Int {
        max(1, rate.hertz / cyclesPerSecond)
    }

    /// One cycle, as a JACK client is told of one.
    struct Cycle {
        /// Frames since the first cycle, those of skipped cycles counted in.
        var counter: UInt32
        /// When its first frame is at the port, ns.
        var stamp: Int64
    }

    /// Cycles were skipped because the process stood still.
    let skips = Atomic<Int>(0)
    private let rate: SampleRate
    private let frames: Int64
    private let body: @Sendable (Cycle) -> Void
    private let isStopping = Atomic<Bool>(false)

    /// Calls `body` on the thread that runs `run`.
    init(rate: SampleRate, body: @escaping @Sendable (Cycle) -> Void) {
        self.rate = rate
        self.body = body
        frames = Int64(Self.periodFrames(at: rate))
    }

    /// Has `run` return within a cycle.
    func stop() { isStopping.store(true, ordering: .releasing) }

    /// The thread's body. A thread that comes late makes up for it, unless it comes half a second
    /// late: then the time between is skipped, as a sound card would.
    func run() {
        let start = jn_now_ns()
        var position: Int64 = 0
        while !isStopping.load(ordering: .acquiring) {
            var stamp = start + rate.duration(ofFrames: position).count
            jn_sleep_until_ns(stamp)
            let lateness = jn_now_ns() - stamp
            if lateness > 500_000_000 {
                let missed =
                    lateness / 1_000_000_000 * Int64(rate.hertz)
                    + lateness % 1_000_000_000 * Int64(rate.hertz) / 1_000_000_000
                position += missed / frames * frames
                stamp = start + rate.duration(ofFrames: position).count
                skips.add(1, ordering: .relaxed)
            }
            body(Cycle(counter: UInt32(truncatingIfNeeded: position), stamp: stamp))
            position += frames
        }
    }
}
