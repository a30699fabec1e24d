// Keys from a file that was named: for a sender those that it may use, for a receiver those that it accepts.
import ControlTestKit
import Glibc
import KeyIO
import Session
import Testing

@Suite struct FileKeysTests {
    private let directory = TemporaryDirectory()
    private var path: String { directory.path + "/studio.key" }
    private let tokens: [KeyToken]

    init() {
        let receiver = KeyID.random()
        tokens = [
            KeyToken(receiver: receiver), KeyToken(receiver: receiver),
            KeyToken(receiver: .random()),
        ]
    }

    private func write(_ tokens: [KeyToken]) throws {
        try ("# mine\n" + tokens.map { $0.text + "\n" }.joined()).write(toFile: path)
    }

    @Test func aReceiverAcceptsWhatIsInItAndNothingElse() throws {
        try write(Array(tokens[..<2]))
        let keys = try FileKeys.accepted(path: path)
        #expect(keys.receiver == tokens[0].receiver)
        let key = try #require(keys.accepted(tokens[1].id))
        #expect(key.secret == tokens[1].secret)
        #expect(key.name == "studio.key \(tokens[1].id.abbreviated)")
        #expect(keys.accepted(tokens[2].id) == nil)
        #expect(keys.isStillAccepted(key))
        try write([tokens[0]])
        #expect(!keys.isStillAccepted(key))
        #expect(keys.accepted(tokens[1].id) == nil)
        keys.noteUse(of: key)
    }

    @Test func aSenderChoosesByTheReceiver() throws {
        try write(tokens)
        let keys = try FileKeys(path: path)
        #expect(keys.known(for: tokens[0].receiver)?.id == tokens[0].id)
        #expect(keys.known(for: tokens[2].receiver)?.id == tokens[2].id)
        #expect(keys.known(for: .random()) == nil)
    }

    @Test func aReceiverIsOne() throws {
        try write(tokens)
        let path = path
        #expect(
            fault { () throws(KeyStoreError) in try FileKeys.accepted(path: path) }
                == .severalReceivers(path))
    }

    @Test func whatCannotBeUsedIsTold() throws {
        let path = path
        func fault() -> KeyStoreError? {
            KeyIOTests.fault { () throws(KeyStoreError) in try FileKeys(path: path) }
        }
        #expect(fault() == .missing(path))
        try write(tokens)
        #expect(fault() == nil)
        let keys = try FileKeys(path: path)
        chmod(path, 0o644)
        #expect(fault() == .readableByOthers(path))
        #expect(keys.known(for: tokens[0].receiver) == nil)
        #expect(keys.faults == [.readableByOthers(path)])
        try "x".write(toFile: path)
        #expect(fault() == .wrong(path, .wrongLine(1, .noToken)))
        unlink(path)
        mkfifo(path, 0o600)
        #expect(fault() == .notFile(path))
        unlink(path)
        mkdir(path, 0o700)
        #expect(fault() == .notFile(path))
    }

    /// Secrets are often put in place by links.
    @Test func aLinkIsWhatItLeadsTo() throws {
        try write(tokens)
        let link = directory.path + "/link"
        symlink(path, link)
        #expect(try FileKeys(path: link).known(for: tokens[2].receiver)?.id == tokens[2].id)
        chmod(path, 0o640)
        #expect(
            fault { () throws(KeyStoreError) in try FileKeys(path: link) }
                == .readableByOthers(link))
    }
}
