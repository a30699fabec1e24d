// Keys as text: what is written is read again, and what is not right is refused for the right reason.
import Session
import Testing

struct KeyTokenTests {
    private let token = KeyToken(
        receiver: KeyID([UInt8](0..<16))!, id: KeyID([UInt8](16..<32))!,
        secret: KeySecret([UInt8](200..<232))!)

    private func fault(_ text: some StringProtocol) -> KeyTokenError? {
        do throws(KeyTokenError) {
            _ = try KeyToken(parsing: Array(text.utf8))
            return nil
        } catch {
            return error
        }
    }

    /// The form does not change: tokens outlive versions.
    @Test func itsTextIsStable() throws {
        let text =
            "jacknet1-AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh_IycrLzM3Oz9DR0tPU1dbX2Nna29zd3t_g4eLj5OXm52GUWKQ"
        #expect(token.text == text)
        #expect(text.utf8.count == 100)
        #expect(try KeyToken(parsing: text.utf8) == token)
    }

    @Test func everyTokenComesBack() throws {
        for _ in 0..<100 {
            let token = KeyToken(receiver: .random())
            let back = try KeyToken(parsing: token.text.utf8)
            #expect(back == token)
            #expect(back.key(named: "a") == token.key(named: "a"))
        }
    }

    @Test(arguments: ["\n", "\r\n", " \t\r\n", "\n\n"])
    func whiteSpaceAroundItDoesNotMatter(space: String) throws {
        #expect(try KeyToken(parsing: (token.text + space).utf8) == token)
        #expect(try KeyToken(parsing: (space + token.text).utf8) == token)
    }

    /// Cut anywhere, and with any character changed, doubled or taken out.
    @Test func whatWasCutOrMistypedIsNoticed() {
        let text = token.text
        let family = "jacknet1-"
        for length in family.count..<text.count { #expect(fault(text.prefix(length)) == .damaged) }
        for index in text.indices.dropFirst(family.count) {
            for other in "AQgw8_-*" where other != text[index] {
                var changed = text
                changed.replaceSubrange(index...index, with: String(other))
                #expect(fault(changed) == .damaged, "\(changed)")
            }
            var doubled = text
            doubled.insert(text[index], at: index)
            #expect(fault(doubled) == .damaged)
            var missing = text
            missing.remove(at: index)
            #expect(fault(missing) == .damaged)
        }
        #expect(fault(text + "=") == .damaged)
        #expect(fault(text + " " + text) == .damaged)
        #expect(fault(text.replacing("AAEC", with: "AA\nEC")) == .damaged)
    }

    @Test(arguments: ["jacknet2-x", "jacknet10-", "jacknet0-AAAA"])
    func anotherVersionIsToldApart(text: String) {
        #expect(fault(text) == .laterVersion)
    }

    @Test(arguments: [
        "", " ", "hello", "jacknet", "jacknet-x", "jacknet1", "Jacknet1-x",
        "jacknet99999999999999-",
        "ssh-ed25519 AAAA", "\u{0}",
    ])
    func whatIsNoneIsNone(text: String) {
        #expect(fault(text) == .noToken)
        #expect(!KeyToken.isLike(text.utf8))
    }

    @Test func noMistakePrintsTheSecret() {
        let shown = "\(token) \(token.secret) \(String(reflecting: token)) \(token.key(named: "a"))"
        #expect(!shown.contains(token.text.suffix(40)))
        #expect(!shown.contains("200"))
        #expect(KeyToken.isLike(" \(token.text)".utf8))
    }
}

struct KeyFileTests {
    private let tokens = [KeyToken(receiver: .random()), KeyToken(receiver: .random())]

    private func fault(_ text: String) -> KeyFileError? {
        do throws(KeyFileError) {
            _ = try KeyFile(parsing: Array(text.utf8))
            return nil
        } catch {
            return error
        }
    }

    @Test func whatIsWrittenIsRead() throws {
        for created in [nil, 0, 1_795_790_920, 253_402_300_799] as [Int64?] {
            let file = KeyFile(tokens: tokens, created: created)
            #expect(try KeyFile(parsing: Array(file.text.utf8)) == file)
        }
        #expect(
            KeyFile(tokens: tokens, created: 1_795_790_920).text.hasPrefix(
                "# created 2026-11-27T14:48:40Z\njacknet1-"))
    }

    @Test func commentsAndEmptyLinesAreNothing() throws {
        let text =
            "# created on a Monday\r\n\r\n  # jacknet1-x\n\n \(tokens[0].text)\r\n\t\n\(tokens[1].text)"
        #expect(try KeyFile(parsing: Array(text.utf8)) == KeyFile(tokens: tokens))
    }

    @Test func whatIsWrongNamesItsLine() {
        #expect(fault("# x\n\nhello") == .wrongLine(3, .noToken))
        #expect(
            fault("\(tokens[0].text)\n\(tokens[1].text.dropLast())\n") == .wrongLine(2, .damaged))
        #expect(fault("jacknet7-x") == .wrongLine(1, .laterVersion))
        #expect(fault("") == .empty)
        #expect(fault("# only a comment\n") == .empty)
    }

    @Test func itsLengthIsBounded() throws {
        let line = tokens[0].text + "\n"
        let most = KeyFile.mostBytes / line.utf8.count
        #expect(fault(String(repeating: line, count: most)) == nil)
        #expect(fault(String(repeating: line, count: most + 1)) == .tooLong)
    }

    @Test(arguments: [
        "2026-02-30T00:00:00Z", "2026-13-01T00:00:00Z", "2026-01-01T24:00:00Z",
        "2026-01-01 00:00:00Z",
        "2026-01-01T00:00:00", "-026-01-01T00:00:00Z", "", "99999-01-01T00:00:00Z",
    ])
    func whatIsNoTimeIsNone(time: String) throws {
        let text = "# created \(time)\n\(tokens[0].text)"
        #expect(try KeyFile(parsing: Array(text.utf8)).created == nil)
    }
}
