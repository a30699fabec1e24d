/// Who hears how far a run is.
package struct BenchProgress: Sendable {
    /// What is measured next, and which part of all is done, 0 … 1.
    private let tell: @Sendable (String, Double) -> Void
    private let from: Double
    private let to: Double

    package init(_ tell: @escaping @Sendable (String, Double) -> Void) {
        self.init(tell, from: 0, to: 1)
    }

    private init(_ tell: @escaping @Sendable (String, Double) -> Void, from: Double, to: Double) {
        self.tell = tell
        self.from = from
        self.to = to
    }

    /// A part of it, from one part of the whole to another.
    func part(from start: Double, to end: Double) -> BenchProgress {
        BenchProgress(tell, from: from + (to - from) * start, to: from + (to - from) * end)
    }

    func next(_ what: String, _ done: Int, of count: Int) {
        tell(what, from + (to - from) * Double(done) / Double(max(count, 1)))
    }
}
