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
    /// A row of coefficients, or of the samples under them, is so many vectors.
    private let vectors: Int
    /// `phases` + 1 rows: those of phase p are for a place p/`phases` after an input frame.
    private let table: UnsafeMutablePointer<SIMD4<Float>>
    /// The rows of a block's frames, and how far after the input's beginning each is applied.
    private let kernels: UnsafeMutablePointer<SIMD4<Float>>
    private let starts: UnsafeMutablePointer<Int>
    /// A block's frames of eight channels, one after another; the lanes are yet to be added.
    private let sums: UnsafeMutablePointer<SIMD4<Float>>

    /// The `reach` of one between two nominal rates, Hz.
    package static func reach(inputRate: Int, outputRate: Int) -> Int {
        ResamplingFilter(inputRate: inputRate, outputRate: outputRate).reach
    }

    /// A resampler between two nominal rates, Hz; the ratio may differ from theirs by some
    /// percent. Allocates; not for a real-time thread.
    package init(inputRate: Int, outputRate: Int) {
        precondition(inputRate > 0 && outputRate > 0)
        let filter = ResamplingFilter(inputRate: inputRate, outputRate: outputRate)
        reach = filter.reach
        phases = filter.phases
        vectors = reach / 2
        table = .allocate(capacity: (phases + 1) * vectors)
        kernels = .allocate(capacity: Self.blockFrames * vectors)
        kernels.initialize(repeating: .zero, count: Self.blockFrames * vectors)
        starts = .allocate(capacity: Self.blockFrames)
        starts.initialize(repeating: 0, count: Self.blockFrames)
        sums = .allocate(capacity: 8 * Self.blockFrames)
        sums.initialize(repeating: .zero, count: 8 * Self.blockFrames)
        let response = filter.response()
        for phase in 0...phases {
            for vector in 0..<vectors {
                var taps = SIMD4<Float>.zero
                for lane in 0..<4 {
                    let distance = (vector * 4 + lane - reach + 1) * phases - phase
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
        sums.deallocate()
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
            while channel < channels {
                // The last of an odd number is summed twice.
                let width = channels &- channel >= 8 ? 8 : 2
                let samples = input + channel &* inputStride
                if width == 8 {
                    sumEight(samples, inputStride, count)
                } else {
                    let isLast = channel &+ 1 == channels
                    sumTwo(samples, isLast ? samples : samples + inputStride, count)
                }
                var lane = 0
                while lane < min(width, channels &- channel) {
                    addLanes(lane, into: outputs[channel &+ lane] + first, count)
                    lane &+= 1
                }
                channel &+= width
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
        let weight = SIMD4<Float>(repeating: Float(row - Double(phase)))
        let low = table + phase &* vectors
        let high = low + vectors
        let kernel = kernels + frame &* vectors
        var vector = 0
        while vector < vectors {
            kernel[vector] = low[vector] + (high[vector] - low[vector]) * weight
            vector &+= 1
        }
    }

    /// Sums the block's frames of two channels, but for the four lanes.
    @inline(__always) @_noLocks @_noAllocation
    private borrowing func sumTwo(
        _ left: UnsafePointer<Float>, _ right: UnsafePointer<Float>, _ count: Int
    ) {
        var kernel = UnsafePointer(kernels)
        var frame = 0
        while frame < count {
            let (left, right) = (left + starts[frame], right + starts[frame])
            var (a, b) = (SIMD4<Float>.zero, SIMD4<Float>.zero)
            var vector = 0
            while vector < vectors {
                let taps = kernel[vector]
                a += four(left + 4 &* vector) * taps
                b += four(right + 4 &* vector) * taps
                vector &+= 1
            }
            sums[frame] = a
            sums[Self.blockFrames &+ frame] = b
            kernel += vectors
            frame &+= 1
        }
    }

    /// Sums the block's frames of eight channels, but for the four lanes. Each vector of
    /// coefficients is loaded once for all of them.
    @inline(__always) @_noLocks @_noAllocation
    private borrowing func sumEight(_ input: UnsafePointer<Float>, _ stride: Int, _ count: Int) {
        var kernel = UnsafePointer(kernels)
        var frame = 0
        while frame < count {
            let low = input + starts[frame]
            let high = low + 4 &* stride
            var (a, b) = (SIMD4<Float>.zero, SIMD4<Float>.zero)
            var (c, d) = (SIMD4<Float>.zero, SIMD4<Float>.zero)
            var (e, f) = (SIMD4<Float>.zero, SIMD4<Float>.zero)
            var (g, h) = (SIMD4<Float>.zero, SIMD4<Float>.zero)
            var vector = 0
            while vector < vectors {
                let taps = kernel[vector]
                let (low, high) = (low + 4 &* vector, high + 4 &* vector)
                a += four(low) * taps
                b += four(low + stride) * taps
                c += four(low + 2 &* stride) * taps
                d += four(low + 3 &* stride) * taps
                e += four(high) * taps
                f += four(high + stride) * taps
                g += four(high + 2 &* stride) * taps
                h += four(high + 3 &* stride) * taps
                vector &+= 1
            }
            kernel += vectors
            let sums = sums + frame
            sums[0] = a
            sums[Self.blockFrames] = b
            sums[2 &* Self.blockFrames] = c
            sums[3 &* Self.blockFrames] = d
            sums[4 &* Self.blockFrames] = e
            sums[5 &* Self.blockFrames] = f
            sums[6 &* Self.blockFrames] = g
            sums[7 &* Self.blockFrames] = h
            frame &+= 1
        }
    }

    /// Adds the lanes of the block's frames, as channel number `channel` of those just summed.
    @inline(__always) @_noLocks @_noAllocation
    private borrowing func addLanes(
        _ channel: Int, into output: UnsafeMutablePointer<Float>, _ count: Int
    ) {
        let sums = sums + channel &* Self.blockFrames
        var frame = 0
        while frame &+ 4 <= count {
            let four = UnsafeRawPointer(sums + frame).loadUnaligned(
                as: SIMD16<Float>.self)
            let pairs = four.evenHalf + four.oddHalf
            UnsafeMutableRawPointer(output + frame).storeBytes(
                of: pairs.evenHalf + pairs.oddHalf, as: SIMD4<Float>.self)
            frame &+= 4
        }
        while frame < count {
            let sum = sums[frame]
            output[frame] = (sum.x + sum.y) + (sum.z + sum.w)
            frame &+= 1
        }
    }

    @inline(__always) @_noLocks @_noAllocation
    private borrowing func four(_ samples: UnsafePointer<Float>) -> SIMD4<Float> {
        UnsafeRawPointer(samples).loadUnaligned(as: SIMD4<Float>.self)
    }
}
