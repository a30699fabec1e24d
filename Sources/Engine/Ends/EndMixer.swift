import DSP
import Units

/// An end's mixer: it is there as long as the end, whatever becomes of what drives it.
final class EndMixer: @unchecked Sendable {
    /// For the thread that mixes.
    let pointer: UnsafeMutablePointer<ChannelMixer>
    /// For its owner's: no value may be read while another thread changes it (TSPL, "Memory Safety"), not even
    /// what does not change of it.
    private let wanted: UnsafeMutablePointer<WantedWays>

    init(_ settings: MixSettings) {
        pointer = .allocate(capacity: 1)
        pointer.initialize(
            to: ChannelMixer(Self.ways(settings), sampleRate: Defaults.rate))
        wanted = pointer.pointee.wanted
    }

    deinit {
        pointer.deinitialize(count: 1)
        pointer.deallocate()
    }

    /// Has the sound go over to `settings`. The owner's thread.
    func set(_ settings: MixSettings) { wanted.pointee.set(Self.ways(settings)) }

    private static func ways(_ settings: MixSettings) -> [ChannelMixer.Way] {
        // Exactly 1, and so bit for bit, at 0 dB.
        let gain = settings.isMuted ? 0 : settings.gain.amplitude
        return (0..<ChannelMixer.maximumChannels).map { channel in
            ChannelMixer.Way(source: settings.map.source(of: channel), gain: gain)
        }
    }
}
