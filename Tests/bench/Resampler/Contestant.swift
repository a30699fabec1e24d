import Benchmark

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
