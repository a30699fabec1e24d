// Words and their quotation marks, lines from a pipe, the file of what was typed.
import Glibc
import Testing

@testable import LineEditor

@Suite struct LineEditorTests {
    @Test(arguments: [
        ("set latency 20", ["set", "latency", "20"], false),
        ("  a\t b  ", ["a", "b"], false), ("", [], false),
        ("connect out_1 \"A B:in 1\"", ["connect", "out_1", "A B:in 1"], false),
        ("a 'b \"c' d", ["a", "b \"c", "d"], false), ("a\\ b c", ["a b", "c"], false),
        ("set connect ''", ["set", "connect", ""], false), ("a\"b c\"d", ["ab cd"], false),
        ("a \"b", ["a", "b"], true), ("a\\", ["a"], true), ("'a\\b'", ["a\\b"], false),
        ("größe 日本", ["größe", "日本"], false),
    ])
    func wordsArePartedAtSpaces(line: String, words: [String], isOpen: Bool) {
        let parts = Words(line)
        #expect(parts.words == words)
        #expect(parts.isOpen == isOpen)
    }

    @Test func linesComeFromAPipe() {
        var ends: [Int32] = [0, 0]
        pipe(&ends)
        let editor = PlainEditor(showsPrompt: false, descriptor: ends[0])
        let say = { (text: String) in _ = write(ends[1], text, text.utf8.count) }
        say("one\ntw")
        #expect(editor.read() == [.line("one")])
        say("o\n\nthree")
        #expect(editor.read() == [.line("two"), .line("")])
        close(ends[1])
        #expect(editor.read() == [.line("three"), .end])
        close(ends[0])
    }

    @Test func theHistoryIsPrivate() throws {
        let base = "/tmp/jacknet-history-\(getpid())-\(UInt32.random(in: 0 ... .max))"
        let history = try #require(HistoryFile(directory: base + "/state/jacknet"))
        #expect(history.path == base + "/state/jacknet/history")
        var status = stat()
        #expect(stat(history.path, &status) == 0 && status.st_mode & 0o777 == 0o600)
        #expect(stat(base + "/state/jacknet", &status) == 0 && status.st_mode & 0o777 == 0o700)
        #expect(HistoryFile(directory: history.path + "/below") == nil)
        unlink(history.path)
        for part in ["/state/jacknet", "/state", ""] { rmdir(base + part) }
    }
}
