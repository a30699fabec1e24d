// jacknet-control(7) names every method, setting, event and error code that there is, and no other.
import Engine
import Foundation
import Testing
import Text

@testable import JacknetCommands

@Suite struct ControlPageTests {
    private let page: String

    init() throws { page = try contents("man/jacknet-control.7") }

    /// The text below a heading.
    private func section(_ name: String) throws -> Substring {
        let start = try #require(page.range(of: "\n.Sh \(name)\n"))
        let rest = page[start.upperBound...]
        return rest[..<(rest.range(of: "\n.Sh ")?.lowerBound ?? rest.endIndex)]
    }

    private func entries(_ section: Substring) -> [String] {
        section.matches(of: /\n\.It Cm ([A-Za-z.]+)\n/).map { String($0.1) }
    }

    @Test func everyMethodHasItsEntry() throws {
        // What is told unasked is written like a method.
        let told = ["link.statistics", "link.levels", "link.event"]
        let documented = entries(try section("METHODS")).filter { !told.contains($0) }
        #expect(documented == ControlMethod.allCases.map(\.rawValue))
    }

    @Test func everyEventHasItsEntry() throws {
        #expect(entries("\n" + (try section("EVENTS"))) == EventCatalogue.entries.map(\.name))
    }

    /// What the code makes, found in its text, is what is told of.
    @Test func everyEventThatIsMadeIsInTheCatalogue() throws {
        let lines = try shell(
            #"grep -rhoE '(\.(info|warning|error)|name:), "[a-zA-Z]+(\.[a-zA-Z]+)?"' Sources/Engine; "#
                + #"grep -hoE 'name: "[a-z]+\.[a-z]+"' Sources/Engine/Steering/Desk/CountWatch.swift"#
        ).output
        let made = Set(lines.matches(of: /"([a-zA-Z.]+)"/).map { String($0.1) })
        #expect(made.sorted() == EventCatalogue.entries.map(\.name))
    }

    /// A row of the table: which end has the setting, and what it is.
    private struct Row: Hashable {
        var end: String
        var words: [String]
    }

    private func rows<Settings>(_ table: SettingTable<Settings>, _ end: String) -> [String: Row] {
        let rows = table.settings.map { setting in
            let told = setting.description
            let words = [
                told.kind.rawValue, told.unit ?? "–", told.isLive ? "live" : "–",
                told.mayPeerAsk ? "asked" : "–",
            ]
            return (setting.name, Row(end: end, words: words))
        }
        return Dictionary(uniqueKeysWithValues: rows)
    }

    @Test func everySettingHasItsRow() throws {
        var expected = rows(SettingCatalogue.sender, "send")
        for (name, row) in rows(SettingCatalogue.receiver, "recv") {
            guard let other = expected[name] else {
                expected[name] = row
                continue
            }
            #expect(other.words == row.words, "\(name) differs between the ends")
            expected[name]?.end = "both"
        }
        let lines = try section("SETTINGS").split(separator: "\n")
            .filter { $0.hasPrefix(".It Va ") }
        var documented: [String: Row] = [:]
        for line in lines {
            let cells = line.dropFirst(7).replacing("\\(en", with: "–").split(separator: " Ta ")
                .map(String.init)
            try #require(cells.count == 6, "\(line)")
            #expect(documented[cells[0]] == nil, "\(cells[0]) is there twice")
            documented[cells[0]] = Row(end: cells[1], words: Array(cells[2...]))
        }
        for (name, row) in expected { #expect(documented[name] == row, "\(name)") }
        #expect(Set(documented.keys) == Set(expected.keys))
    }

    @Test func everySettingIsAFlag() throws {
        for (page, names) in [
            ("send", SettingCatalogue.sender.settings.map(\.name)),
            ("recv", SettingCatalogue.receiver.settings.map(\.name)),
        ] {
            let text = try contents("man/jacknet-\(page).1")
            for name in names where name != "host" {
                #expect(text.contains("\n.It Fl Fl \(name)"), "\(name) in \(page)")
            }
        }
    }

    @Test func everyCodeHasItsEntry() throws {
        let text = try section("ERROR CODES")
        let codes = text.matches(of: /\n\.It \\?(-?[0-9]+)\n/).compactMap { Int($0.1) }
        let refusals = (1...100).filter { ChangeRefusal.Code(rawValue: $0) != nil }
        #expect(codes == [-32_700, -32_600, -32_601, -32_602, -32_000] + refusals)
    }
}
