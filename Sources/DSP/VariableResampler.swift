/// Band-limited interpolation between the samples of a stream, at any place and any ratio.
///
/// The filter (`ResamplingFilter`) is tabulated at some 2000 phases. The coefficients of a frame
/// are interpolated linearly between two of them, once for all channels; so many frames' at a time
/// that they, and the samples of a few channels, stay in the nearest cache. Each channel is summed
/// in the same order, however many there are, so that a channel's samples do not depend on its
/// neighbours.
///
/// Place and ratio are given with each call and no samples are kept, so that the caller may jump,
/// slow down or render two places for a crossfade. It adds no delay by itself, but looks `reach`
/// frames ahead.
package struct VariableResampler: ~Copyable {
    /// Frames whose coefficients are made before any channel is summed.
    private static var blockFrames: Int { @_noLocks @_noAllocation get { 16 } }

    /// Input frames needed before (with its own) and after the one at the position's floor.
    package let reach: Int
    private let phases: Int
    /// A row of coefficients, or of samples under them, is so many vectors.
    private let vectors: Int
    /// `phases` + 1 rows: those of phase p are for a place p/`phases` after an input frame.
    private let table: UnsafeMutablePointer<SIMD8<Float>>
    /// The rows of a block's frames, and how far after the input's beginning each is applied.
    private let kernels: UnsafeMutablePointer<SIMD8<Float>>
    private let starts: UnsafeMutablePointer<Int>

    /// A resampler between two nominal rates, Hz; the ratio may differ from theirs by some
    /// percent. Allocates; not for a real-time thread.
    package init(inputRate: Int, outputRate: Int) {
        precondition(inputRate > 0 && outputRate > 0)
        let filter = ResamplingFilter(inputRate: inputRate, outputRate: outputRate)
        reach = filter.reach
        phases = filter.phases
        vectors = reach / 4
        table = .allocate(capacity: (phases + 1) * vectors)
        kernels = .allocate(capacity: Self.blockFrames * vectors)
        kernels.initialize(repeating: .zero, count: Self.blockFrames * vectors)
        starts = .allocate(capacity: Self.blockFrames)
        starts.initialize(repeating: 0, count: Self.blockFrames)
        let response = filter.response()
        for phase in 0...phases {
            for vector in 0..<vectors {
                var taps = SIMD8<Float>.zero
                for lane in 0..<8 {
                    let distance = (vector * 8 + lane - reach + 1) * phases - phase
                    taps[lane] = response[abs(distance)]
                }
                (table + (phase * vectors + vector)).initialize(to: taps)
            }
        }
    }

    deinit {
        table.deallocate()
        kernels.deallocate()
        starts.deallocate()
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
        var first = 0
        while first < frames {
            let count = min(Self.blockFrames, frames &- first)
            var frame = 0
            while frame < count {
                prepare(frame, place: fraction + Double(first &+ frame) * ratio)
                frame &+= 1
            }
            var channel = 0
            while channel &+ 4 <= channels {
                sumFour(
                    input + channel &* inputStride, inputStride, outputs + channel, first, count)
                channel &+= 4
            }
            while channel < channels {
                // The last of an odd number is summed twice.
                let next = min(channel &+ 1, channels &- 1)
                sumTwo(
                    input + channel &* inputStride, input + next &* inputStride,
                    outputs[channel] + first, outputs[next] + first, count)
                channel &+= 2
            }
            first &+= count
        }
    }

    /// Makes the coefficients for the block's frame number `frame`, which lies `place` frames after
    /// the floor of the first position.
    @_noLocks @_noAllocation
    private borrowing func prepare(_ frame: Int, place: Double) {
        let whole = Int(place)
        starts[frame] = whole
        let row = (place - Double(whole)) * Double(phases)
        let phase = min(Int(row), phases &- 1)
        let weight = SIMD8<Float>(repeating: Float(row - Double(phase)))
        let low = table + phase &* vectors
        let high = low + vectors
        let kernel = kernels + frame &* vectors
        var vector = 0
        while vector < vectors {
            kernel[vector] = low[vector] + (high[vector] - low[vector]) * weight
            vector &+= 1
        }
    }

    /// Renders the block's frames of two channels.
    @inline(__always) @_noLocks @_noAllocation
    private borrowing func sumTwo(
        _ left: UnsafePointer<Float>, _ right: UnsafePointer<Float>,
        _ leftOutput: UnsafeMutablePointer<Float>, _ rightOutput: UnsafeMutablePointer<Float>,
        _ count: Int
    ) {
        var kernel = UnsafePointer(kernels)
        var frame = 0
        while frame < count {
            let start = starts[frame]
            var sums = (SIMD8<Float>.zero, SIMD8<Float>.zero)
            var tap = start
            let end = start &+ 8 &* vectors
            while tap < end {
                let taps = kernel.pointee
                sums.0 += eight(left + tap) * taps
                sums.1 += eight(right + tap) * taps
                kernel += 1
                tap &+= 8
            }
            let (a, b) = (sums.0.lowHalf + sums.0.highHalf, sums.1.lowHalf + sums.1.highHalf)
            leftOutput[frame] = (a.x + a.y) + (a.z + a.w)
            rightOutput[frame] = (b.x + b.y) + (b.z + b.w)
            frame &+= 1
        }
    }

    /// Renders the block's frames of four channels, each vector of coefficients loaded once for
    /// all of them.
    @inline(__always) @_noLocks @_noAllocation
    private borrowing func sumFour(
        _ input: UnsafePointer<Float>, _ stride: Int,
        _ outputs: UnsafePointer<UnsafeMutablePointer<Float>>, _ first: Int, _ count: Int
    ) {
        var kernel = UnsafePointer(kernels)
        var frame = 0
        while frame < count {
            let start = starts[frame]
            var sums = (
                SIMD8<Float>.zero, SIMD8<Float>.zero, SIMD8<Float>.zero, SIMD8<Float>.zero
            )
            var samples = input + start
            let end = samples + 8 &* vectors
            while samples < end {
                let taps = kernel.pointee
                sums.0 += eight(samples) * taps
                sums.1 += eight(samples + stride) * taps
                sums.2 += eight(samples + 2 &* stride) * taps
                sums.3 += eight(samples + 3 &* stride) * taps
                kernel += 1
                samples += 8
            }
            let a = sums.0.lowHalf + sums.0.highHalf
            let b = sums.1.lowHalf + sums.1.highHalf
            let c = sums.2.lowHalf + sums.2.highHalf
            let d = sums.3.lowHalf + sums.3.highHalf
            let sum =
                (SIMD4(a.x, b.x, c.x, d.x) + SIMD4(a.y, b.y, c.y, d.y))
                + (SIMD4(a.z, b.z, c.z, d.z) + SIMD4(a.w, b.w, c.w, d.w))
            let frameOut = first &+ frame
            outputs[0][frameOut] = sum.x
            outputs[1][frameOut] = sum.y
            outputs[2][frameOut] = sum.z
            outputs[3][frameOut] = sum.w
            frame &+= 1
        }
    }

    @inline(__always) @_noLocks @_noAllocation
    private borrowing func eight(_ samples: UnsafePointer<Float>) -> SIMD8<Float> {
        UnsafeRawPointer(samples).loadUnaligned(as: SIMD8<Float>.self)
    }
}
