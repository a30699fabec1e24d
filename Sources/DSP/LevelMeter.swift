import Synchronization

/// The peak of each channel since it was last read.
///
/// One real-time thread calls `observe`; any other thread calls `takePeak`. Both are wait-free.
package struct LevelMeter: ~Copyable, @unchecked Sendable {
    /// The number of channels, fixed at init.
    package let channels: Int

    /// Bits of non-negative floats, whose order is that of the integers.
    private let peaks: UnsafeMutablePointer<Atomic<UInt32>>

    /// Allocates; not for a real-time thread. All peaks begin at 0.
    package init(channels: Int) {
        precondition(channels >= 0)
        self.channels = channels
        peaks = .allocate(capacity: channels)
        for channel in 0..<channels { (peaks + channel).initialize(to: Atomic(0)) }
    }

    deinit {
        peaks.deinitialize(count: channels)
        peaks.deallocate()
    }

    /// Takes the block into account; NaN and infinity, which never sound, are passed over.
    /// A channel that does not exist is ignored.
    @_noLocks @_noAllocation
    package borrowing func observe(_ channel: Int, _ samples: UnsafePointer<Float>, frames: Int) {
        guard channel >= 0, channel < channels else { return }
        var peak: Int32 = 0
        for frame in 0..<frames {
            let magnitude = Int32(bitPattern: samples[frame].bitPattern & 0x7FFF_FFFF)
            let finite = magnitude < 0x7F80_0000 ? magnitude : 0
            peak = finite > peak ? finite : peak
        }
        guard peak > 0 else { return }
        peaks[channel].max(UInt32(bitPattern: peak), ordering: .relaxed)
    }

    /// The largest magnitude since the last call (linear, 1 is full scale), which begins anew at 0.
    @_noLocks @_noAllocation
    package borrowing func takePeak(_ channel: Int) -> Float {
        guard channel >= 0, channel < channels else { return 0 }
        return Float(bitPattern: peaks[channel].exchange(0, ordering: .relaxed))
    }
}
