/// A resampler in a race: renders one signal, in blocks, the same on every channel.
protocol Contestant: AnyObject {
    /// Frames of the signal that it has been given, and may have looked at.
    var taken: Int { get }

    /// Renders the next block, `output.count` frames at `ratio` input frames per output frame;
    /// `output` becomes its first channel.
    func render(_ output: inout [Float], ratio: Double)
}

extension Contestant {
    /// A block for each of `ratios`, one after another.
    func render(blocks ratios: [Double], frames: Int) -> [Float] {
        var block = [Float](repeating: 0, count: frames)
        var result: [Float] = []
        for ratio in ratios {
            render(&block, ratio: ratio)
            result += block
        }
        return result
    }
}

/// Who takes part, in the order of the table's columns.
enum Entry: CaseIterable {
    case jacknet
    case zita
    case samplerate

    var name: String {
        switch self {
        case .jacknet: "jacknet"
        case .zita: "zita"
        case .samplerate: "samplerate"
        }
    }

    /// Resamples `signal` on `channels` channels between two rates, Hz, beginning anew where it
    /// ends. `grain` is how many frames at a time a resampler that keeps samples is given at most.
    func contestant(
        _ signal: [Float], from inputRate: Int = 48_000, to outputRate: Int = 48_000,
        channels: Int = 1, grain: Int = 256
    ) -> any Contestant {
        switch self {
        case .jacknet:
            Ours(signal, from: inputRate, to: outputRate, channels: channels)
        case .zita, .samplerate:
            Peer(
                self, signal, ratio: Double(inputRate) / Double(outputRate), channels: channels,
                grain: grain)
        }
    }
}
