import Glibc

/// One diagram of a plot: a value over time, from 0 to `end`.
struct PlotPanel {
    private static let left = 60.0
    private static let width = 640.0
    private static let height = 150.0

    let title: String
    let end: Double
    private var least: [Double]
    private var greatest: [Double]

    init(title: String, end: Double, columns: Int) {
        self.title = title
        self.end = end
        least = Array(repeating: .infinity, count: columns)
        greatest = Array(repeating: -.infinity, count: columns)
    }

    mutating func add(_ time: Double, _ value: Double) {
        let column = min(max(Int(time / end * Double(least.count)), 0), least.count - 1)
        least[column] = min(least[column], value)
        greatest[column] = max(greatest[column], value)
    }

    /// The panel with its upper edge at `top`; `unit` names the time axis, where it is to be labelled.
    func svg(top: Double, unit: String?) -> String {
        let bound = Self.nice(
            max(greatest.max() ?? 1, -(least.min() ?? -1), 1e-3), [1, 2, 3, 5, 10])
        func y(_ value: Double) -> Double {
            top + Self.height / 2 * (1 - value / bound)
        }
        var text = "<text x=\"60\" y=\"\(Report.fixed(top - 6, 0))\">\(title)</text>\n"
        for step in -2...2 {
            let value = bound * Double(step) / 2
            let place = Report.fixed(y(value), 1)
            text += "<path d=\"M60 \(place)h640\" stroke=\"#ddd\"/>"
            text += "<text x=\"54\" y=\"\(place)\" dy=\"4\" text-anchor=\"end\">"
            text += Self.label(value) + "</text>\n"
        }
        text += axis(top, unit)
        return text + "<path d=\"\(line(y))\" fill=\"none\" stroke=\"#06c\" stroke-width=\"1.2\"/>"
    }

    private func line(_ y: (Double) -> Double) -> String {
        var path = ""
        for column in least.indices where least[column] <= greatest[column] {
            let x = Self.left + Self.width * (Double(column) + 0.5) / Double(least.count)
            let place = Report.fixed(x, 1)
            path += (path.isEmpty ? "M" : "L") + place + " " + Report.fixed(y(least[column]), 1)
            let difference = y(greatest[column]) - y(least[column])
            if difference < -0.05 { path += "v" + Report.fixed(difference, 1) }
        }
        return path
    }

    private func axis(_ top: Double, _ unit: String?) -> String {
        let step = Self.nice(end / 8, [1, 2, 3, 6, 10])
        var text = ""
        var time = 0.0
        while time <= end * 1.000_1 {
            let x = Report.fixed(Self.left + Self.width * time / end, 1)
            let bottom = top + Self.height
            text += "<path d=\"M\(x) \(Report.fixed(top, 0))v150\" stroke=\"#ddd\"/>"
            if unit != nil {
                text += "<text x=\"\(x)\" y=\"\(Report.fixed(bottom + 16, 0))\""
                text += " text-anchor=\"middle\">\(Self.label(time))</text>"
            }
            time += step
        }
        if let unit {
            let place = Report.fixed(top + Self.height + 30, 0)
            text += "<text x=\"380\" y=\"\(place)\" text-anchor=\"middle\">\(unit)</text>"
        }
        return text + "\n"
    }

    /// The least of `steps`, times a power of ten, that is not below `value`.
    private static func nice(_ value: Double, _ steps: [Double]) -> Double {
        let decade = pow(10, floor(log10(value)))
        return decade * (steps.first { $0 * decade >= value * 0.999_9 } ?? 10)
    }

    private static func label(_ value: Double) -> String {
        Report.fixed(value, value.magnitude < 10 && value != value.rounded() ? 2 : 0)
    }
}
