import DSP

/// Our resampler, used as the receiver uses it: the frames of a block are copied out of the signal
/// into a window, then rendered.
final class Ours: Contestant {
    private let resampler: VariableResampler
    private let signal: [Float]
    private let channels: Int
    /// Largest block, output frames.
    private let limit = 256
    private let windowFrames: Int
    private let window: UnsafeMutablePointer<Float>
    private let output: UnsafeMutablePointer<Float>
    private let outputs: UnsafeMutablePointer<UnsafeMutablePointer<Float>>
    /// Of the next frame, in the signal.
    private var whole: Int
    private var fraction = 0.0
    private(set) var taken = 0

    init(_ signal: [Float], from inputRate: Int, to outputRate: Int, channels: Int) {
        resampler = VariableResampler(inputRate: inputRate, outputRate: outputRate)
        self.signal = signal
        self.channels = channels
        let ratio = Double(inputRate) / Double(outputRate)
        windowFrames = Int(Double(limit) * ratio * 1.01) + 2 * resampler.reach + 2
        window = .allocate(capacity: channels * windowFrames)
        window.initialize(repeating: 0, count: channels * windowFrames)
        output = .allocate(capacity: channels * limit)
        output.initialize(repeating: 0, count: channels * limit)
        outputs = .allocate(capacity: channels)
        for channel in 0..<channels { (outputs + channel).initialize(to: output + channel * limit) }
        whole = resampler.reach - 1
    }

    deinit {
        window.deallocate()
        output.deallocate()
        outputs.deallocate()
    }

    func render(_ block: inout [Float], ratio: Double) {
        let frames = block.count
        precondition(frames <= limit)
        let span = resampler.inputFrames(fraction: fraction, ratio: ratio, frames: frames)
        if whole + 1 + span - resampler.reach > signal.count { whole = resampler.reach - 1 }
        let first = whole + 1 - resampler.reach
        signal.withUnsafeBufferPointer { signal in
            for channel in 0..<channels {
                (window + channel * windowFrames).update(
                    from: signal.baseAddress! + first, count: span)
            }
        }
        resampler.process(
            input: window, inputStride: windowFrames, fraction: fraction, ratio: ratio,
            outputs: outputs, channels: channels, frames: frames)
        taken = first + span
        fraction += Double(frames) * ratio
        whole += Int(fraction)
        fraction -= fraction.rounded(.down)
        block.withUnsafeMutableBufferPointer {
            $0.baseAddress!.update(from: output, count: frames)
        }
    }
}
