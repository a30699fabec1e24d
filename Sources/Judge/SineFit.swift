import Glibc

/// A sine with an offset, fitted by least squares in four parameters (IEEE Std 1057, 4.1.4.3).
struct SineFit {
    let amplitude: Double
    let hertz: Double
    /// That of a sine, in the middle of the samples, radians.
    let phase: Double
    /// Residual over fundamental, dB.
    let residual: Double

    /// Nil where nothing like a sine near `guess` hertz is there.
    init?(_ samples: ArraySlice<Float>, near guess: Double, rate: Double) {
        var angle = 2 * .pi * guess / rate
        var solution = [0.0, 0, 0, 0]
        let middle = Double(samples.count) / 2
        for _ in 0..<6 {
            // Unknowns: cosine, sine, offset, change of the angle.
            var matrix = [[Double]](repeating: [0, 0, 0, 0, 0], count: 4)
            for (index, sample) in samples.enumerated() {
                let time = Double(index) - middle
                let (c, s) = (cos(angle * time), sin(angle * time))
                let slope = time * (solution[1] * c - solution[0] * s)
                let row = (c, s, 1.0, slope)
                add(&matrix, row, Double(sample))
            }
            if solution[0] == 0, solution[1] == 0 { matrix[3] = [0, 0, 0, 1, 0] }
            guard let next = solve(matrix) else { return nil }
            solution = next
            angle += next[3]
        }
        amplitude = hypot(solution[0], solution[1])
        hertz = angle * rate / (2 * .pi)
        phase = atan2(solution[0], solution[1])
        guard amplitude > 1e-4 else { return nil }
        var power = 0.0
        for (index, sample) in samples.enumerated() {
            let time = Double(index) - middle
            let model =
                solution[0] * cos(angle * time) + solution[1] * sin(angle * time) + solution[2]
            power += (Double(sample) - model) * (Double(sample) - model)
        }
        power /= Double(samples.count)
        residual = 10 * log10(max(power, 1e-20) / (amplitude * amplitude / 2))
    }
}

private func add(
    _ matrix: inout [[Double]], _ row: (Double, Double, Double, Double), _ value: Double
) {
    let terms = [row.0, row.1, row.2, row.3, value]
    for i in 0..<4 {
        for j in 0..<5 { matrix[i][j] += terms[i] * terms[j] }
    }
}

/// Gauss's elimination of four equations, the largest pivot first.
private func solve(_ equations: [[Double]]) -> [Double]? {
    var matrix = equations
    for column in 0..<4 {
        guard
            let pivot = (column..<4).max(by: { abs(matrix[$0][column]) < abs(matrix[$1][column]) }),
            abs(matrix[pivot][column]) > 1e-12
        else { return nil }
        matrix.swapAt(column, pivot)
        for row in 0..<4 where row != column {
            let factor = matrix[row][column] / matrix[column][column]
            for entry in column..<5 { matrix[row][entry] -= factor * matrix[column][entry] }
        }
    }
    return (0..<4).map { matrix[$0][4] / matrix[$0][$0] }
}
