import DSP
import Glibc
package import RealTime

/// Renders frames of a stream's ring at the sink's rate: copies where the rates are equal,
/// interpolates where they differ, and never cuts: where frames are missing, the signal goes on
/// by reflection about its last sample and fades out; what comes back fades in.
package struct PlayoutRenderer: ~Copyable {
    /// Length of a fade, in stream frames: where something is missing, and where the sound only moves, at
    /// leisure.
    private static var shortFade: Int { @_noLocks @_noAllocation get { 128 } }
    private static var longFade: Int { @_noLocks @_noAllocation get { 1_024 } }

    private let channels: Int
    private let isDirect: Bool
    private let resampler: VariableResampler
    private let window: UnsafeMutablePointer<Float>
    private let windowFrames: Int
    private let shortCurve: Fade
    private let longCurve: Fade
    /// The fade under way is a long one; its tail may grow while it sounds.
    private var isLong = false
    private var isInGap = true
    private var hasJumped = false
    /// Where the gap began, where it ended, in positions.
    private var gapStart: Int64 = .min / 2
    private var resumed: Int64 = .min / 2
    /// What is faded out from `gapStart` on: the ring from `tailStart`, reflected at `tailEnd`.
    private var tailStart: Int64 = 0
    private var tailEnd: Int64 = 0
    /// So many frames before `gapStart` sound as before a jump.
    private var held = 0

    /// For `channels` of a stream at `streamRate` Hz into cycles of at most `maximumFrames` at
    /// `outputRate` Hz. Allocates.
    package init(
        channels: Int, streamRate: Int, outputRate: Int, maximumFrames: Int, isDirect: Bool
    ) {
        self.channels = channels
        self.isDirect = isDirect
        resampler = VariableResampler(inputRate: streamRate, outputRate: outputRate)
        let ratio = Double(streamRate) / Double(outputRate)
        windowFrames = Int(Double(maximumFrames) * ratio * 1.05) + 2 * resampler.reach + 16
        window = .allocate(capacity: channels * windowFrames)
        window.initialize(repeating: 0, count: channels * windowFrames)
        shortCurve = Fade(frames: Self.shortFade)
        longCurve = Fade(frames: Self.longFade)
    }

    deinit { window.deallocate() }

    /// Frames before and after a position that rendering it looks at.
    package var reach: Int { @_noLocks @_noAllocation get { isDirect ? 0 : resampler.reach } }

    /// Frames at the beginning of a cycle that the one before has looked at too: fading them would bend
    /// what was rendered of them already.
    private var lead: Int { @_noLocks @_noAllocation get { isDirect ? 0 : 2 &* resampler.reach } }

    /// So many stream frames after a position to which a jump goes, the fade is halfway.
    @_noLocks @_noAllocation
    package func seam(isLong: Bool) -> Int {
        reach &+ (isLong ? Self.longFade : Self.shortFade) / 2
    }

    /// Enough comes after `position`, or will, for a long fade.
    @_noLocks @_noAllocation
    package func hasLongTail(_ ring: borrowing SampleRing, from position: Int64) -> Bool {
        ring.end &- position > Int64(lead &+ Self.longFade)
    }

    private var fadeFrames: Int {
        @_noLocks @_noAllocation get { isLong ? Self.longFade : Self.shortFade }
    }

    @_noLocks @_noAllocation
    private func rise(_ age: Int) -> Float {
        isLong ? longCurve.gain(at: age) : shortCurve.gain(at: age)
    }

    /// A fade is under way at `position`, the beginning of a cycle.
    @_noLocks @_noAllocation
    package func isFading(at position: Int64) -> Bool {
        hasJumped || position &- gapStart < Int64(tailFrames)
    }

    /// Begins in the middle of a sound, which another one's fade brings up.
    @_noLocks @_noAllocation
    package mutating func goOn() {
        isInGap = false
        resumed = .min / 2
        gapStart = .min / 2
    }

    /// So many stream frames after a jump the tail of what was before has faded.
    package var tailFrames: Int {
        @_noLocks @_noAllocation get { fadeFrames &+ lead &+ reach }
    }

    /// Goes on at `new` instead of `old`: what would have come is faded out under the new sound, in a long
    /// fade where that still comes.
    @_noLocks @_noAllocation
    package mutating func jump(
        _ ring: borrowing SampleRing, from old: Int64, to new: Int64, isLong: Bool = false
    ) {
        self.isLong = isLong
        let back = Int64(isDirect ? 0 : resampler.reach &- 1)
        let lead = Int64(lead)
        gapStart = isInGap ? .min / 2 : new &- back &+ lead
        tailStart = old &- back &+ lead
        tailEnd = max(tailStart, ring.end)
        held = Int(lead)
        isInGap = true
        hasJumped = true
    }

    /// Renders `frames` frames from `position` + `fraction` on; returns the frames that were
    /// missing. JACK thread.
    @_noLocks @_noAllocation
    package mutating func render(
        _ ring: borrowing SampleRing, position: Int64, fraction: Double, ratio: Double,
        outputs: UnsafePointer<UnsafeMutablePointer<Float>>, frames: Int
    ) -> Int {
        let first = position &- Int64(isDirect ? 0 : resampler.reach &- 1)
        let span =
            isDirect
            ? frames
            : min(
                windowFrames,
                resampler.inputFrames(fraction: fraction, ratio: ratio, frames: frames))
        let missing = judge(ring, first: first, span: span)
        if isDirect {
            var channel = 0
            while channel < channels {
                fill(ring, channel, first, span, outputs[channel])
                channel &+= 1
            }
        } else {
            var channel = 0
            while channel < channels {
                fill(ring, channel, first, span, window + channel &* windowFrames)
                channel &+= 1
            }
            resampler.process(
                input: window, inputStride: windowFrames, fraction: fraction, ratio: ratio,
                outputs: outputs, channels: channels, frames: frames)
        }
        return missing
    }

    /// Finds where this cycle's gap begins or ends. Returns the frames missing at its end.
    @_noLocks @_noAllocation
    private mutating func judge(_ ring: borrowing SampleRing, first: Int64, span: Int) -> Int {
        let end = ring.end
        if isLong, tailStart < tailEnd { tailEnd = max(tailEnd, end) }
        let available = end &- first
        let isHeld = first >= end &- Int64(ring.capacity)
        if isInGap, isHeld, available >= Int64(span) {
            isInGap = false
            resumed = first &+ Int64(lead)
        } else if !isInGap, !isHeld || available < Int64(span) {
            isInGap = true
            isLong = false
            gapStart = isHeld ? max(end, first) : first
            tailStart = gapStart
            tailEnd = gapStart
            held = 0
        } else if hasJumped {
            // Nothing to play at the new place either: the tail alone.
            resumed = .max / 2
        }
        hasJumped = false
        guard isInGap else { return 0 }
        return span &- Int(max(0, min(available, Int64(span))))
    }

    /// Puts `span` frames from `first` on into `target`, gaps bridged.
    @_noLocks @_noAllocation
    private func fill(
        _ ring: borrowing SampleRing, _ channel: Int, _ first: Int64, _ span: Int,
        _ target: UnsafeMutablePointer<Float>
    ) {
        if !isInGap {
            ring.read(into: target, channel: channel, at: first, frames: span)
            fadeIn(target, first, span)
            addTail(ring, channel, first, span, target)
            return
        }
        let real = Int(max(0, min(tailEnd == tailStart ? gapStart &- first : 0, Int64(span))))
        if real > 0 { ring.read(into: target, channel: channel, at: first, frames: real) }
        fadeIn(target, first, real)
        var frame = real
        while frame < span {
            target[frame] = 0
            frame &+= 1
        }
        addTail(ring, channel, first, span, target)
    }

    @_noLocks @_noAllocation
    private func fadeIn(_ target: UnsafeMutablePointer<Float>, _ first: Int64, _ span: Int) {
        guard first &- resumed < Int64(fadeFrames) else { return }
        // In 64 bits it may lie far ahead, where nothing was found to play.
        let silent = Int(max(0, min(resumed &- first, Int64(span))))
        var frame = 0
        while frame < silent {
            target[frame] = 0
            frame &+= 1
        }
        var age = Int(first &+ Int64(frame) &- resumed)
        while frame < span, age < fadeFrames {
            target[frame] *= rise(age)
            frame &+= 1
            age &+= 1
        }
    }

    /// Adds what came before the gap, continued and fading out over `fadeFrames`.
    @_noLocks @_noAllocation
    private func addTail(
        _ ring: borrowing SampleRing, _ channel: Int, _ first: Int64, _ span: Int,
        _ target: UnsafeMutablePointer<Float>
    ) {
        let start = gapStart &- first
        guard start < Int64(span), start > -Int64(fadeFrames) else { return }
        let pivot = ring.sample(channel: channel, at: tailEnd &- 1)
        let bound = max(2 * pivot.magnitude, 1)
        var age = Int(max(-Int64(held), -start))
        while age < fadeFrames {
            let frame = Int(start) &+ age
            guard frame < span else { return }
            let place = tailStart &+ Int64(age)
            var sample: Float
            if place < tailEnd {
                sample = ring.sample(channel: channel, at: place)
            } else {
                let mirrored = ring.sample(channel: channel, at: 2 &* (tailEnd &- 1) &- place)
                sample = min(max(2 * pivot - mirrored, -bound), bound)
            }
            target[frame] += age < 0 ? sample : sample * (1 - rise(age))
            age &+= 1
        }
    }
}
