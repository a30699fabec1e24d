// Text for terminals: escaping, widths, numbers, JSON.
import FoundationEssentials
import Testing

@testable import Text

@Suite struct TextTests {
    @Test(arguments: [
        ("studio-b", "studio-b"), ("Bühne 舞台 🎸", "Bühne 舞台 🎸"), ("a\u{1b}[2Jb", "a\\u{1b}[2Jb"),
        ("a\r\nb\tc", "a\\u{d}\\u{a}b\\u{9}c"), ("\u{7f}", "\\u{7f}"), ("\u{9b}31m", "\\u{9b}31m"),
        ("abc\u{202e}fed", "abc\\u{202e}fed"), ("\u{2066}x\u{2069}", "\\u{2066}x\\u{2069}"),
        ("a\u{200b}b\u{feff}", "a\\u{200b}b\\u{feff}"), ("\u{2028}", "\\u{2028}"),
        ("\u{e0041}", "\\u{e0041}"), ("\u{e000}", "\\u{e000}"), ("\0", "\\u{0}"),
    ])
    func escapes(text: String, shown: String) {
        #expect(text.escaped == shown)
        #expect(shown.escaped == shown)
    }

    @Test(
        arguments: [
            (Array("Bühne 舞台 🎸".utf8), "Bühne 舞台 🎸"), ([0x61, 0xFF, 0x62], "a\\xffb"),
            ([0xC3], "\\xc3"), ([0xC0, 0x80], "\\xc0\\x80"),
            ([0xED, 0xA0, 0x80], "\\xed\\xa0\\x80"),
            ([0xF4, 0x90, 0x80, 0x80], "\\xf4\\x90\\x80\\x80"),
            ([0xE8, 0x88, 0x61], "\\xe8\\x88a"),
            ([0x1B, 0x80, 0x05], "\\u{1b}\\x80\\u{5}"), ([], ""),
        ] as [([UInt8], String)])
    func escapesBytes(bytes: [UInt8], shown: String) {
        #expect(String(escaping: bytes) == shown)
    }

    @Test func everyByteStringIsShownPrintably() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<2000 {
            let bytes = (0..<12).map { _ in UInt8.random(in: 0...255, using: &random) }
            let shown = String(escaping: bytes)
            #expect(shown.escaped == shown, "\(bytes)")
        }
    }

    @Test(arguments: [
        ("abc", 3), ("舞台", 4), ("e\u{301}", 1), ("🎸", 2), ("▁█", 2), ("…", 1), ("", 0),
        ("한글", 4), ("ｆ", 2), ("❤\u{fe0f}", 2),
    ])
    func widths(text: String, columns: Int) {
        #expect(text.columns == columns)
    }

    @Test(arguments: [
        ("studio", 6, "studio"), ("studio", 5, "stud…"), ("舞台", 3, "舞…"), ("舞台", 2, "…"),
        ("ab", 1, "…"), ("ab", 0, ""),
    ])
    func cuts(text: String, width: Int, shown: String) {
        #expect(text.cut(to: width, ellipsis: "…") == shown)
    }

    @Test(
        arguments: [
            (20.04, 1, "20.0"), (-0.06, 1, "-0.1"), (0.004, 2, "0.00"), (5, 0, "5"),
            (2.667, 2, "2.67"),
            (.infinity, 1, "-"), (.nan, 1, "-"), (1e300, 1, "-"), (-12.345, 2, "-12.35"),
        ] as [(Double, Int, String)])
    func fixedDecimals(number: Double, digits: Int, text: String) {
        #expect(number.fixed(digits) == text)
    }

    @Test(arguments: [(12, "12 B/s"), (384_000, "384 kB/s"), (1_536_000, "1.5 MB/s")])
    func unitPrefixes(number: Double, text: String) {
        #expect(number.scaled("B/s") == text)
    }

    @Test func jsonTextComesBackAsItWas() throws {
        let text = "\"quoted\\\" \n\t\u{1b}[2J\u{202e} 🎸 \u{e0041} \u{0}é"
        let line = JSONValue.object([("text", .text(text))]).description
        #expect(line.escaped == line)
        #expect(
            try JSONDecoder().decode([String: String].self, from: Data(line.utf8)) == ["text": text]
        )
    }

    @Test(arguments: [
        (JSONValue.number(.infinity), "null"), (.number(-.infinity), "null"),
        (.number(.nan), "null"),
        (.number(20.0004), "20"), (.number(-0.0001), "0"), (.number(2.6666), "2.667"),
        (.count(.max), "18446744073709551615"), (.array([.null, .flag(true)]), "[null,true]"),
        (.object([("b", .integer(-1)), ("a", .object([]))]), "{\"b\":-1,\"a\":{}}"),
    ])
    func jsonValues(value: JSONValue, text: String) {
        #expect(value.description == text)
    }

    @Test(arguments: [1e15, 1e21, -1e300, 123_456.789, 0.001])
    func jsonNumbersAreNumbers(number: Double) throws {
        let text = JSONValue.array([.number(number)]).description
        #expect(try JSONDecoder().decode([Double].self, from: Data(text.utf8)) == [number])
    }
}
