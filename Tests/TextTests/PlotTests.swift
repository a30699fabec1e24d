// Axes and lines of a diagram: where a value lies, what is labelled, and that the document is well formed whatever
// it is told.
import Testing

@testable import Text

@Suite struct PlotTests {
    @Test func aLinearAxisIsLabelledAtRoundValues() {
        let axis = PlotAxis("ms", 0...42)
        #expect(axis.ticks == [0, 10, 20, 30, 40])
        #expect(axis.share(of: 21) == 0.5)
        #expect(axis.share(of: -5) == 0)
        #expect(axis.share(of: 1e9) == 1)
    }

    @Test func aLogarithmicAxisIsLabelledAtDecades() {
        let axis = PlotAxis("frames", 1...10_000, scale: .logarithmic)
        #expect(axis.ticks.map(axis.label) == ["1", "10", "100", "1k", "10k"])
        #expect(abs(axis.share(of: 100) - 0.5) < 1e-12)
        #expect(axis.share(of: 0) == 0)
    }

    @Test func aShortOneBetweenThemToo() {
        let ticks = PlotAxis("channels", 1...64, scale: .logarithmic).ticks
        #expect(ticks == [1, 2, 5, 10, 20, 50])
    }

    @Test(arguments: [0...0, 5...5, -.infinity ... .infinity] as [ClosedRange<Double>])
    func anEmptyRangeCanBeDrawn(range: ClosedRange<Double>) {
        for scale in [PlotAxis.Scale.linear, .logarithmic] {
            let axis = PlotAxis("", range, scale: scale)
            #expect(!axis.ticks.isEmpty)
            #expect((0...1).contains(axis.share(of: 3)))
        }
    }

    @Test func whatIsWrittenIsEscapedAndWhatIsNoNumberLeftOut() {
        let plot = Plot(
            "a < b & \u{1b}[2J", horizontal: PlotAxis("x", 0...10),
            vertical: PlotAxis("y", 1...1000, scale: .logarithmic),
            lines: [
                .init("one", [(0, 1), (5, .nan), (10, 1e9)]),
                .init("two", [(1, 10), (2, 20)], style: .dashed), .init("none", []),
            ],
            marks: [.init("here", x: 3), .init("beyond", x: 30)])
        let svg = plot.svg
        #expect(svg.hasPrefix("<svg xmlns"))
        #expect(svg.hasSuffix("</svg>\n"))
        #expect(svg.contains("a &lt; b &amp; \\u{1b}[2J"))
        #expect(!svg.contains("nan"))
        #expect(svg.contains("here"))
        #expect(!svg.contains("beyond"))
        // The second point of the first line is missing; the third lies at the upper edge.
        #expect(svg.contains("M70.0 314.0L700.0 44.0"))
        #expect(svg.contains("stroke-dasharray=\"5 4\""))
    }
}
