import DSP
import FileIO
import Units

/// The sound of a file, from its beginning and again and again, at the rate that is wanted. One thread of ordinary
/// priority; blocks as the disk does.
struct FileLoop: ~Copyable {
    /// Frames that `read` makes at a time.
    static let blockFrames = 512
    private static let chunkFrames = 2_048

    let channels: Int
    private let path: String
    private let rate: SampleRate
    private var input: SoundFileInput
    private let resampler: VariableResampler
    /// The file has the rate that is wanted.
    private let isDirect: Bool
    private let ratio: Double
    private let interleaved: UnsafeMutablePointer<Float>
    /// What was read and may still be wanted, a line for each channel.
    private let lines: UnsafeMutablePointer<Float>
    private let stride: Int
    private var held = 0
    /// Of the next frame, in frames of the file from the lines' beginning.
    private var place: Double
    private let reach: Int

    init(path: String, rate: SampleRate) throws(FileIOError) {
        self.path = path
        self.rate = rate
        input = try Self.open(path)
        channels = input.channels
        ratio = Double(input.sampleRate.hertz) / Double(rate.hertz)
        isDirect = input.sampleRate == rate
        resampler = VariableResampler(inputRate: input.sampleRate.hertz, outputRate: rate.hertz)
        reach = resampler.reach
        stride = Int(Double(Self.blockFrames) * ratio) + 2 * reach + 2 * Self.chunkFrames
        interleaved = .allocate(capacity: Self.chunkFrames * channels)
        interleaved.initialize(repeating: 0, count: Self.chunkFrames * channels)
        lines = .allocate(capacity: stride * channels)
        lines.initialize(repeating: 0, count: stride * channels)
        // Silence lies before the first frame.
        held = reach - 1
        place = Double(reach - 1)
    }

    deinit {
        interleaved.deallocate()
        lines.deallocate()
    }

    /// Opens it; one that holds nothing is no sound.
    static func open(_ path: String) throws(FileIOError) -> SoundFileInput {
        let input = try SoundFileInput(path: path)
        guard input.frames > 0 else { throw .notSound(path: path, cause: "it holds no frames") }
        return input
    }

    /// Makes the next `blockFrames` frames, a buffer for each channel.
    mutating func read(
        into outputs: UnsafePointer<UnsafeMutablePointer<Float>>
    ) throws(FileIOError) {
        let whole = Int(place)
        let first = whole - (reach - 1)
        let span = Int(Double(Self.blockFrames) * ratio) + 2 * reach + 1
        while held < first + span { try fill() }
        if isDirect {
            for channel in 0..<channels {
                outputs[channel].update(
                    from: lines + channel * stride + whole, count: Self.blockFrames)
            }
        } else {
            resampler.process(
                input: lines + first, inputStride: stride, fraction: place - Double(whole),
                ratio: ratio, outputs: outputs, channels: channels, frames: Self.blockFrames)
        }
        place += Double(Self.blockFrames) * ratio
        drop(Int(place) - (reach - 1))
    }

    private mutating func fill() throws(FileIOError) {
        var hasBegunAnew = false
        while true {
            let count = try input.read(into: interleaved, frames: Self.chunkFrames) ?? 0
            if count > 0 {
                Interleaving.deinterleave(
                    interleaved, channels: channels, frames: count, into: lines + held,
                    stride: stride)
                held += count
                return
            }
            let next = try Self.open(path)
            guard !hasBegunAnew, next.channels == channels, next.sampleRate == input.sampleRate
            else { throw .notSound(path: path, cause: "it has changed") }
            input = next
            hasBegunAnew = true
        }
    }

    /// Forgets the first `count` frames.
    private mutating func drop(_ count: Int) {
        for channel in 0..<channels {
            let line = lines + channel * stride
            line.update(from: line + count, count: held - count)
        }
        held -= count
        place -= Double(count)
    }
}
