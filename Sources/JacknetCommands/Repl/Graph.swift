/// The last values of something, as a line of small bars.
struct Graph {
    private var values: [Double?] = []
    /// The least span that the bars cover, so that noise does not look like a storm.
    let leastSpan: Double
    /// The bars begin at 0, not at the least value.
    let startsAtZero: Bool
    private static let limit = 200

    init(leastSpan: Double, startsAtZero: Bool) {
        self.leastSpan = leastSpan
        self.startsAtZero = startsAtZero
    }

    mutating func append(_ value: Double?) {
        values.append(value.flatMap { $0.isFinite ? $0 : nil })
        if values.count > Self.limit { values.removeFirst() }
    }

    /// The newest `width` values; what is not known is a space.
    func text(width: Int, isUnicode: Bool) -> String {
        let shown = values.suffix(max(0, width))
        let known = shown.compactMap(\.self)
        let low = startsAtZero ? 0 : known.min() ?? 0
        let span = max((known.max() ?? 0) - low, leastSpan)
        let bars: [Character] = Array(isUnicode ? "▁▂▃▄▅▆▇█" : "_.:-=+*#")
        return String(
            shown.map { value in
                guard let value else { return " " }
                return bars[Int(min(max((value - low) / span * 7, 0), 7).rounded())]
            })
    }
}
