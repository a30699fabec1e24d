import DSP
import FileIO
import HostIO
import RealTime
import Synchronization
import Units

/// Keeps a `BackupMixer` in sound, on a thread of its own of ordinary priority.
final class BackupReader: Sendable {
    private let path: String
    private let rate: SampleRate
    private let mixer: Lent<BackupMixer>
    private let isStopping = Atomic<Bool>(false)
    private let failure = Mutex<FileIOError?>(nil)

    /// `mixer` must outlive `run`.
    init(path: String, rate: SampleRate, mixer: Lent<BackupMixer>) {
        self.path = path
        self.rate = rate
        self.mixer = mixer
    }

    /// Why there is no sound; nil where there is.
    var error: FileIOError? { failure.withLock(\.self) }

    /// Has `run` return soon.
    func stop() { isStopping.store(true, ordering: .releasing) }

    /// The thread's body.
    func run() {
        while !isStopping.load(ordering: .acquiring) {
            do throws(FileIOError) {
                try play()
            } catch {
                failure.withLock { $0 = error }
                pause(1_000)
            }
        }
    }

    private func pause(_ milliseconds: Int64) {
        MonotonicClock.sleep(
            until: MonotonicClock.now() + Nanoseconds(milliseconds * 1_000_000))
    }

    private var phase: Int { mixer.pointer.pointee.phase.load(ordering: .acquiring) }

    /// From the file's beginning, until it has been heard and rests.
    private func play() throws(FileIOError) {
        let mixer = mixer.pointer
        if phase == BackupMixer.Phase.resting {
            // Nobody else has the ring: what is left in it is not wanted.
            let end = mixer.pointee.ring.end
            mixer.pointee.ring.release(before: end)
            mixer.pointee.start.store(end, ordering: .relaxed)
        }
        var loop = try FileLoop(path: path, rate: rate)
        guard loop.channels == mixer.pointee.ring.channels else {
            throw .notSound(path: path, cause: "it has changed its channels")
        }
        let frames = FileLoop.blockFrames
        let block = UnsafeMutablePointer<Float>.allocate(capacity: loop.channels * frames)
        block.initialize(repeating: 0, count: loop.channels * frames)
        defer { block.deallocate() }
        let lines = (0..<loop.channels).map { block + $0 * frames }
        var hasSounded = false
        while !isStopping.load(ordering: .acquiring) {
            let phase = phase
            if phase == BackupMixer.Phase.resting, hasSounded { return }
            hasSounded = hasSounded || phase >= BackupMixer.Phase.playing
            let end = mixer.pointee.ring.end
            let room = Int64(mixer.pointee.ring.capacity) - (end - mixer.pointee.ring.wanted)
            guard room >= Int64(frames) else {
                if phase == BackupMixer.Phase.resting {
                    failure.withLock { $0 = nil }
                    mixer.pointee.phase.store(BackupMixer.Phase.ready, ordering: .releasing)
                }
                pause(5)
                continue
            }
            try lines.withUnsafeBufferPointer { (pointers) throws(FileIOError) in
                guard let base = pointers.baseAddress else { return }
                try loop.read(into: base)
            }
            for channel in 0..<loop.channels {
                mixer.pointee.ring.write(lines[channel], channel: channel, at: end, frames: frames)
            }
            mixer.pointee.ring.publish(end: end + Int64(frames))
        }
    }
}
