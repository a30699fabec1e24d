// The examples of units for systemd, under a real one: sealed off as they say, as a user without rights, in real
// time all the same.
import Testing

extension Live {
    @Suite struct UnitsLiveTests {
        @Test func theUnitsSealOffALinkThatRuns() throws {
            let package = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()
            let units = try Child([package + "/scripts/units", try #require(binary)])
            defer { units.end() }
            let status = units.wait(seconds: 90)
            if status == 77 { print(units.output) }
            #expect(status == 0 || status == 77, "\(units.output)")
        }
    }
}
