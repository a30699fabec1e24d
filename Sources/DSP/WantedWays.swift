import Synchronization

/// The ways that a `ChannelMixer` is to have: one thread sets them, the one that mixes takes them.
package struct WantedWays: ~Copyable, @unchecked Sendable {
    private let ways: UnsafeMutablePointer<Atomic<UInt64>>
    private let sets = Atomic<UInt64>(1)

    init(_ ways: [ChannelMixer.Way]) {
        let most = ChannelMixer.maximumChannels
        self.ways = .allocate(capacity: most)
        for channel in 0..<most { (self.ways + channel).initialize(to: Atomic(0)) }
        set(ways)
    }

    deinit {
        ways.deinitialize(count: ChannelMixer.maximumChannels)
        ways.deallocate()
    }

    /// Sets every channel's way; channels beyond `ways` become silent. The owner's thread.
    package borrowing func set(_ ways: [ChannelMixer.Way]) {
        for channel in 0..<ChannelMixer.maximumChannels {
            let way =
                channel < ways.count ? ways[channel] : ChannelMixer.Way(source: nil, gain: 0)
            self.ways[channel].store(way.bits, ordering: .relaxed)
        }
        sets.wrappingAdd(1, ordering: .releasing)
    }

    /// Another one after each `set`, never 0; what is read after it is at least as new.
    var version: UInt64 {
        @_noLocks @_noAllocation get { sets.load(ordering: .acquiring) }
    }

    subscript(channel: Int) -> ChannelMixer.Way {
        @_noLocks @_noAllocation
        get { ChannelMixer.Way(bits: ways[channel].load(ordering: .relaxed)) }
    }
}
