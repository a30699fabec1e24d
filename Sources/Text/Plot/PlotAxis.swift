import Glibc

/// One axis of a `Plot`.
package struct PlotAxis: Sendable {
    package enum Scale: Sendable { case linear, logarithmic }

    /// With the unit.
    package var title: String
    package var scale: Scale
    /// What is shown; of a logarithmic axis, above 0.
    package var range: ClosedRange<Double>

    /// Spans `range`; nothing and what is no number becomes something that can be drawn.
    package init(_ title: String, _ range: ClosedRange<Double>, scale: Scale = .linear) {
        self.title = title
        self.scale = scale
        var (low, high) = (range.lowerBound, range.upperBound)
        if !low.isFinite || !high.isFinite { (low, high) = (0, 1) }
        if scale == .logarithmic { low = max(low, 1e-12) }
        if high <= low { high = scale == .linear ? low + 1 : low * 10 }
        self.range = low...high
    }

    /// Where `value` lies, 0 … 1; what is beyond the range lies at its edge.
    package func share(of value: Double) -> Double {
        let (low, high) = (range.lowerBound, range.upperBound)
        let share =
            switch scale {
            case .linear: (value - low) / (high - low)
            case .logarithmic:
                value > 0 ? log(value / low) / log(high / low) : 0
            }
        return min(max(share, 0), 1)
    }

    /// The values that are labelled, some four to ten.
    package var ticks: [Double] {
        switch scale {
        case .linear: linearTicks
        case .logarithmic: decades
        }
    }

    private var linearTicks: [Double] {
        let span = range.upperBound - range.lowerBound
        let decade = pow(10, floor(log10(span / 8)))
        let step = decade * ([1, 2, 5, 10].first { $0 * decade >= span / 8 * 0.999_9 } ?? 10)
        let first = (range.lowerBound / step - 1e-9).rounded(.up)
        let last = (range.upperBound / step + 1e-9).rounded(.down)
        guard last >= first, last - first < 100 else { return [range.lowerBound] }
        return (0...Int(last - first)).map { (first + Double($0)) * step }
    }

    private var decades: [Double] {
        let first = log10(range.lowerBound).rounded(.down)
        let last = log10(range.upperBound).rounded(.down)
        let stride = max(1, ((last - first) / 8).rounded(.up))
        let steps = log10(range.upperBound / range.lowerBound) < 2.5 ? [1.0, 2, 5] : [1]
        let ticks = Swift.stride(from: first, through: last, by: stride)
            .flatMap { decade in steps.map { $0 * pow(10, decade) } }
            .filter { range.contains($0) }
        return ticks.isEmpty ? [range.lowerBound, range.upperBound] : ticks
    }

    /// How a tick is written: 0.001 to 999, then 1k, 1M.
    package func label(of tick: Double) -> String {
        switch tick.magnitude {
        case 1e9...: "\((tick / 1e9).shortest)G"
        case 1e6...: "\((tick / 1e6).shortest)M"
        case 1e3...: "\((tick / 1e3).shortest)k"
        case 0: "0"
        case ..<1e-3: String(tick)
        default: ((tick * 1e3).rounded() / 1e3).shortest
        }
    }
}
