import Glibc
import Simulation
import Streaming

/// The part of the packets that would be late against the delay, for each kind of jitter, and where the
/// profiles of an automatic delay settle on it.
struct DelayPlot {
    private static let shown = [
        "uniform-20": "#06c", "exponential-1": "#090", "exponential-5": "#c60", "gamma-3": "#909",
        "pareto-1": "#c03",
    ]
    private static let longest = 60.0
    private static let decades = 5.0

    private var curves: [(name: String, path: String)] = []
    private var marks = ""

    /// Takes one run; the curve of a network is that of its first one.
    mutating func add(_ name: String, _ profile: DelayProfile, _ outcome: DelayScenario.Outcome) {
        guard let colour = Self.shown[name] else { return }
        if !curves.contains(where: { $0.name == name }) {
            curves.append((name, Self.curve(outcome.transits)))
        }
        let packets = 60 / 0.002_666_667
        let x = Self.x(Double(outcome.delay) * 1e-6)
        let y = Self.y(outcome.latePerMinute / packets)
        let letter = profile.rawValue.prefix(1).uppercased()
        marks += "<circle cx=\"\(x)\" cy=\"\(y)\" r=\"7\" fill=\"white\" stroke=\"\(colour)\"/>"
        marks += "<text x=\"\(x)\" y=\"\(y)\" dy=\"3.5\" text-anchor=\"middle\" font-size=\"9\" "
        marks += "fill=\"\(colour)\">\(letter)</text>\n"
    }

    private static func curve(_ transits: [Int64]) -> String {
        let sorted = transits.sorted()
        var path = ""
        for step in 0...300 {
            let delay = longest * Double(step) / 300
            let bound = Int64(delay * 1e6)
            var (low, high) = (0, sorted.count)
            while low < high {
                let middle = (low + high) / 2
                if sorted[middle] > bound { high = middle } else { low = middle + 1 }
            }
            let late = Double(sorted.count - low) / Double(max(sorted.count, 1))
            path += (path.isEmpty ? "M" : "L") + "\(x(delay)) \(y(late))"
            if late == 0 { break }
        }
        return path
    }

    private static func x(_ delay: Double) -> String {
        Report.fixed(60 + 640 * min(delay, longest) / longest, 1)
    }

    /// On a scale of decades from 1 down; nothing lies on the lowest line.
    private static func y(_ late: Double) -> String {
        let level = late > 0 ? min(decades, max(0, -log10(late))) : decades
        return Report.fixed(40 + 300 * level / decades, 1)
    }

    var svg: String {
        var text = """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 400" \
            font-family="sans-serif" font-size="11">
            <rect width="720" height="400" fill="white"/>
            <text x="60" y="20" font-size="12">late packets, as a part, against the delay; \
            L, N, S: where auto:low, normal, safe settle</text>

            """
        for decade in 0...5 {
            let place = Report.fixed(40 + 60 * Double(decade), 0)
            text += "<path d=\"M60 \(place)h640\" stroke=\"#ddd\"/>"
            let label = decade == 5 ? "0" : decade == 0 ? "1" : "1e-\(decade)"
            text += "<text x=\"54\" y=\"\(place)\" dy=\"4\" text-anchor=\"end\">\(label)</text>\n"
        }
        for step in 0...6 {
            let place = Self.x(Double(step) * 10)
            text += "<path d=\"M\(place) 40v300\" stroke=\"#ddd\"/>"
            text += "<text x=\"\(place)\" y=\"356\" text-anchor=\"middle\">\(step * 10)</text>\n"
        }
        text += "<text x=\"380\" y=\"372\" text-anchor=\"middle\">ms</text>\n"
        for (index, curve) in curves.enumerated() {
            let colour = Self.shown[curve.name] ?? "black"
            text += "<path d=\"\(curve.path)\" fill=\"none\" stroke=\"\(colour)\"/>"
            text += "<text x=\"560\" y=\"\(60 + 14 * index)\" fill=\"\(colour)\">"
            text += "\(curve.name)</text>\n"
        }
        return text + marks + "</svg>\n"
    }
}
