import Testing

/// Checks what the documents promise against what the tree has.
struct DocumentTests {
    private let readme: String
    private let targets: Set<String>

    init() throws {
        readme = try Repository.text("README.md")
        let makefile = try Repository.text("Makefile")
        let rule = /^([a-z]+):/.anchorsMatchLineEndings()
        targets = Set(makefile.matches(of: rule).map { String($0.1) })
    }

    /// The targets that commands in `text` name; "make sure" in a sentence is none.
    private func named(in text: String) -> Set<String> {
        let command = /(?:^|`|sudo |exec |&& )make ([a-z]+)\b/.anchorsMatchLineEndings()
        return Set(text.matches(of: command).map { String($0.1) })
    }

    @Test func readmeAndMakefileAgree() {
        #expect(
            targets.isSuperset(of: [
                "deps", "build", "demo", "test", "check", "rtsan", "fuzz", "install", "uninstall",
                "clean",
            ]))
        #expect(named(in: readme).subtracting(targets) == [], "in README, not in the Makefile")
        // `judge` builds a part of the tests; users have no business with it.
        #expect(
            targets.subtracting(named(in: readme)) == ["judge"], "in the Makefile, not in README")
    }

    @Test func continuousIntegrationRunsWhatReadmeSays() throws {
        let commands = named(in: try Repository.text(".ci/run"))
        #expect(commands == ["test"])
    }

    /// `name(1)` in README is a page in `man`.
    @Test func everyManPageNamedIsThere() throws {
        let pages = readme.matches(of: /\b(jacknet[a-z-]*)\(([1-8])\)/).map { "\($0.1).\($0.2)" }
        #expect(pages.contains("jacknet.1"))
        for page in Set(pages) {
            #expect(Repository.exists("man/" + page), "man/\(page)")
        }
    }

    /// The messages that README and the pages explain are those that the program writes.
    @Test func everyMessageExplainedIsInTheSource() throws {
        let source = try Repository.files(below: "Sources").filter { $0.hasSuffix(".swift") }
            .map(Repository.text).joined()
            .replacing(/"\s*\+ "/, with: "")
            .replacing(/\\\([^()]*(\([^()]*\)[^()]*)*\)/, with: "…")
        let start = try #require(readme.firstRange(of: "| it says |"))
        let rest = readme[start.lowerBound...]
        let table = rest[..<(rest.firstRange(of: "\n\n")?.lowerBound ?? rest.endIndex)]
        var messages = table.split(separator: "\n").dropFirst(2)
            .compactMap { $0.firstMatch(of: /^\| ([^|]+) \|/)?.1 }
            .flatMap { $0.split(separator: ", ").map(String.init) }
        #expect(messages.count >= 10)
        for page in ["man/jacknet.1", "man/jacknet-key.1"] {
            let text = try Repository.text(page)
            let start = try #require(text.firstRange(of: "\n.Sh DIAGNOSTICS\n"))
            let items = text[start.upperBound...].matches(of: /\n\.It ([^\n]+)/).map { $0.1 }
            #expect(items.count >= 3)
            messages += items.flatMap { $0.matches(of: /"([^"]+)"/).map { String($0.1) } }
        }
        for message in messages {
            // What stands for something else parts a message.
            let parts = message.split(
                separator: /…|\(…\)|\(CAUSE\)|HOST:PORT|HOST|NUMBER|FILE|NAME/)
            for part in parts.map({ $0.drop { " :".contains($0) } }) where part.count > 3 {
                let words = part.hasSuffix(" ") ? part.dropLast() : part
                let isThere = source.contains(words)
                #expect(isThere, "\(message): \(words)")
            }
        }
    }

    /// Relative links, in every document.
    @Test func everyLinkLeadsToAFile() throws {
        let documents =
            ["README.md", "CHANGELOG.md"]
            + (try Repository.names(in: "docs").filter { $0.hasSuffix(".md") }.map { "docs/" + $0 })
        for document in documents {
            let folder = document.hasPrefix("docs/") ? "docs/" : ""
            let links = try Repository.text(document).matches(of: /\]\(([^)#:]+)(?:#[^)]*)?\)/)
            for link in links.map({ String($0.1) }) {
                #expect(Repository.exists(folder + link), "\(document) links to \(link)")
            }
        }
    }

    @Test func changelogHasAnUnreleasedPart() throws {
        #expect(try Repository.text("CHANGELOG.md").contains("\n## [Unreleased]\n"))
    }

    /// Every directory in `Sources` has its line in the table of floors.
    @Test func architectureNamesEveryTarget() throws {
        let architecture = try Repository.text("docs/architecture.md")
        for target in try Repository.names(in: "Sources")
        where Repository.isDirectory("Sources/" + target) {
            #expect(architecture.contains("`\(target)`"), "\(target) in docs/architecture.md")
        }
    }
}
