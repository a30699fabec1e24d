// How the longest datagram of a way is found.
import Testing

@testable import Probing

@Suite struct PathMTUTests {
    /// Searches a way that takes `limit` bytes, and loses those of `lost` by chance, once.
    private func search(_ limit: Int, lost: Set<Int> = []) -> MTUSearch {
        var search = MTUSearch()
        var isFirst = true
        for _ in 0..<20 where !search.lengths.isEmpty {
            let came = search.lengths.filter { $0 <= limit && !(isFirst && lost.contains($0)) }
            isFirst = false
            search.take(came: Set(came))
        }
        #expect(search.lengths.isEmpty, "it does not end")
        return search
    }

    @Test(arguments: [1280, 1412, 1420, 1437, 1492, 1500, 1600, 8999])
    func theLongestIsFound(limit: Int) throws {
        let found = try #require(search(limit).longest)
        #expect(found <= limit)
        #expect(limit - found <= 4)
    }

    @Test func aWayWithoutALimitIsToldApart() {
        #expect(search(65_535).isUnlimited)
        #expect(!search(1500).isUnlimited)
    }

    @Test func nothingComesThrough() { #expect(search(100).longest == nil) }

    @Test func oneLostByChanceDoesNotMatter() throws {
        #expect(try #require(search(1492, lost: [1400, 1472]).longest) >= 1488)
    }
}
