// TOML as it is read: lines, kinds, nesting, and bytes of any sort.
import Testing

@testable import JacknetCommands

@Suite struct TomlDocumentTests {
    private func document(_ text: String) throws -> TomlDocument {
        try TomlDocument(parsing: Array(text.utf8))
    }

    @Test func keysHaveTheirLinesAndValues() throws {
        let keys = try document(
            """
            a = "x\\u0000y" # one
            b = [1, 2.5,
                'z', true]
            [t."u v"]
            c = false
            d.e = 1979-05-27
            [[l]]
            """
        ).keys
        let expected: [(String, Int, ConfigurationValue?)] = [
            ("a", 1, .text("x\u{0}y")),
            ("b", 2, .list([.integer(1), .number(2.5), .text("z"), .flag(true)])),
            ("t", 4, nil), ("t/u v", 4, nil), ("t/u v/c", 5, .flag(false)), ("t/u v/d", 6, nil),
            ("t/u v/d/e", 6, .other("a date or a time")), ("l", 7, .list([.other("a table")])),
        ]
        #expect(keys.count == expected.count)
        for (key, (path, line, value)) in zip(keys, expected) {
            #expect(key.path.joined(separator: "/") == path)
            #expect(key.line == line)
            #expect(key.value == value)
        }
    }

    @Test(arguments: [
        ("a = 1\r\nb =\r\n", 2), ("\n\n[a\n", 3), ("a = 1\nb = 1979-05-27T?7:00:00\nc = 1\n", 2),
        ("a = 1é\n", 1), ("a = \"\u{1}\"", 1), ("a = 'x", 1),
        ("x = " + String(repeating: "[", count: 100_000), 1),
        ("\n" + String(repeating: "a.", count: 400_000) + "a = 1", 2),
        ("[" + String(repeating: "a.", count: 400_000) + "a]", 1),
        ("x = " + String(repeating: "{a=", count: 200_000), 1),
    ])
    func faultsHaveTheirLines(text: String, line: Int) {
        let fault = #expect(throws: TomlDocument.Fault.self) { _ = try document(text) }
        #expect(fault?.line == line)
        #expect(fault?.cause.isEmpty == false)
    }

    @Test func deepIsNotTooDeep() throws {
        let deep = String(repeating: "a.", count: 200) + "a"
        var text = "1"
        for _ in 0..<14 { text = "{\(deep) = \(text)}" }
        #expect(try document("x = \(text)").keys.count == 8)
    }

    @Test func whatIsNotUTF8IsNone() {
        #expect(throws: TomlDocument.Fault.self) {
            try TomlDocument(parsing: [0x61, 0x3D, 0x22, 0xFF, 0x22])
        }
        #expect(throws: TomlDocument.Fault.self) { try TomlDocument(parsing: [0x61, 0, 0x3D]) }
    }

    /// Bytes at random, and documents with bytes changed: none is fatal, and statements are whole.
    @Test func anyBytesAreReadOrRefused() {
        var random = SystemRandomNumberGenerator()
        let sample = Array(
            "a=1\n[profile.\"b c\"] # d\nconnect=[ 'x', \"\"\"y\n\"\"\" ]\nz={q=-1.5e3,w=true}\n'''\\"
                .utf8)
        let alphabet = Array("[]{}=.,#'\"\\\n\r ax1-+:TZ\u{FF}é".utf8)
        for round in 0..<4_000 {
            var bytes: [UInt8]
            if round % 4 == 0 {
                bytes = (0..<Int.random(in: 0..<64, using: &random)).map { _ in
                    UInt8.random(in: 0...255, using: &random)
                }
            } else if round % 4 == 1 {
                bytes = (0..<Int.random(in: 0..<64, using: &random)).map { _ in
                    alphabet.randomElement(using: &random) ?? 0
                }
            } else {
                bytes = sample
                for _ in 0..<Int.random(in: 1..<6, using: &random) {
                    let at = Int.random(in: 0..<bytes.count, using: &random)
                    switch Int.random(in: 0..<3, using: &random) {
                    case 0: bytes[at] = alphabet.randomElement(using: &random) ?? 0
                    case 1: bytes.remove(at: at)
                    default: bytes.insert(UInt8.random(in: 0...255, using: &random), at: at)
                    }
                }
            }
            _ = try? TomlDocument(parsing: bytes)
            #expect(TomlStatement.all(in: bytes).flatMap(\.bytes) == bytes)
            let new = try? ProfileText(path: "", profile: "b c", settings: []).replaced(in: bytes)
            if let new { #expect((try? TomlDocument(parsing: new)) != nil) }
        }
    }
}
