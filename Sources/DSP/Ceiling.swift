import Glibc
import Synchronization
package import Units

/// A safety limiter without look-ahead, hence without latency: no output sample ever exceeds the
/// ceiling, and one gain for all channels keeps the stereo image where it is.
///
/// Below the *knee*, 1 dB under the ceiling, samples pass bit for bit as long as nothing was
/// limited lately. Above it, the gain of each frame follows at once from the largest magnitude p
/// of its channels by a curve that leaves the knee k with slope 1 and nears the ceiling c:
///
///     f(p) = k + w − w² / (w + p − k),  w = c − k,  gain = f(p) / p
///
/// The gain is a continuous function of the signal, therefore a continuous signal stays so. It is
/// held for 10 ms, longer than half a period of 50 Hz, and then returns to 1 with a time constant
/// of 100 ms. NaN and infinity become 0 and do not move the gain.
///
/// Without a ceiling nothing is touched. One is come from, and gone to, over +24 dBFS.
/// One thread at a time, but for `set`.
package struct Ceiling: ~Copyable, @unchecked Sendable {
    /// The gain in force, 1 when nothing is limited. In double, as all that creeps up on a value:
    /// steps this small would be lost in single.
    package private(set) var gain = 1.0

    private let curves: UnsafeMutablePointer<Float>
    private let holdFrames: Int
    private let releaseStep: Double
    private let glideStep: Double
    private var held = 0
    /// What was set last, linear; as bits.
    private let wanted: Atomic<UInt64>
    private var isOn: Bool
    private var target: Double
    /// Glides to `target`, so that a live change does not click.
    private var current: Double

    /// Frames treated at once: a chunk of peaks, then of gains, stays in the first-level cache.
    private static let chunk = 64
    private static let most = 15.848_931_924_611_136
    /// −1 dB.
    private static let kneeRatio = 0.891_250_938_133_745_5

    /// Allocates; not for a real-time thread. `ceiling` is held between −60 and +24 dBFS, nil is
    /// none.
    package init(_ ceiling: Decibels?, sampleRate: SampleRate) {
        let rate = Double(sampleRate.hertz)
        curves = .allocate(capacity: Self.chunk)
        curves.initialize(repeating: 1, count: Self.chunk)
        holdFrames = Int(rate * 0.010)
        releaseStep = 1 - exp(-1 / (rate * 0.100))
        glideStep = 1 - exp(-1 / (rate * 0.005))
        let amplitude = ceiling?.amplitude ?? .infinity
        wanted = Atomic(amplitude.bitPattern)
        isOn = amplitude < .infinity
        target = Self.held(amplitude)
        current = target
    }

    deinit { curves.deallocate() }

    /// Sets the ceiling, held between −60 and +24 dBFS; it is reached within some 50 ms, 100 from
    /// none. nil lets everything pass, once what was limited has recovered. Any thread.
    package borrowing func set(_ ceiling: Decibels?) {
        wanted.store((ceiling?.amplitude ?? .infinity).bitPattern, ordering: .relaxed)
    }

    @_noLocks @_noAllocation
    private static func held(_ amplitude: Double) -> Double {
        amplitude.isNaN ? 1 : min(max(amplitude, 0.001), most)
    }

    /// Limits `frames` frames of every channel in place, on a real-time thread.
    @_noLocks @_noAllocation
    package mutating func process(
        _ samples: UnsafePointer<UnsafeMutablePointer<Float>>, channels: Int, frames: Int
    ) {
        let amplitude = Double(bitPattern: wanted.load(ordering: .relaxed))
        target = Self.held(amplitude)
        if amplitude < .infinity {
            isOn = true
        } else if gain == 1, current == target {
            isOn = false
        }
        guard isOn else { return }
        var start = 0
        while start < frames {
            let count = min(Self.chunk, frames &- start)
            let peak = measure(samples, channels, start, count)
            let bound = Float(max(current, target))
            if gain < 1 || current != target || Double(peak) > current * Self.kneeRatio {
                for frame in 0..<count { curves[frame] = Float(nextGain(Double(curves[frame]))) }
                apply(samples, channels, start, count, bound)
            }
            start &+= count
        }
    }

    /// Cleans the samples, leaves each frame's peak in `curves` and returns the chunk's.
    @_noLocks @_noAllocation
    private func measure(
        _ samples: UnsafePointer<UnsafeMutablePointer<Float>>, _ channels: Int, _ start: Int,
        _ count: Int
    ) -> Float {
        for frame in 0..<count { curves[frame] = 0 }
        for channel in 0..<channels {
            let block = samples[channel] + start
            for frame in 0..<count {
                let clean = block[frame].finiteOrZero
                block[frame] = clean
                curves[frame] = max(curves[frame], clean.magnitude)
            }
        }
        var peak: Float = 0
        for frame in 0..<count { peak = max(peak, curves[frame]) }
        return peak
    }

    /// One frame on: the gain for a frame whose largest magnitude is `peak`.
    @_noLocks @_noAllocation
    private mutating func nextGain(_ peak: Double) -> Double {
        if current != target {
            current += (target - current) * glideStep
            if (target - current).magnitude <= target * 0x1p-16 { current = target }
        }
        if held > 0 {
            held &-= 1
        } else if gain < 1 {
            gain += (1 - gain) * releaseStep
            if gain > 1 - 0x1p-20 { gain = 1 }
        }
        let knee = current * Self.kneeRatio
        if peak > knee {
            let width = current - knee
            // Written so that the largest peak that a float holds still gives the ceiling.
            let allowed = (current - width * (width / (width + (peak - knee)))) / peak
            if allowed <= gain {
                gain = allowed
                held = holdFrames
            }
        }
        return gain
    }

    /// Multiplies by the gains; the last bit of a product may not exceed the ceiling either.
    @_noLocks @_noAllocation
    private func apply(
        _ samples: UnsafePointer<UnsafeMutablePointer<Float>>, _ channels: Int, _ start: Int,
        _ count: Int, _ bound: Float
    ) {
        for channel in 0..<channels {
            let block = samples[channel] + start
            for frame in 0..<count {
                block[frame] = min(max(block[frame] * curves[frame], -bound), bound)
            }
        }
    }
}
