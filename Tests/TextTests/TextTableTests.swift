// Tables as wide as there is room for, words in lines, and text within markup.
import Testing

@testable import Text

@Suite struct TextTableTests {
    private var table: TextTable {
        var table = TextTable(
            "A title of some words",
            columns: [
                .init("name", isText: true), .init("value"), .init("more", rank: 1),
                .init("most", rank: 2),
            ])
        table.add(["a", "1", "20", "300"])
        table.add(["bcdef\u{1b}", "1000", "2", "3"])
        return table
    }

    @Test func numbersStandAtTheRight() {
        #expect(
            table.text(width: 80) == """
                A title of some words
                name         value  more  most
                a                1    20   300
                bcdef\\u{1b}   1000     2     3

                """)
    }

    @Test func whatMattersLeastGoesFirst() {
        #expect(table.text(width: 29).split(separator: "\n")[1] == "name         value  more")
        #expect(table.text(width: 20).split(separator: "\n")[2] == "name         value")
        // There is no less.
        #expect(table.text(width: 3).contains("name         value"))
    }

    @Test func wordsAreWrapped() {
        #expect("some words of it".wrapped(to: 10) == "some words\nof it\n")
        #expect("incomprehensible".wrapped(to: 4) == "incomprehensible\n")
    }

    @Test func markupIsText() {
        #expect("a<b> & \u{202e}c".markup == "a&lt;b&gt; &amp; \\u{202e}c")
    }
}
