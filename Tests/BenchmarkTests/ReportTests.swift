// Reports: as JSON and back, beside each other, as diagrams, tables and a page.
import Testing
import Text

@testable import Benchmark

@Suite struct ReportTests {
    @Test func whatIsWrittenIsReadAgain() throws {
        let report = Samples.full
        #expect(report.json.contains("\n") == false)
        #expect(BenchReport(json: report.json) == report)
    }

    @Test func membersThatWereNotAskedForAreLeftOut() throws {
        let report = BenchReport(version: "1", machine: Samples.machine, isQuick: true)
        let members = try #require(JSONValue(parsing: report.json)?.members).map(\.0)
        #expect(members == ["format", "machine", "quick", "time", "version"])
    }

    @Test(arguments: [
        "", "{}", "[]", "null", "nonsense", "{\"format\":\"jacknet-bench-1\"}", "\u{0}",
        Samples.full.json.replacing("jacknet-bench-1", with: "jacknet-bench-9"),
        Samples.full.json.replacing("\"median\":", with: "\"middle\":"),
    ])
    func anythingElseIsRefused(text: String) { #expect(BenchReport(json: text) == nil) }

    @Test func ratiosAreOfTheSameNumbers() throws {
        var now = Samples.full
        now.codecs?[0].encode = Rounds([100])
        now.codecs?[0].channels = 4
        now.loads?[1].receive = Rounds([10])
        now.conclude()
        let comparison = Comparison(now, with: Samples.full)
        #expect(comparison.rows.contains { $0.metric.name.hasPrefix("opus 2.5 ms") } == false)
        let row = try #require(
            comparison.rows.first { $0.metric.name == "f32 at 128/48000, 64 ch., receiver" })
        #expect(row.before == 20)
        #expect(row.ratio == 0.5)
        let nothing = try #require(comparison.rows.first { $0.metric.name == "wifi, 10 ms" })
        #expect(nothing.ratio == nil)
        #expect(comparison.differences.isEmpty)
    }

    @Test func otherMachinesAreTold() {
        var before = Samples.full
        before.machine.processor = "Another"
        before.isQuick = true
        #expect(
            Comparison(Samples.full, with: before).differences == [
                "processor: Another before, A <Board> & Co now", "effort: quick before, full now",
            ])
    }

    @Test func theMiddleOfEachGroupIsOfCosts() throws {
        var now = Samples.full
        now.resampler?.costs[0].process = Rounds([1_800])
        let medians = Comparison(now, with: Samples.full).medians
        #expect(try #require(medians.first { $0.group == "resampler" }).ratio == 2)
        #expect(try #require(medians.first { $0.group == "codec" }).ratio == 1)
    }

    @Test func whatThereIsIsDrawn() {
        let titles = Figures(Samples.full).plots.map(\.title)
        #expect(titles.count == 6)
        #expect(
            titles.contains("Late and lost sound against playout delay, after repair"))
        let none = BenchReport(version: "1", machine: Samples.machine, isQuick: true)
        #expect(Figures(none).plots.isEmpty)
        #expect(Figures(Samples.full).svg.hasPrefix("<svg "))
    }

    @Test func thePageNeedsNothingElse() {
        let page = ReportPage(Samples.full, Comparison(Samples.full, with: Samples.full)).html
        #expect(page.contains("A &lt;Board&gt; &amp; Co"))
        #expect(page.contains("This machine carries 64 channels"))
        for foreign in ["<script", "http://www.w3.org/1999", "<link", "src=", "url("] {
            #expect(!page.contains(foreign), "\(foreign)")
        }
        #expect(page.ranges(of: "<svg ").count == 6)
        #expect(page.ranges(of: "<table>").count == ReportTables(Samples.full).tables.count + 1)
    }
}
