// The files of keys: who is let in, who is no more, and what others can read is not used.
import ControlTestKit
import Glibc
import KeyIO
import Session
import Testing

@Suite struct KeyStoreTests {
    private let place = TemporaryStore()
    private var store: KeyStore { place.store }

    /// On one machine, for one user, nothing has to be done.
    @Test func senderAndReceiverOfOneUserKnowEachOther() throws {
        #expect(store.known(for: .random()) == nil)
        #expect(try store.list().entries.isEmpty)
        let accepted = try store.acceptedKeys()
        let key = try #require(store.known(for: accepted.receiver))
        #expect(accepted.accepted(key.id) == key)
        #expect(try store.acceptedKeys().receiver == accepted.receiver)
        #expect(place.mode("") == 0o700)
        #expect(place.mode("local.key") == 0o600)
        #expect(place.directory.mode("state").map { $0 & 0o777 } == 0o700)
    }

    @Test func aTokenLetsItsSenderIn() throws {
        let there = TemporaryStore()
        let accepted = try store.acceptedKeys()
        let token = try store.makeKey(for: name("studio-a"))
        #expect(token.receiver == accepted.receiver)
        #expect(try there.store.add(token, as: name("studio-b")) == .added)
        #expect(try there.store.add(token, as: name("studio-b")) == .known)
        let key = try #require(there.store.known(for: accepted.receiver))
        #expect(key.name == "studio-b")
        #expect(accepted.accepted(key.id) == token.key(named: "studio-a"))
        #expect(place.mode("senders") == 0o700)
        #expect(place.mode("senders/studio-a.key") == 0o600)
        #expect(there.mode("receivers/studio-b.key") == 0o600)
        #expect(try store.token(of: name("studio-a")) == token)
    }

    @Test func oneSenderIsShutOutAlone() throws {
        let accepted = try store.acceptedKeys()
        let keys = try ["a", "b"].map { try store.makeKey(for: name($0)).key(named: $0) }
        for key in keys { #expect(accepted.accepted(key.id) == key) }
        #expect(try store.remove(name("a"), nil) == .sender)
        #expect(accepted.accepted(keys[0].id) == nil)
        #expect(!accepted.isStillAccepted(keys[0]))
        #expect(accepted.accepted(keys[1].id) == keys[1])
        #expect(accepted.isStillAccepted(keys[1]))
    }

    /// Those who ask for what is not there do not keep what has come since from being found.
    @Test func aKeyCountsAtOnce() throws {
        let accepted = try store.acceptedKeys()
        for index in 0..<50 {
            #expect(accepted.accepted(.random()) == nil)
            let token = try store.makeKey(for: name("s\(index)"))
            #expect(accepted.accepted(token.id)?.name == "s\(index)")
        }
    }

    @Test func aRotatedKeyIsOutWhenTheNewOneIsUsed() throws {
        let accepted = try store.acceptedKeys()
        let old = try store.makeKey(for: name("a"))
        let unused = try store.rotate(name("a"), keepsOld: true).token
        let new = try store.rotate(name("a"), keepsOld: true).token
        #expect(new.receiver == old.receiver && new.id != old.id && new.secret != old.secret)
        #expect(try store.token(of: name("a")) == new)
        #expect(accepted.accepted(unused.id) == nil)
        let oldKey = try #require(accepted.accepted(old.id))
        accepted.noteUse(of: oldKey)
        #expect(accepted.isStillAccepted(oldKey))
        let newKey = try #require(accepted.accepted(new.id))
        accepted.noteUse(of: newKey)
        #expect(accepted.accepted(old.id) == nil)
        #expect(!accepted.isStillAccepted(oldKey))
        #expect(accepted.isStillAccepted(newKey))
        #expect(place.mode("senders/a.key") == 0o600)
    }

    @Test func aKeyCanBeRotatedOutAtOnce() throws {
        let accepted = try store.acceptedKeys()
        let old = try store.makeKey(for: name("a"))
        let new = try store.rotate(name("a"), keepsOld: false).token
        #expect(accepted.accepted(old.id) == nil)
        #expect(accepted.accepted(new.id) == new.key(named: "a"))
    }

    @Test func theLocalKeyIsRotatedAlone() throws {
        let accepted = try store.acceptedKeys()
        let old = try #require(store.known(for: accepted.receiver))
        let sender = try store.makeKey(for: name("a"))
        try store.rotateLocal()
        let new = try #require(store.known(for: accepted.receiver))
        #expect(new.id != old.id && new.secret != old.secret)
        #expect(accepted.accepted(old.id) == nil)
        #expect(!accepted.isStillAccepted(old))
        #expect(accepted.isStillAccepted(new))
        #expect(accepted.accepted(sender.id) != nil)
    }

    @Test func aNewTokenReplacesThatOfTheSameReceivers() throws {
        let here = try KeyToken(receiver: store.acceptedKeys().receiver)
        let first = KeyToken(receiver: .random())
        let next = KeyToken(receiver: first.receiver)
        #expect(try store.add(first, as: name("b")) == .added)
        #expect(try store.add(next, as: name("b")) == .replaced)
        #expect(store.known(for: first.receiver) == next.key(named: "b"))
        #expect(try store.add(here, as: name("me")) == .own)
        let (b, stranger) = try (name("b"), KeyToken(receiver: .random()))
        #expect(
            fault { () throws(KeyStoreError) in try store.add(stranger, as: b) }
                == .otherReceivers("b"))
        let c = try name("c")
        #expect(
            fault { () throws(KeyStoreError) in try store.add(next, as: c) }
                == .knownAs("c", known: "b"))
    }

    @Test func namesThatAreThereOrNotAreTold() throws {
        let (a, b) = try (name("studio-a"), name("studio-b"))
        _ = try store.makeKey(for: a)
        #expect(
            fault { () throws(KeyStoreError) in try store.makeKey(for: a) } == .exists("studio-a"))
        #expect(
            fault { () throws(KeyStoreError) in try store.token(of: b) }
                == .noKey("studio-b", .sender, known: ["studio-a"]))
        #expect(
            fault { () throws(KeyStoreError) in try store.rotate(b, keepsOld: true) }
                == .noKey("studio-b", .sender, known: ["studio-a"]))
        _ = try store.add(KeyToken(receiver: .random()), as: a)
        #expect(
            fault { () throws(KeyStoreError) in try store.remove(a, nil) } == .bothSides("studio-a")
        )
        #expect(
            fault { () throws(KeyStoreError) in try store.remove(b, nil) }
                == .noKey("studio-b", nil, known: ["studio-a"]))
        #expect(try store.remove(a, .receiver) == .receiver)
        #expect(try store.remove(a, nil) == .sender)
        #expect(
            fault { () throws(KeyStoreError) in try store.remove(a, nil) }
                == .noKey("studio-a", nil, known: []))
    }

    @Test func aListTellsWhatIsThere() throws {
        let accepted = try store.acceptedKeys()
        let token = try store.makeKey(for: name("a"))
        _ = try store.add(KeyToken(receiver: .random()), as: name("b"))
        let before = try store.list()
        #expect(before.faults.isEmpty)
        #expect(before.entries.map(\.name) == ["local", "a", "b"])
        #expect(before.entries.map(\.side) == [nil, .sender, .receiver])
        #expect(before.entries.allSatisfy { $0.created != nil && $0.lastUsed == nil })
        accepted.noteUse(of: token.key(named: "a"))
        let new = try store.rotate(name("a"), keepsOld: true).token
        let rotated = try #require(store.list().entries.first { $0.name == "a" })
        #expect(rotated.id == new.id && rotated.previous == token.id && rotated.lastUsed == nil)
        accepted.noteUse(of: new.key(named: "a"))
        let used = try #require(store.list().entries.first { $0.name == "a" })
        #expect(used.previous == nil && used.lastUsed != nil)
    }

    /// A dozen receivers that start at once are one receiver.
    @Test func theFirstReceiversAgree() async throws {
        let store = store
        let receivers = try await withThrowingTaskGroup(of: KeyID.self) { group in
            for _ in 0..<12 { group.addTask { try store.acceptedKeys().receiver } }
            return try await group.reduce(into: Set<KeyID>()) { $0.insert($1) }
        }
        #expect(receivers.count == 1)
    }

    @Test func aWriterThatNeverEndsIsTold() throws {
        _ = try store.acceptedKeys()
        let held = open(store.directory, O_RDONLY)
        defer { close(held) }
        #expect(flock(held, LOCK_EX | LOCK_NB) == 0)
        let a = try name("a")
        #expect(
            fault { () throws(KeyStoreError) in try store.makeKey(for: a) }
                == .busy(store.directory))
    }

    @Test(arguments: [
        "", ".a", "a/b", "..", "a\u{0}", "a\nb", "\u{202e}x", String(repeating: "é", count: 31),
    ])
    func whatIsNoNameIsRefused(text: String) {
        #expect(throws: KeyNameError.self) { try KeyName(text) }
    }

    @Test func aTokenIsNoName() {
        let text = KeyToken(receiver: .random()).text
        #expect(throws: KeyNameError.token) { try KeyName(text) }
        #expect(throws: KeyNameError.token) { try KeyName(String(text.prefix(20))) }
        #expect(!KeyNameError.token.description.contains("jacknet1"))
    }

    @Test(arguments: ["Bühne 1", "2001:db8::7", "a", "-", String(repeating: "x", count: 60)])
    func otherNamesAreGood(text: String) throws {
        let token = try store.makeKey(for: name(text))
        #expect(try store.token(of: name(text)) == token)
        #expect(try store.list().entries.map(\.name) == ["local", text])
    }
}
