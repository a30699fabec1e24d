/// What one codec costs.
package struct CodecResult: Codable, Hashable, Sendable {
    package var codec: String
    /// Of a packet, ms: for Opus its frame, for PCM a period of 128 frames.
    package var frameMilliseconds: Double
    package var channels: Int
    /// Processor time for a second of one channel, µs.
    package var encode: Rounds
    package var decode: Rounds

    /// What it is called, such as `opus 5 ms, 2 ch.`
    package var name: String {
        let frame = codec == "opus" ? " \(frameMilliseconds.plain) ms" : ""
        return "\(codec)\(frame), \(channels) ch."
    }
}

extension Int {
    /// `1 channel`, `2 channels`.
    var channels: String { self == 1 ? "1 channel" : "\(self) channels" }
}

extension Double {
    /// Without a fraction where it is whole.
    var plain: String { self == rounded() && magnitude < 1e15 ? String(Int64(self)) : String(self) }
}
