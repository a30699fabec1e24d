import DSP

/// Our resampler. It reads the signal where it lies; the peers get theirs interleaved, as they want
/// it, so that neither's time has the caller's copying in it.
package final class Ours: Contestant {
    private let resampler: VariableResampler
    /// Planar.
    private let signal: [Float]
    private let frames: Int
    private let channels: Int
    /// Largest block, output frames.
    private let limit = 256
    private let output: UnsafeMutablePointer<Float>
    private let outputs: UnsafeMutablePointer<UnsafeMutablePointer<Float>>
    /// Of the next frame, in the signal.
    private var whole: Int
    private var fraction = 0.0
    package private(set) var taken = 0

    package init(_ signal: [Float], from inputRate: Int, to outputRate: Int, channels: Int) {
        resampler = VariableResampler(inputRate: inputRate, outputRate: outputRate)
        self.signal = (0..<channels).flatMap { _ in signal }
        frames = signal.count
        self.channels = channels
        output = .allocate(capacity: channels * limit)
        output.initialize(repeating: 0, count: channels * limit)
        outputs = .allocate(capacity: channels)
        for channel in 0..<channels { (outputs + channel).initialize(to: output + channel * limit) }
        whole = resampler.reach - 1
    }

    deinit {
        output.deallocate()
        outputs.deallocate()
    }

    package func render(_ block: inout [Float], ratio: Double) {
        let frames = block.count
        precondition(frames <= limit)
        let span = resampler.inputFrames(fraction: fraction, ratio: ratio, frames: frames)
        if whole + 1 + span - resampler.reach > self.frames { whole = resampler.reach - 1 }
        let first = whole + 1 - resampler.reach
        signal.withUnsafeBufferPointer { signal in
            resampler.process(
                input: signal.baseAddress! + first, inputStride: self.frames, fraction: fraction,
                ratio: ratio, outputs: outputs, channels: channels, frames: frames)
        }
        taken = first + span
        fraction += Double(frames) * ratio
        whole += Int(fraction)
        fraction -= fraction.rounded(.down)
        block.withUnsafeMutableBufferPointer {
            $0.baseAddress!.update(from: output, count: frames)
        }
    }
}
