import CPeers

/// Another library's resampler.
final class Peer: Contestant {
    private let peer: OpaquePointer
    private let channels: Int
    private let grain: Int
    /// Interleaved.
    private let signal: [Float]
    private let frames: Int
    private var output: [Float] = []
    private var place = 0
    private(set) var taken = 0

    init(_ entry: Entry, _ signal: [Float], ratio: Double, channels: Int, grain: Int) {
        let peer =
            entry == .zita
            ? peer_zita(ratio, UInt32(channels)) : peer_samplerate(UInt32(channels))
        guard let peer else { fatalError("\(entry.name) does not take a ratio of \(ratio)") }
        self.peer = peer
        self.channels = channels
        self.grain = grain
        self.signal = signal.flatMap { repeatElement($0, count: channels) }
        frames = signal.count
    }

    deinit { peer_free(peer) }

    func render(_ block: inout [Float], ratio: Double) {
        let wanted = block.count
        if output.count < wanted * channels {
            output = [Float](repeating: 0, count: wanted * channels)
        }
        var done = 0
        while done < wanted {
            if place == frames { place = 0 }
            var given = min(grain, frames - place)
            var made = wanted - done
            signal.withUnsafeBufferPointer { signal in
                output.withUnsafeMutableBufferPointer { output in
                    peer_process(
                        peer, ratio, signal.baseAddress! + place * channels, &given,
                        output.baseAddress! + done * channels, &made)
                }
            }
            place += given
            taken += given
            done += made
        }
        for frame in 0..<wanted { block[frame] = output[frame * channels] }
    }
}
