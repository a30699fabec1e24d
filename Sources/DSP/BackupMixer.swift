import Glibc
package import RealTime
package import Synchronization

/// Puts a sound of its own in the place of a receiver's, and that one back into its place: with a crossfade of equal
/// power, which two sounds that have nothing in common want. What it is to play comes by a ring, at the sink's rate.
///
/// On the heap, reached by a pointer: the thread that fills the ring, the one that plays it and the owner's hand it on to
/// each other by `phase`.
package struct BackupMixer: ~Copyable, @unchecked Sendable {
    /// Who has it, in the order of its life; after the last comes the first.
    package enum Phase {
        /// The filling thread's: the ring is to be filled from the sound's beginning, at `start`.
        package static var resting: Int { @_noLocks @_noAllocation get { 0 } }
        /// The owner's: there is enough in the ring.
        package static var ready: Int { @_noLocks @_noAllocation get { 1 } }
        /// The playing thread's: it is to sound, until the owner says that it is to leave.
        package static var playing: Int { @_noLocks @_noAllocation get { 2 } }
        package static var leaving: Int { @_noLocks @_noAllocation get { 3 } }
    }

    package let ring: SampleRing
    package let phase = Atomic<Int>(Phase.resting)
    /// Where in the ring the sound begins.
    package let start = Atomic<Int64>(0)
    /// Frames that were not in the ring in time.
    package let missedFrames = Counter()
    /// The rising quarter of a sine, from 0 to 1 in `fadeFrames` steps.
    private let gains: UnsafeMutablePointer<Float>
    private let fadeFrames: Int
    private let line: UnsafeMutablePointer<Float>
    private let maximumFrames: Int
    // The playing thread's.
    private var place = 0
    private var position: Int64 = 0
    private var isSounding = false

    /// For cycles of at most `maximumFrames`. Allocates; not for a real-time thread.
    package init(channels: Int, ringFrames: Int, fadeFrames: Int, maximumFrames: Int) {
        precondition(fadeFrames > 0)
        ring = SampleRing(channels: channels, minimumFrames: ringFrames, start: 0)
        self.fadeFrames = fadeFrames
        self.maximumFrames = maximumFrames
        gains = .allocate(capacity: fadeFrames + 1)
        for step in 0...fadeFrames {
            let phase = Double(step) / Double(fadeFrames)
            (gains + step).initialize(to: Float(sin(.pi / 2 * phase)))
        }
        line = .allocate(capacity: maximumFrames)
        line.initialize(repeating: 0, count: maximumFrames)
    }

    deinit {
        gains.deallocate()
        line.deallocate()
    }

    /// How many of a sink's channels it fills: one of a mono sound is spread over all.
    @_noLocks @_noAllocation
    package borrowing func width(of channels: Int) -> Int {
        ring.channels == 1 ? channels : ring.channels
    }

    /// Whether it sounds in this cycle. The playing thread, before `process`.
    @_noLocks @_noAllocation
    package mutating func begin() -> Bool {
        let phase = phase.load(ordering: .acquiring)
        guard phase == Phase.playing || phase == Phase.leaving else { return false }
        if !isSounding {
            isSounding = true
            place = 0
            position = start.load(ordering: .relaxed)
        }
        return true
    }

    /// Fades `frames` of `channels` from what they are to the sound, or back. The playing thread.
    @_noLocks @_noAllocation
    package mutating func process(
        _ outputs: UnsafePointer<UnsafeMutablePointer<Float>>, channels: Int, frames: Int
    ) {
        let rises = phase.load(ordering: .relaxed) == Phase.playing
        let frames = min(frames, maximumFrames)
        let available = max(0, min(frames, Int(clamping: ring.end &- position)))
        if available < frames { missedFrames.add(frames &- available) }
        var channel = 0
        while channel < channels {
            read(ring.channels == 1 ? 0 : channel, available, frames)
            mix(into: outputs[channel], frames, rises)
            channel &+= 1
        }
        position &+= Int64(available)
        ring.release(before: position)
        place = rises ? min(fadeFrames, place &+ frames) : max(0, place &- frames)
        guard !rises, place == 0 else { return }
        // The owner may have thought better of it meanwhile.
        isSounding = !phase.compareExchange(
            expected: Phase.leaving, desired: Phase.resting, ordering: .acquiringAndReleasing
        ).exchanged
    }

    @_noLocks @_noAllocation
    private func read(_ channel: Int, _ available: Int, _ frames: Int) {
        var frame = 0
        if channel < ring.channels {
            ring.read(into: line, channel: channel, at: position, frames: available)
            frame = available
        }
        while frame < frames {
            line[frame] = 0
            frame &+= 1
        }
    }

    @_noLocks @_noAllocation
    private func mix(into samples: UnsafeMutablePointer<Float>, _ frames: Int, _ rises: Bool) {
        var frame = 0
        while frame < frames {
            let step =
                rises ? min(fadeFrames, place &+ frame) : max(0, place &- frame)
            samples[frame] = samples[frame] * gains[fadeFrames &- step] + line[frame] * gains[step]
            frame &+= 1
        }
    }
}
