import DSP
import FileIO
import HostIO
import RealTime
import Synchronization
import Units

/// Writes what cycles leave in a ring, on a thread of ordinary priority, so that a disk or a
/// reader that pauses does not hold them up.
final class WriteBehind: Sendable {
    let ring: SampleRing
    private let failure = Mutex<FileIOError?>(nil)
    private let isStopping = Atomic<Bool>(false)
    private let output: any SampleOutput
    private static let chunkFrames = 1_024
    /// How long a reader that has stopped reading is waited for at the end.
    private static let patience = Nanoseconds(1_000_000_000)

    /// Holds at least `frames` frames for `output`.
    init(_ output: any SampleOutput, frames: Int) {
        self.output = output
        ring = SampleRing(channels: output.channels, minimumFrames: frames, start: 0)
    }

    /// Why nothing is written any more; nil where all is well.
    var error: FileIOError? { failure.withLock { $0 } }

    /// Has `run` return once everything is written.
    func stop() { isStopping.store(true, ordering: .releasing) }

    /// The thread's body.
    func run() {
        let count = Self.chunkFrames * output.channels
        let planar = UnsafeMutablePointer<Float>.allocate(capacity: 2 * count)
        planar.initialize(repeating: 0, count: 2 * count)
        defer { planar.deallocate() }
        do throws(FileIOError) {
            var deadline: Nanoseconds?
            while true {
                let isLast = isStopping.load(ordering: .acquiring)
                let written = try drain(planar, planar + count)
                guard isLast else {
                    if written == 0 {
                        MonotonicClock.sleep(until: MonotonicClock.now() + Nanoseconds(2_000_000))
                    }
                    continue
                }
                let now = MonotonicClock.now()
                deadline = written > 0 ? nil : deadline ?? now + Self.patience
                if ring.wanted == ring.end || deadline.map({ now >= $0 }) == true { break }
            }
            try output.finish()
        } catch {
            failure.withLock { $0 = error }
        }
    }

    /// Writes a chunk; returns its frames.
    private func drain(
        _ planar: UnsafeMutablePointer<Float>, _ interleaved: UnsafeMutablePointer<Float>
    ) throws(FileIOError) -> Int {
        let position = ring.wanted
        let frames = Int(min(ring.end - position, Int64(Self.chunkFrames)))
        guard frames > 0 else { return 0 }
        for channel in 0..<output.channels {
            ring.read(
                into: planar + channel * Self.chunkFrames, channel: channel, at: position,
                frames: frames)
        }
        Interleaving.interleave(
            planar, stride: Self.chunkFrames, channels: output.channels, frames: frames,
            into: interleaved)
        let written = try output.write(interleaved, frames: frames)
        ring.release(before: position + Int64(written))
        return written
    }
}
