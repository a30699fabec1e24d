import DSP
import RealTime

/// A feed's way from the stream before it: both are rendered while one fades into the other. JACK thread;
/// `init` and `deinit` run elsewhere.
struct Takeover: ~Copyable {
    /// 20 ms: of two codings of the same sound, nothing is heard of it.
    private static let fadeSeconds = 0.020
    /// What came before this much of the stream is not believed: a codec has no past at its beginning
    /// (80 ms for Opus, RFC 7845 §4.6).
    static var preroll: Double { @_noLocks @_noAllocation get { 0.080 } }

    /// The feed that is taken over from; nil where there is none, or none any more.
    private(set) var predecessor: UnsafeMutablePointer<PlayoutFeed>?
    private(set) var hasBegun = false
    private let fade: Fade
    private let channels: Int
    private let samples: UnsafeMutablePointer<Float>
    /// Where the new stream is rendered meanwhile.
    let outputs: UnsafeMutablePointer<UnsafeMutablePointer<Float>>
    private var faded = 0

    init(
        from predecessor: UnsafeMutablePointer<PlayoutFeed>?, channels: Int, outputRate: Int,
        maximumFrames: Int
    ) {
        self.predecessor = predecessor
        self.channels = channels
        fade = Fade(frames: max(1, Int(Double(outputRate) * Self.fadeSeconds)))
        let frames = predecessor == nil ? 1 : maximumFrames
        samples = .allocate(capacity: channels * frames)
        samples.initialize(repeating: 0, count: channels * frames)
        outputs = .allocate(capacity: channels)
        for channel in 0..<channels {
            (outputs + channel).initialize(to: samples + channel * frames)
        }
    }

    deinit {
        samples.deallocate()
        outputs.deallocate()
    }

    @_noLocks @_noAllocation
    mutating func begin() { hasBegun = true }

    /// Fades from what `old` holds to what was rendered into `outputs`, in `old`. True where that was the
    /// last of it.
    @_noLocks @_noAllocation
    mutating func mix(
        into old: UnsafePointer<UnsafeMutablePointer<Float>>, frames: Int
    ) -> Bool {
        var channel = 0
        while channel < channels {
            fade.crossfade(
                from: old[channel], to: outputs[channel], into: old[channel], count: frames,
                from: faded)
            channel &+= 1
        }
        faded &+= frames
        guard faded >= fade.frames else { return false }
        predecessor = nil
        return true
    }
}
