import CVector

/// The frames of a gap that, with the sound before and behind it, leave the least prediction error
/// (Janssen, Veldhuis and Vries, "Adaptive interpolation of discrete-time signals that can be modeled
/// as autoregressive processes", 1986). The equations are a Toeplitz matrix but for its rim, so that they
/// cost the square of the gap and not the cube (Kailath and Sayed, "Displacement structure: theory and
/// applications", 1995). Sized at init; one thread.
struct GapEquations: ~Copyable {
    /// Relative to the diagonal, what keeps the equations solvable.
    private static let ridge = 1e-9

    private let order: Int
    private let longestGap: Int
    /// The last `order` frames, the gap, the future.
    private let line: UnsafeMutablePointer<Double>
    /// The coefficients, and zeros behind them.
    private let taps: UnsafeMutablePointer<Double>
    private let errors: UnsafeMutablePointer<Double>
    /// Of the triangle, column by column, each of `longestGap` numbers; the gap's last frame is the first.
    private let matrix: UnsafeMutablePointer<Double>
    /// What the matrix differs by from itself a place down and to the right: u u' + v v' − w w'.
    private let u: UnsafeMutablePointer<Double>
    private let v: UnsafeMutablePointer<Double>
    private let w: UnsafeMutablePointer<Double>
    private let right: UnsafeMutablePointer<Double>
    private var frames = 0
    private var known = 0

    /// For predictions of `order` at most.
    init(order: Int, longestGap: Int, longestFuture: Int) {
        self.order = order
        self.longestGap = longestGap
        func numbers(_ count: Int) -> UnsafeMutablePointer<Double> {
            let numbers = UnsafeMutablePointer<Double>.allocate(capacity: count)
            numbers.initialize(repeating: 0, count: count)
            return numbers
        }
        line = numbers(order + longestGap + longestFuture)
        taps = numbers(order + longestGap + longestFuture + 1)
        errors = numbers(longestGap + longestFuture)
        matrix = numbers(longestGap * longestGap)
        u = numbers(longestGap)
        v = numbers(longestGap)
        w = numbers(longestGap)
        right = numbers(longestGap)
    }

    deinit {
        line.deallocate()
        taps.deallocate()
        errors.deallocate()
        matrix.deallocate()
        u.deallocate()
        v.deallocate()
        w.deallocate()
        right.deallocate()
    }

    /// Lays out a gap of `frames` frames behind the `order` ones at `past` and before the `known` ones at
    /// `future`.
    mutating func set(
        past: UnsafePointer<Float>, frames: Int, future: UnsafePointer<Float>, known: Int
    ) {
        (self.frames, self.known) = (frames, known)
        for frame in 0..<order { line[frame] = Double(past[frame]) }
        for frame in 0..<frames { line[order + frame] = 0 }
        for frame in 0..<known { line[order + frames + frame] = Double(future[frame]) }
    }

    /// Puts the gap's frames into `solution`, and returns the energy of the prediction error that they
    /// leave. Nil where there is no solution.
    func solve(
        by prediction: borrowing LinearPrediction, into solution: UnsafeMutablePointer<Double>
    ) -> Double? {
        let total = frames + known
        for index in 0...order + total {
            taps[index] = index <= prediction.order ? prediction.coefficients[index] : 0
        }
        // e0 = a ∗ line, from the gap's first frame on.
        let start = line + (order - prediction.order)
        for frame in 0..<total {
            errors[frame] = cv_dot(prediction.reversed, start + frame, prediction.order + 1)
        }
        // −A'e0, with A[t, c] = a[t − c].
        for column in 0..<frames {
            right[column] = -cv_dot(taps, errors + column, total - column)
        }
        guard decompose() else { return nil }
        substitute(solution)
        return cv_dot(errors, errors, total) - cv_dot(right, solution, frames)
    }

    /// A'A = L L', by Schur's algorithm. False where it fails.
    private func decompose() -> Bool {
        // The first row, and by what each diagonal grows along it.
        for index in 0..<frames { u[index] = cv_dot(taps, taps + index, known + 1) }
        u[0] *= 1 + Self.ridge
        let root = u[0].squareRoot()
        for index in 0..<frames {
            u[index] /= root
            v[index] = taps[known + index]
            w[index] = u[index]
        }
        (v[0], w[0]) = (0, 0)
        for column in 0..<frames {
            let rest = frames - column
            if column > 0 {
                guard reduce(column, rest) else { return false }
            }
            let line = matrix + column * longestGap
            for index in column..<frames { line[index] = u[index] }
            // The next column's begins a place further down.
            for index in stride(from: frames - 1, to: column, by: -1) { u[index] = u[index - 1] }
        }
        return true
    }

    /// Turns u, v and w, so that of the `rest` numbers from `first` on only u's first is not 0.
    private func reduce(_ first: Int, _ rest: Int) -> Bool {
        let length = (u[first] * u[first] + v[first] * v[first]).squareRoot()
        guard length > 0 else { return false }
        let (c, s) = (u[first] / length, v[first] / length)
        let tangent = w[first] / length
        let square = 1 - tangent * tangent
        guard square > 0 else { return false }
        let cosine = square.squareRoot()
        let secant = 1 / cosine
        var index = first
        let end = first + rest
        while index + 4 <= end {
            let (x, y) = (lanes(u, index), lanes(v, index))
            let turned = c * x + s * y
            let next = secant * (turned - tangent * lanes(w, index))
            setLanes(v, index, c * y - s * x)
            // From the new one, which keeps the rounding in bounds.
            setLanes(w, index, cosine * lanes(w, index) - tangent * next)
            setLanes(u, index, next)
            index += 4
        }
        while index < end {
            let turned = c * u[index] + s * v[index]
            v[index] = c * v[index] - s * u[index]
            u[index] = secant * (turned - tangent * w[index])
            w[index] = cosine * w[index] - tangent * u[index]
            index += 1
        }
        return true
    }

    /// Both substitutions; the frames come out in their order.
    private func substitute(_ solution: UnsafeMutablePointer<Double>) {
        // Behind w nothing is needed any more.
        let x = w
        for index in 0..<frames { x[index] = right[frames - 1 - index] }
        for column in 0..<frames {
            let line = matrix + column * longestGap + column
            x[column] /= line[0]
            cv_add_scaled(x + column + 1, line + 1, -x[column], frames - column - 1)
        }
        for column in stride(from: frames - 1, through: 0, by: -1) {
            let line = matrix + column * longestGap + column
            let sum = cv_dot(line + 1, x + column + 1, frames - column - 1)
            x[column] = (x[column] - sum) / line[0]
        }
        for index in 0..<frames { solution[index] = x[frames - 1 - index] }
    }
}
