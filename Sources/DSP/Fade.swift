import Glibc

/// Raised-cosine fades: the slope is 0 at both ends, so that neither clicks.
///
/// A fade may span several blocks: `offset` is how many of its frames lie before the block's
/// first one (0 at the start, never negative). Past its end a fade-in leaves the samples alone
/// and a fade-out writes silence. Any thread; a `Fade` does not change once it is made.
package struct Fade: ~Copyable, @unchecked Sendable {
    /// The length of the fade in frames, at least 1.
    package let frames: Int

    /// The rising half of the curve. The falling half is 1 minus it, so that a crossfade between
    /// two equal signals, which is what a resync is, keeps their level.
    private let gains: UnsafeMutablePointer<Float>

    /// Allocates the table; not for a real-time thread. 64 … 256 frames suit audio at 48 kHz.
    package init(frames: Int) {
        precondition(frames > 0)
        self.frames = frames
        gains = .allocate(capacity: frames)
        for frame in 0..<frames {
            let phase = (Double(frame) + 0.5) / Double(frames)
            (gains + frame).initialize(to: Float(0.5 - 0.5 * cos(.pi * phase)))
        }
    }

    deinit { gains.deallocate() }

    /// The rising curve at frame `index`, 0 ..< `frames`.
    @_noLocks @_noAllocation
    package borrowing func gain(at index: Int) -> Float { gains[index] }

    /// Raises `count` samples from silence, in place.
    @_noLocks @_noAllocation
    package borrowing func fadeIn(
        _ samples: UnsafeMutablePointer<Float>, count: Int, from offset: Int
    ) {
        for index in 0..<framesLeft(count, offset) { samples[index] *= gains[offset &+ index] }
    }

    /// Lowers `count` samples to silence, in place.
    @_noLocks @_noAllocation
    package borrowing func fadeOut(
        _ samples: UnsafeMutablePointer<Float>, count: Int, from offset: Int
    ) {
        let fading = framesLeft(count, offset)
        for index in 0..<fading { samples[index] *= 1 - gains[offset &+ index] }
        for index in fading..<max(count, fading) { samples[index] = 0 }
    }

    /// Goes from `old` to `new` over `count` samples; `result` may be either of the two.
    @_noLocks @_noAllocation
    package borrowing func crossfade(
        from old: UnsafePointer<Float>, to new: UnsafePointer<Float>,
        into result: UnsafeMutablePointer<Float>, count: Int, from offset: Int
    ) {
        let fading = framesLeft(count, offset)
        for index in 0..<fading {
            result[index] = old[index] + (new[index] - old[index]) * gains[offset &+ index]
        }
        for index in fading..<max(count, fading) { result[index] = new[index] }
    }

    /// How many of `count` samples still belong to the fade.
    @_noLocks @_noAllocation
    private borrowing func framesLeft(_ count: Int, _ offset: Int) -> Int {
        max(0, min(count, frames &- offset))
    }
}
