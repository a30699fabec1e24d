/// Makes up lost stretches of one channel: what a linear prediction of high order expects after the
/// sound before, or, where the sound after it is known too, what both sides together leave the least
/// prediction error (Janssen, Veldhuis and Vries, "Adaptive interpolation of discrete-time signals
/// that can be modeled as autoregressive processes", 1986). Nothing allocates after init; one thread.
package struct Concealer: ~Copyable {
    /// Relative to the diagonal, what keeps the equations solvable.
    private static let ridge = 1e-9

    package let order: Int
    /// Frames of the past that are looked at.
    package let history: Int
    /// The longest stretch that `interpolate` takes, and the most frames of the future that it uses.
    package let longestGap: Int
    package let longestFuture: Int

    private let prediction: LinearPrediction
    /// The last `order` frames, the gap, the future.
    private let line: UnsafeMutablePointer<Double>
    private let errors: UnsafeMutablePointer<Double>
    /// The lower triangle, row by row, each of `longestGap` numbers.
    private let matrix: UnsafeMutablePointer<Double>
    private let solution: UnsafeMutablePointer<Double>
    private var peak: Float = 0
    private var isSilent = true

    /// `fade` is the length of the crossfade into what returns, frames.
    package init(order: Int, history: Int, fade: Int, longestGap: Int, longestFuture: Int) {
        self.order = order
        self.history = history
        self.longestGap = longestGap
        self.longestFuture = min(longestFuture, order)
        prediction = LinearPrediction(order: order, history: history, tail: fade)
        let frames = order + longestGap + longestFuture
        line = .allocate(capacity: frames)
        line.initialize(repeating: 0, count: frames)
        errors = .allocate(capacity: longestGap + longestFuture)
        errors.initialize(repeating: 0, count: longestGap + longestFuture)
        matrix = .allocate(capacity: longestGap * longestGap)
        matrix.initialize(repeating: 0, count: longestGap * longestGap)
        solution = .allocate(capacity: longestGap)
        solution.initialize(repeating: 0, count: longestGap)
    }

    deinit {
        line.deallocate()
        errors.deallocate()
        matrix.deallocate()
        solution.deallocate()
    }

    /// The coefficients of the last analysis: a[0] = 1, …, a[order].
    package func coefficient(_ index: Int) -> Double { prediction.coefficients[index] }

    /// Numbers in a state that `save` writes.
    package var stateCount: Int { 2 * order + 2 }

    /// Keeps where an extrapolation is, in `stateCount` numbers.
    package func save(into state: UnsafeMutablePointer<Double>) {
        for index in 0..<order {
            state[index] = prediction.reversed[index]
            state[order + index] = line[index]
        }
        state[2 * order] = Double(peak)
        state[2 * order + 1] = isSilent ? 1 : 0
    }

    /// Goes back to where it was saved.
    package mutating func restore(from state: UnsafePointer<Double>) {
        for index in 0..<order {
            prediction.reversed[index] = state[index]
            line[index] = state[order + index]
        }
        peak = Float(state[2 * order])
        isSilent = state[2 * order + 1] != 0
    }

    /// Makes up the `frames` frames that follow on the `history` frames at `past`; no sample exceeds
    /// their peak.
    package mutating func extrapolate(
        _ past: UnsafePointer<Float>, into output: UnsafeMutablePointer<Float>, frames: Int
    ) {
        begin(past)
        goOn(into: output, frames: frames)
    }

    /// Makes up the next `frames` frames of an extrapolation.
    package mutating func goOn(into output: UnsafeMutablePointer<Float>, frames: Int) {
        guard !isSilent else {
            for frame in 0..<frames { output[frame] = 0 }
            return
        }
        let reversed = prediction.reversed
        // In stretches, so that the line need not hold a gap of any length.
        var done = 0
        while done < frames {
            let count = min(longestGap, frames - done)
            for frame in 0..<count {
                // What is clipped is not predicted from: the error would feed itself.
                let sample = -dotProduct(reversed, line + frame, order)
                line[order + frame] = sample
                output[done + frame] = clipped(sample)
            }
            done += count
            for frame in 0..<order { line[frame] = line[frame + count] }
        }
    }

    /// Makes up `frames` (≤ `longestGap`) frames between the `history` frames at `past` and `known` ones at
    /// `future`, of which `longestFuture` are used at most.
    package mutating func interpolate(
        _ past: UnsafePointer<Float>, future: UnsafePointer<Float>, known: Int,
        into output: UnsafeMutablePointer<Float>, frames: Int
    ) {
        begin(past)
        guard frames > 0, frames <= longestGap, !isSilent else {
            return goOn(into: output, frames: max(0, frames))
        }
        let after = min(known, longestFuture)
        for frame in 0..<frames { line[order + frame] = 0 }
        for frame in 0..<after { line[order + frames + frame] = Double(future[frame]) }
        predictErrors(frames + after)
        projectErrors(frames, after)
        fillMatrix(frames, after)
        guard solve(frames) else {
            return extrapolate(past, into: output, frames: frames)
        }
        for frame in 0..<frames { output[frame] = clipped(solution[frame]) }
    }

    /// Analyses the past, and puts the end of it into the line.
    private mutating func begin(_ past: UnsafePointer<Float>) {
        peak = 0
        for frame in 0..<history { peak = max(peak, past[frame].magnitude) }
        isSilent = !(peak.isFinite && peak > 0 && prediction.analyse(past))
        for frame in 0..<order { line[frame] = Double(past[history - order + frame]) }
    }

    private func clipped(_ sample: Double) -> Float {
        sample.isFinite ? min(max(Float(sample), -peak), peak) : 0
    }

    /// e0 = a ∗ line, from the gap's first frame on.
    private func predictErrors(_ count: Int) {
        for frame in 0..<count {
            errors[frame] = dotProduct(prediction.reversed, line + frame, order + 1)
        }
    }

    /// −A'e0, with A[t, c] = a[t − c].
    private func projectErrors(_ frames: Int, _ after: Int) {
        let coefficients = prediction.coefficients
        for column in 0..<frames {
            let reach = min(order, frames + after - 1 - column)
            solution[column] = -dotProduct(coefficients, errors + column, reach + 1)
        }
    }

    /// A'A: along a diagonal, one product more for every step to the upper left.
    private func fillMatrix(_ frames: Int, _ after: Int) {
        let coefficients = prediction.coefficients
        let total = frames + after
        for lag in 0..<frames {
            // Element (row, row − lag) sums a[u] a[u + lag] for u ≤ total − 1 − row.
            var sum = 0.0
            var u = 0
            for row in stride(from: frames - 1, through: lag, by: -1) {
                let last = min(total - 1 - row, order - lag)
                while u <= last {
                    sum += coefficients[u] * coefficients[u + lag]
                    u += 1
                }
                matrix[row * longestGap + row - lag] = sum
            }
        }
        for row in 0..<frames { matrix[row * longestGap + row] *= 1 + Self.ridge }
    }

    /// Cholesky's decomposition, and the two substitutions, in place. False where it fails.
    private func solve(_ count: Int) -> Bool {
        for row in 0..<count {
            let line = matrix + row * longestGap
            for column in 0..<row {
                let other = matrix + column * longestGap
                line[column] =
                    (line[column] - dotProduct(line, other, column)) / other[column]
            }
            let square = line[row] - dotProduct(line, line, row)
            guard square > 0 else { return false }
            line[row] = square.squareRoot()
        }
        for row in 0..<count {
            let line = matrix + row * longestGap
            solution[row] = (solution[row] - dotProduct(line, solution, row)) / line[row]
        }
        for row in stride(from: count - 1, through: 0, by: -1) {
            var sum = solution[row]
            for below in row + 1..<max(count, row + 1) {
                sum -= matrix[below * longestGap + row] * solution[below]
            }
            solution[row] = sum / matrix[row * longestGap + row]
        }
        return true
    }
}
