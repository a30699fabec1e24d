import DSP
import FileIO
import HostIO
import RealTime
import Synchronization
import Units

/// Reads an input ahead of the cycles that want it, on a thread of ordinary priority; when the
/// cycles have enough, the input waits, and whoever feeds it.
final class ReadAhead: Sendable {
    /// What is read and not played yet.
    let ring: SampleRing
    /// The ring holds all that will come.
    let isAtEnd = Atomic<Bool>(false)
    private let failure = Mutex<FileIOError?>(nil)
    private let isStopping = Atomic<Bool>(false)
    private let input: any SampleInput
    private static let chunkFrames = 1_024

    /// Holds at most about `frames` frames of `input`.
    init(_ input: any SampleInput, frames: Int) {
        self.input = input
        ring = SampleRing(
            channels: input.channels, minimumFrames: max(frames, 4 * Self.chunkFrames), start: 0)
    }

    /// Why the input ended too soon; nil where it did not.
    var error: FileIOError? { failure.withLock { $0 } }

    /// Has `run` return soon.
    func stop() { isStopping.store(true, ordering: .releasing) }

    /// The thread's body.
    func run() {
        let count = Self.chunkFrames * input.channels
        let interleaved = UnsafeMutablePointer<Float>.allocate(capacity: 2 * count)
        interleaved.initialize(repeating: 0, count: 2 * count)
        defer { interleaved.deallocate() }
        let planar = interleaved + count
        var position: Int64 = 0
        do throws(FileIOError) {
            while !isStopping.load(ordering: .acquiring) {
                guard position + Int64(Self.chunkFrames) - ring.wanted <= Int64(ring.capacity)
                else {
                    MonotonicClock.sleep(until: MonotonicClock.now() + Nanoseconds(2_000_000))
                    continue
                }
                guard let frames = try input.read(into: interleaved, frames: Self.chunkFrames)
                else { continue }
                if frames == 0 { break }
                Interleaving.deinterleave(
                    interleaved, channels: input.channels, frames: frames, into: planar,
                    stride: Self.chunkFrames)
                for channel in 0..<input.channels {
                    ring.write(
                        planar + channel * Self.chunkFrames, channel: channel, at: position,
                        frames: frames)
                }
                position += Int64(frames)
                ring.publish(end: position)
            }
        } catch {
            failure.withLock { $0 = error }
        }
        isAtEnd.store(true, ordering: .releasing)
    }
}
