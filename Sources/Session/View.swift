package import Text

/// How an end sees the link, for who looks at it from the other end: numbers, words and rows of numbers
/// by their names, twice a second.
package struct View: Codable, Equatable, Sendable {
    /// A string from outside may be so long, a row of numbers have so many, and a view so many members.
    private static let longestText = 200
    private static let longestRow = 64
    private static let mostMembers = 64

    package var members: [String: JSONValue]

    package init(_ members: [String: JSONValue]) { self.members = members }

    /// What came from outside, without what no view has.
    package var bounded: View {
        var kept: [String: JSONValue] = [:]
        for (name, value) in members.sorted(by: { $0.key < $1.key }).prefix(Self.mostMembers)
        where name.utf8.count <= Self.longestText && Self.isPlain(value) {
            kept[name] = value
        }
        return View(kept)
    }

    private static func isPlain(_ value: JSONValue) -> Bool {
        switch value {
        case .null, .flag, .integer, .count, .number: true
        case .text(let text): text.utf8.count <= longestText
        case .array(let row):
            row.count <= longestRow && row.allSatisfy { $0.number != nil || $0 == .null }
        case .object: false
        }
    }
}
