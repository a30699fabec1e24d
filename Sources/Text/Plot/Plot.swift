/// A diagram as a file of SVG that needs nothing else: lines over one horizontal and one vertical axis, with a
/// title and a legend.
package struct Plot: Sendable {
    /// What a line looks like, and whether its points alone are drawn.
    package struct Line: Sendable {
        package enum Style: Sendable { case solid, dashed, points }

        package var label: String
        package var points: [(x: Double, y: Double)]
        package var style: Style
        /// As CSS names it.
        package var colour: String

        package init(
            _ label: String, _ points: [(x: Double, y: Double)], style: Style = .solid,
            colour: String? = nil
        ) {
            self.label = label
            self.points = points
            self.style = style
            self.colour = colour ?? ""
        }
    }

    /// A value of the horizontal axis that is pointed out.
    package struct Mark: Sendable {
        package var label: String
        package var x: Double

        package init(_ label: String, x: Double) {
            self.label = label
            self.x = x
        }
    }

    private static let colours = ["#06c", "#c30", "#083", "#909", "#960", "#067"]
    private static let margin = (left: 70.0, right: 20.0, top: 44.0, bottom: 46.0)

    package var title: String
    package var horizontal: PlotAxis
    package var vertical: PlotAxis
    package var lines: [Line]
    package var marks: [Mark]
    /// Of the whole picture, in units of the drawing.
    package var width = 720.0
    package var height = 360.0

    package init(
        _ title: String, horizontal: PlotAxis, vertical: PlotAxis, lines: [Line],
        marks: [Mark] = []
    ) {
        self.title = title
        self.horizontal = horizontal
        self.vertical = vertical
        self.lines = lines
        self.marks = marks
    }

    /// The whole document.
    package var svg: String {
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(width.fixed(0)) \(height.fixed(0))" \
        font-family="sans-serif" font-size="11">
        <rect width="\(width.fixed(0))" height="\(height.fixed(0))" fill="white"/>
        \(drawing)
        </svg>

        """
    }

    /// What is inside of it, to be put together with others.
    package var drawing: String {
        let parts =
            [
                "<text x=\"\(Self.margin.left.fixed(0))\" y=\"18\" font-size=\"13\">\(title.markup)</text>"
            ]
            + grid + names + marks.indices.map(mark) + lines.indices.map(line) + legend
        return parts.filter { !$0.isEmpty }.joined(separator: "\n")
    }

    private var bottom: Double { height - Self.margin.bottom }

    private func place(_ x: Double) -> Double {
        Self.margin.left + (width - Self.margin.left - Self.margin.right) * horizontal.share(of: x)
    }

    private func rise(_ y: Double) -> Double {
        bottom - (bottom - Self.margin.top) * vertical.share(of: y)
    }

    private var grid: [String] {
        let right = width - Self.margin.right
        return horizontal.ticks.map { tick in
            let x = place(tick).fixed(1)
            return
                "<path d=\"M\(x) \(Self.margin.top.fixed(1))V\(bottom.fixed(1))\" stroke=\"#ddd\"/>"
                + "<text x=\"\(x)\" y=\"\((bottom + 15).fixed(1))\" text-anchor=\"middle\">"
                + horizontal.label(of: tick).markup + "</text>"
        }
            + vertical.ticks.map { tick in
                let y = rise(tick)
                return "<path d=\"M\(Self.margin.left.fixed(1)) \(y.fixed(1))H\(right.fixed(1))\" "
                    + "stroke=\"#ddd\"/>"
                    + "<text x=\"\((Self.margin.left - 6).fixed(1))\" y=\"\((y + 4).fixed(1))\" "
                    + "text-anchor=\"end\">\(vertical.label(of: tick).markup)</text>"
            }
    }

    private var names: [String] {
        let middle = (Self.margin.left + width - Self.margin.right) / 2
        let centre = (Self.margin.top + bottom) / 2
        return [
            "<text x=\"\(middle.fixed(1))\" y=\"\((height - 12).fixed(1))\" text-anchor=\"middle\">"
                + horizontal.title.markup + "</text>",
            "<text transform=\"translate(14 \(centre.fixed(1))) rotate(-90)\" "
                + "text-anchor=\"middle\">\(vertical.title.markup)</text>",
        ]
    }

    /// Neighbours' labels stand above each other.
    private func mark(_ index: Int) -> String {
        let mark = marks[index]
        guard horizontal.range.contains(mark.x) else { return "" }
        let x = place(mark.x).fixed(1)
        let y = (Self.margin.top - (index.isMultiple(of: 2) ? 4 : 14)).fixed(1)
        return "<path d=\"M\(x) \(Self.margin.top.fixed(1))V\(bottom.fixed(1))\" stroke=\"#666\" "
            + "stroke-dasharray=\"2 3\"/><text x=\"\(x)\" y=\"\(y)\" text-anchor=\"middle\" "
            + "fill=\"#444\">\(mark.label.markup)</text>"
    }

    private func colour(_ index: Int) -> String {
        lines[index].colour.isEmpty ? Self.colours[index % Self.colours.count] : lines[index].colour
    }

    /// What is beyond an axis is drawn at its edge; what is no number is left out.
    private func line(_ index: Int) -> String {
        let line = lines[index]
        let points = line.points.filter { $0.x.isFinite && !$0.y.isNaN }
        guard !points.isEmpty else { return "" }
        if line.style == .points {
            return points.map {
                "<circle cx=\"\(place($0.x).fixed(1))\" cy=\"\(rise($0.y).fixed(1))\" r=\"2\" "
                    + "fill=\"\(colour(index))\"/>"
            }.joined(separator: "\n")
        }
        let path = points.map { "\(place($0.x).fixed(1)) \(rise($0.y).fixed(1))" }
        let dashes = line.style == .dashed ? " stroke-dasharray=\"5 4\"" : ""
        return "<path d=\"M\(path.joined(separator: "L"))\" fill=\"none\" "
            + "stroke=\"\(colour(index))\" stroke-width=\"1.5\"\(dashes)/>"
    }

    private var legend: [String] {
        lines.indices.filter { !lines[$0].label.isEmpty }.enumerated().map { row, index in
            let y = Self.margin.top + 14 + 15 * Double(row)
            let x = width - Self.margin.right - 8
            return "<text x=\"\(x.fixed(1))\" y=\"\(y.fixed(1))\" text-anchor=\"end\" "
                + "fill=\"\(colour(index))\">\(lines[index].label.markup)</text>"
        }
    }
}
