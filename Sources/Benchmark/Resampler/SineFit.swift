import Glibc

/// A sine with an offset, fitted by least squares in four parameters (IEEE Std 1057, 4.1.4.3) to
/// samples whose places need not be evenly spaced.
package struct SineFit {
    package let amplitude: Double
    /// Residual over fundamental, dB.
    package let residual: Double
    /// What the fit left.
    package let rest: [Double]

    /// `samples[n]` is taken of a sine of about `angle` rad per frame at `places[n]`, in frames.
    package init(_ samples: [Float], at places: [Double], angle guess: Double) {
        let middle = places[places.count / 2]
        var angle = guess
        // Cosine, sine, offset, change of the angle.
        var solution = [0.0, 0, 0, 0]
        for pass in 0..<4 {
            var equations = Equations(pass == 0 ? 3 : 4)
            for (sample, place) in zip(samples, places) {
                let time = place - middle
                let (c, s) = (cos(angle * time), sin(angle * time))
                equations.row[0] = c
                equations.row[1] = s
                equations.row[2] = 1
                if pass > 0 { equations.row[3] = time * (solution[1] * c - solution[0] * s) }
                equations.add(Double(sample))
            }
            solution = equations.solve()
            if pass > 0 { angle += solution[3] }
        }
        let (cosine, sine, offset) = (solution[0], solution[1], solution[2])
        rest = zip(samples, places).map { sample, place in
            let phase = angle * (place - middle)
            return Double(sample) - cosine * cos(phase) - sine * sin(phase) - offset
        }
        amplitude = hypot(cosine, sine)
        let power = rest.reduce(0) { $0 + $1 * $1 } / Double(rest.count)
        residual = 10 * log10(power / (amplitude * amplitude / 2))
    }
}

/// The normal equations of a least-squares fit.
struct Equations {
    /// What the unknowns are multiplied by in the next observation.
    var row: [Double]
    private var matrix: [[Double]]

    init(_ unknowns: Int) {
        row = [Double](repeating: 0, count: unknowns)
        matrix = Array(repeating: Array(repeating: 0, count: unknowns + 1), count: unknowns)
    }

    mutating func add(_ value: Double) {
        for i in row.indices {
            for j in row.indices { matrix[i][j] += row[i] * row[j] }
            matrix[i][row.count] += row[i] * value
        }
    }

    /// By Gauss's elimination, the largest pivot first.
    func solve() -> [Double] {
        var matrix = matrix
        let unknowns = row.count
        for column in 0..<unknowns {
            let pivot = (column..<unknowns).max {
                matrix[$0][column].magnitude < matrix[$1][column].magnitude
            }!
            matrix.swapAt(column, pivot)
            for row in 0..<unknowns where row != column {
                let factor = matrix[row][column] / matrix[column][column]
                for entry in column...unknowns {
                    matrix[row][entry] -= factor * matrix[column][entry]
                }
            }
        }
        return (0..<unknowns).map { matrix[$0][unknowns] / matrix[$0][$0] }
    }
}
