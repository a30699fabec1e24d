import Glibc

/// Band-limited interpolation between the samples of a stream, at any place and any ratio.
///
/// A windowed sinc (Kaiser, β = 14) is tabulated at 1024 phases; the coefficients of a frame are
/// interpolated between two of them once and applied to every channel. Place and ratio are given
/// with each call and no samples are kept, so that the caller may jump, slow down or render two
/// places for a crossfade. It adds no delay by itself, but looks `reach` frames ahead.
///
/// Where the output is slower than the input, the cut-off is lowered and the filter made longer,
/// in proportion (J. O. Smith, "Digital Audio Resampling", CCRMA).
package struct VariableResampler: ~Copyable {
    private static var phases: Int { @_noLocks @_noAllocation get { 1024 } }
    private static let kaiserBeta = 14.0

    /// Input frames needed before (with its own) and after the one at the position's floor.
    package let reach: Int
    private let vectors: Int
    private let table: UnsafeMutablePointer<SIMD8<Float>>
    private let kernel: UnsafeMutablePointer<SIMD8<Float>>

    /// A resampler between two nominal rates, Hz; the ratio may differ from theirs by some
    /// percent. Allocates; not for a real-time thread.
    package init(inputRate: Int, outputRate: Int) {
        precondition(inputRate > 0 && outputRate > 0)
        let stretch = max(1, Double(inputRate) / Double(outputRate))
        reach = (Int((32 * stretch).rounded(.up)) + 3) / 4 * 4
        vectors = reach / 4
        table = .allocate(capacity: (Self.phases + 1) * vectors)
        kernel = .allocate(capacity: vectors)
        kernel.initialize(repeating: .zero, count: vectors)
        // 0.97 of the lower Nyquist frequency at −6 dB.
        let cutoff = 0.97 / stretch
        for phase in 0...Self.phases {
            for vector in 0..<vectors {
                var taps = SIMD8<Float>.zero
                for lane in 0..<8 {
                    let tap = vector * 8 + lane
                    let x = Double(tap - reach + 1) - Double(phase) / Double(Self.phases)
                    taps[lane] = Float(Self.coefficient(x, cutoff, Double(reach)))
                }
                (table + (phase * vectors + vector)).initialize(to: taps)
            }
        }
    }

    deinit {
        table.deallocate()
        kernel.deallocate()
    }

    private static func coefficient(_ x: Double, _ cutoff: Double, _ half: Double) -> Double {
        let edge = x / half
        guard edge.magnitude < 1 else { return 0 }
        let window = bessel(kaiserBeta * (1 - edge * edge).squareRoot()) / bessel(kaiserBeta)
        let angle = Double.pi * x * cutoff
        return cutoff * window * (angle == 0 ? 1 : sin(angle) / angle)
    }

    /// The modified Bessel function of the first kind, order 0, by its series.
    private static func bessel(_ x: Double) -> Double {
        var term = 1.0
        var sum = 1.0
        var k = 1.0
        while term > sum * 1e-17 {
            term *= (x / (2 * k)) * (x / (2 * k))
            sum += term
            k += 1
        }
        return sum
    }

    /// Input frames that `process` reads for `frames` output frames.
    @_noLocks @_noAllocation
    package borrowing func inputFrames(fraction: Double, ratio: Double, frames: Int) -> Int {
        Int(fraction + Double(frames &- 1) * ratio) &+ 2 &* reach
    }

    /// Renders `frames` frames: output j is the input at (its floor + `fraction` + j·`ratio`).
    /// `input` holds channel c at `input + c·inputStride` and begins `reach` − 1 frames before the
    /// floor of the first position. `fraction` is in 0 ..< 1, `ratio` is input frames per output
    /// frame. One real-time thread.
    @_noLocks @_noAllocation
    package borrowing func process(
        input: UnsafePointer<Float>, inputStride: Int, fraction: Double, ratio: Double,
        outputs: UnsafePointer<UnsafeMutablePointer<Float>>, channels: Int, frames: Int
    ) {
        var frame = 0
        while frame < frames {
            let place = fraction + Double(frame) * ratio
            let whole = Int(place)
            interpolateKernel(place - Double(whole))
            var channel = 0
            while channel < channels {
                let samples = UnsafeRawPointer(input + (channel &* inputStride &+ whole))
                var sum = SIMD8<Float>.zero
                var vector = 0
                while vector < vectors {
                    let taken = samples.loadUnaligned(
                        fromByteOffset: vector &* 32, as: SIMD8<Float>.self)
                    sum += taken * kernel[vector]
                    vector &+= 1
                }
                outputs[channel][frame] = sum.sum()
                channel &+= 1
            }
            frame &+= 1
        }
    }

    @_noLocks @_noAllocation
    private borrowing func interpolateKernel(_ fraction: Double) {
        let place = fraction * Double(Self.phases)
        let phase = min(Int(place), Self.phases &- 1)
        let weight = Float(place - Double(phase))
        let low = table + phase &* vectors
        let high = low + vectors
        var vector = 0
        while vector < vectors {
            kernel[vector] = low[vector] + (high[vector] - low[vector]) * weight
            vector &+= 1
        }
    }
}
