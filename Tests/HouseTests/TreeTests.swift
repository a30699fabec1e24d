import Testing

/// What holds for the tree as a whole: nothing in it knows the machine it was written on, and what
/// is built is not kept.
struct TreeTests {
    private static let machinePaths = ["root", "work", "opt/swift"].map { "/\($0)/" }

    /// The lines of `text` in which an absolute path of some machine stands, by number.
    private static func lines(withMachinePath text: String) -> [Int] {
        text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
            .filter { _, line in machinePaths.contains { mentions(line, $0) } }
            .map { $0.offset + 1 }
    }

    /// Only where a path starts: `frames/work/` is none.
    private static func mentions(_ line: Substring, _ path: String) -> Bool {
        line.ranges(of: path).contains { range in
            guard range.lowerBound > line.startIndex else { return true }
            let before = line[line.index(before: range.lowerBound)]
            return !(before.isLetter || before.isNumber || "._-)}~".contains(before))
        }
    }

    @Test func noFileNamesAPathOfOneMachine() throws {
        let files = try Repository.files(below: "")
        #expect(files.contains("README.md"), "the tree was not found")
        for file in files {
            guard let text = try? Repository.text(file) else { continue }
            for line in Self.lines(withMachinePath: text) {
                Issue.record("\(file):\(line) names a path of one machine")
            }
        }
    }

    @Test func aMachinePathIsNoticed() {
        let path = Self.machinePaths[1]
        #expect(Self.lines(withMachinePath: "a\ncd \(path)x\nnet\(path)x\n\(path)") == [2, 4])
    }

    @Test(arguments: ["/.build*", "/Package.resolved"])
    func gitIgnores(pattern: String) throws {
        let patterns = try Repository.text(".gitignore").split(separator: "\n").map(String.init)
        #expect(patterns.contains(pattern))
    }
}
