// The examples of the manual pages, of README and of docs/recipes.md, as they are printed, on two machines that are
// two JACK servers and two homes.
import Testing

extension Live {
    @Suite struct ExamplesLiveTests {
        @Test func theExamplesWorkAsPrinted() throws {
            let package = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()
            let examples = try Child([package + "/scripts/examples", try #require(binary)])
            defer { examples.end() }
            let status = examples.wait(seconds: 400)
            if status == 77 { print(examples.output) }
            #expect(status == 0 || status == 77, "\(examples.output)")
        }
    }
}
