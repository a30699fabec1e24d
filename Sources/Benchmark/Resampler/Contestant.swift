/// A resampler in a race: renders one signal, in blocks, the same on every channel.
package protocol Contestant: AnyObject {
    /// Frames of the signal that it has been given, and may have looked at.
    var taken: Int { get }

    /// Renders the next block, `output.count` frames at `ratio` input frames per output frame;
    /// `output` becomes its first channel.
    func render(_ output: inout [Float], ratio: Double)
}

extension Contestant {
    /// A block for each of `ratios`, one after another.
    package func render(blocks ratios: [Double], frames: Int) -> [Float] {
        var block = [Float](repeating: 0, count: frames)
        var result: [Float] = []
        for ratio in ratios {
            render(&block, ratio: ratio)
            result += block
        }
        return result
    }
}
