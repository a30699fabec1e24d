package import Synchronization

/// Planar float samples between one writing and one reading thread, addressed by absolute position.
///
/// Positions are free-running 64-bit frame counters, so "how late" is a subtraction and a skip is a
/// jump. The ring holds the last `capacity` frames before `end`; it is sized at init and never
/// allocates, locks or blocks afterwards. It is shared by pointer: `SampleRing.make` … `destroy`.
package struct SampleRing: ~Copyable {
    /// Channels, each with its own line of `capacity` frames.
    package let channels: Int
    /// Frames held, a power of two.
    package let capacity: Int
    @usableFromInline let storage: UnsafeMutablePointer<Float>
    @usableFromInline let endPosition: Atomic<Int64>
    @usableFromInline let readPosition: Atomic<Int64>

    /// A ring of at least `minimumFrames` frames, all zero, whose end is `start`.
    package init(channels: Int, minimumFrames: Int, start: Int64) {
        precondition(channels > 0 && minimumFrames > 0)
        var capacity = 64
        while capacity < minimumFrames { capacity *= 2 }
        self.channels = channels
        self.capacity = capacity
        storage = .allocate(capacity: channels * capacity)
        storage.initialize(repeating: 0, count: channels * capacity)
        endPosition = Atomic(start)
        readPosition = Atomic(start)
    }

    deinit { storage.deallocate() }

    /// One past the newest frame that may be read. Any thread.
    @inlinable
    package var end: Int64 {
        @_noLocks @_noAllocation get { endPosition.load(ordering: .acquiring) }
    }

    /// Makes all frames before `position` readable. Writer's thread.
    @_noLocks @_noAllocation @inlinable
    package func publish(end position: Int64) { endPosition.store(position, ordering: .releasing) }

    /// The oldest frame that the reader still wants. Any thread.
    @inlinable
    package var wanted: Int64 {
        @_noLocks @_noAllocation get { readPosition.load(ordering: .acquiring) }
    }

    /// Tells the writer that frames before `position` are no longer wanted. Reader's thread.
    @_noLocks @_noAllocation @inlinable
    package func release(before position: Int64) {
        readPosition.store(position, ordering: .releasing)
    }

    /// Copies `frames` (≤ capacity) samples of one channel to `position`. Writer's thread.
    @_noLocks @_noAllocation @inlinable
    package func write(
        _ source: UnsafePointer<Float>, channel: Int, at position: Int64, frames: Int
    ) {
        let line = storage + channel &* capacity
        let offset = Int(truncatingIfNeeded: position) & (capacity &- 1)
        let first = min(frames, capacity &- offset)
        copySamples(source, to: line + offset, count: first)
        if first < frames { copySamples(source + first, to: line, count: frames &- first) }
    }

    /// Writes `frames` (≤ capacity) zeros at `position` of one channel. Writer's thread.
    @_noLocks @_noAllocation @inlinable
    package func clear(channel: Int, at position: Int64, frames: Int) {
        let line = storage + channel &* capacity
        let offset = Int(truncatingIfNeeded: position)
        var index = 0
        while index < frames {
            line[(offset &+ index) & (capacity &- 1)] = 0
            index &+= 1
        }
    }

    /// One sample. Reader's thread.
    @_noLocks @_noAllocation @inlinable
    package func sample(channel: Int, at position: Int64) -> Float {
        storage[channel &* capacity &+ (Int(truncatingIfNeeded: position) & (capacity &- 1))]
    }

    /// Copies `frames` (≤ capacity) samples of one channel from `position`. Reader's thread, or the
    /// writer's own for what it wrote.
    @_noLocks @_noAllocation @inlinable
    package func read(
        into target: UnsafeMutablePointer<Float>, channel: Int, at position: Int64, frames: Int
    ) {
        let line = storage + channel &* capacity
        let offset = Int(truncatingIfNeeded: position) & (capacity &- 1)
        let first = min(frames, capacity &- offset)
        copySamples(line + offset, to: target, count: first)
        if first < frames { copySamples(line, to: target + first, count: frames &- first) }
    }
}

/// `count` samples from one place to another that does not overlap it. A plain loop, because the
/// standard library's copies are not provably free of reference counting; it compiles to memmove.
@_noLocks @_noAllocation @inlinable
package func copySamples(
    _ source: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>, count: Int
) {
    var index = 0
    while index < count {
        target[index] = source[index]
        index &+= 1
    }
}

// One writing and one reading thread, as documented; the atomics order their accesses.
extension SampleRing: @unchecked Sendable {}
