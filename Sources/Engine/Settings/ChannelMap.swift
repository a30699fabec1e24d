/// Which input channel each output channel of an end takes: at a sender the ports that its stream's
/// channels take, at a receiver the stream's channels that its ports take.
package struct ChannelMap: Hashable, Sendable {
    /// For each output channel the input channel, from 0; nil is silence. Output channels beyond
    /// these take the input channel of their own number.
    package var sources: [Int?]

    package init(_ sources: [Int?]) { self.sources = sources }

    package static let identity = ChannelMap([])

    /// The input channel that an output channel takes; nil is silence.
    package func source(of channel: Int) -> Int? {
        channel < sources.count ? sources[channel] : channel
    }

    /// As `--map` takes it, counted from 1; empty where nothing is said.
    package var text: String {
        sources.map { $0.map { "\($0 + 1)" } ?? "-" }.joined(separator: ",")
    }
}
