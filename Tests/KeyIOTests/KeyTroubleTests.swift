// What is wrong with files of keys and with their directory: not used, and told with its remedy.
import ControlTestKit
import Glibc
import KeyIO
import Session
import Testing

@Suite struct KeyTroubleTests {
    private let place = TemporaryStore()
    private var store: KeyStore { place.store }

    @Test(arguments: [0o644, 0o640, 0o604, 0o620, 0o601] as [mode_t])
    func whatOthersCanReadIsNotUsed(mode: mode_t) throws {
        let accepted = try store.acceptedKeys()
        let token = try store.makeKey(for: name("a"))
        let key = token.key(named: "a")
        let path = place.path("senders/a.key")
        chmod(path, mode)
        #expect(accepted.accepted(token.id) == nil)
        #expect(!accepted.isStillAccepted(key))
        #expect(accepted.troubles == [KeyStoreError.readableByOthers(path).description])
        let a = try name("a")
        #expect(
            fault { () throws(KeyStoreError) in try store.token(of: a) } == .readableByOthers(path))
        #expect(try store.list().entries.map(\.name) == ["local"])
        chmod(path, 0o600)
        #expect(accepted.accepted(token.id) == key)
        #expect(store.faults.isEmpty)
    }

    @Test func aLocalKeyThatOthersCanReadIsNotUsed() throws {
        let accepted = try store.acceptedKeys()
        let token = try store.makeKey(for: name("a"))
        chmod(place.path("local.key"), 0o644)
        #expect(store.known(for: accepted.receiver) == nil)
        #expect(accepted.accepted(token.id) != nil)
        let expected = KeyStoreError.readableByOthers(place.path("local.key"))
        #expect(store.faults == [expected])
        #expect(fault { () throws(KeyStoreError) in try store.acceptedKeys() } == expected)
    }

    /// Which is why it is not kept, not even for a while.
    @Test func whatOthersHaveSeenIsRotatedOut() throws {
        let accepted = try store.acceptedKeys()
        let old = try store.makeKey(for: name("a"))
        chmod(place.path("senders/a.key"), 0o644)
        let new = try store.rotate(name("a"), keepsOld: true).token
        #expect(accepted.accepted(old.id) == nil)
        #expect(accepted.accepted(new.id) == new.key(named: "a"))
        #expect(place.mode("senders/a.key") == 0o600)
        let local = try #require(store.known(for: accepted.receiver))
        chmod(place.path("local.key"), 0o644)
        try store.rotateLocal()
        #expect(accepted.accepted(local.id) == nil)
        #expect(store.known(for: accepted.receiver) != nil)
        #expect(place.mode("local.key") == 0o600)
    }

    /// As root, who may give files away.
    @Test(.enabled(if: geteuid() == 0))
    func whatIsAnotherUsersIsNotUsed() throws {
        let accepted = try store.acceptedKeys()
        let token = try store.makeKey(for: name("a"))
        chown(place.path("senders/a.key"), 12_345, 12_345)
        #expect(accepted.accepted(token.id) == nil)
        #expect(store.faults == [.foreign(place.path("senders/a.key"), owner: 12_345)])
        chown(place.path("senders"), 12_345, 12_345)
        #expect(store.faults == [.foreign(place.path("senders"), owner: 12_345)])
        chown(store.directory, 12_345, 12_345)
        #expect(store.faults == [.foreign(store.directory, owner: 12_345)])
    }

    @Test func linksAreNotFollowed() throws {
        let accepted = try store.acceptedKeys()
        let token = try store.makeKey(for: name("a"))
        let path = place.path("senders/a.key")
        rename(path, place.path("a"))
        symlink(place.path("a"), path)
        #expect(accepted.accepted(token.id) == nil)
        #expect(store.faults == [.notFile(path)])
        rename(place.path("senders"), place.path("elsewhere"))
        symlink(place.path("elsewhere"), place.path("senders"))
        #expect(store.faults == [.notDirectory(place.path("senders"))])
        let b = try name("b")
        #expect(
            fault { () throws(KeyStoreError) in try store.makeKey(for: b) }
                == .notDirectory(place.path("senders")))
    }

    /// A pipe in a key's place does not hold anybody up.
    @Test func whatIsNoFileIsNotWaitedFor() throws {
        _ = try store.acceptedKeys()
        _ = try store.makeKey(for: name("a"))
        mkfifo(place.path("senders/b.key"), 0o600)
        mkdir(place.path("senders/c.key"), 0o700)
        #expect(
            store.faults == [
                .notFile(place.path("senders/b.key")), .notFile(place.path("senders/c.key")),
            ])
    }

    @Test func whatIsNoKeyIsTold() throws {
        _ = try store.acceptedKeys()
        _ = try store.makeKey(for: name("a"))
        try place.write("hello\n", to: "senders/b.key")
        try place.write("", to: "senders/c.key")
        try place.write(String(repeating: "#\n", count: 40_000), to: "senders/d.key")
        try place.write("", to: "senders/.e.key.new")
        try place.write("", to: "senders/README")
        #expect(
            store.faults == [
                .wrong(place.path("senders/b.key"), .wrongLine(1, .noToken)),
                .wrong(place.path("senders/c.key"), .empty),
                .wrong(place.path("senders/d.key"), .tooLong),
            ])
    }

    @Test func keysOutliveTheirReceiversInVain() throws {
        let token = try store.makeKey(for: name("a"))
        unlink(place.path("local.key"))
        let accepted = try store.acceptedKeys()
        #expect(accepted.accepted(token.id) == nil)
        #expect(store.faults == [.outlived(place.path("senders/a.key"), name: "a")])
        let new = try store.rotate(name("a"), keepsOld: true).token
        #expect(accepted.accepted(new.id) == new.key(named: "a"))
        #expect(accepted.accepted(token.id) == nil)
        #expect(store.faults.isEmpty)
    }

    @Test func onlySoManyKeysAreLookedAt() throws {
        let accepted = try store.acceptedKeys()
        let token = try store.makeKey(for: name("a"))
        for index in 0..<1_000 {
            let token = KeyToken(receiver: accepted.receiver)
            try place.write(token.text, to: "senders/b\(1_000 + index).key")
        }
        #expect(accepted.accepted(token.id) != nil)
        #expect(store.faults == [.tooMany(place.path("senders"))])
        let c = try name("c")
        #expect(
            fault { () throws(KeyStoreError) in try store.makeKey(for: c) }
                == .tooMany(place.path("senders")))
    }

    @Test func aDirectoryIsClosedToOthers() throws {
        _ = try store.acceptedKeys()
        chmod(store.directory, 0o755)
        _ = try store.acceptedKeys()
        #expect(place.mode("") == 0o700)
    }

    @Test func aPlaceThatCannotBeMadeIsTold() throws {
        let store = KeyStore(directory: "/dev/null/x/jacknet/keys")
        let a = try name("a")
        for error in [
            fault { () throws(KeyStoreError) in try store.acceptedKeys() },
            fault { () throws(KeyStoreError) in try store.makeKey(for: a) },
        ] {
            guard case .unwritable(let path, _, false)? = error else {
                Issue.record("\(error.debugDescription)")
                continue
            }
            #expect(path == "/dev/null/x")
        }
        try "".write(toFile: place.directory.path + "/file")
        let other = KeyStore(directory: place.directory.path + "/file")
        #expect(
            fault { () throws(KeyStoreError) in try other.acceptedKeys() }
                == .notDirectory(place.directory.path + "/file"))
    }

    @Test func keysThatAreGoneAreOut() throws {
        let accepted = try store.acceptedKeys()
        let key = try store.makeKey(for: name("a")).key(named: "a")
        #expect(accepted.isStillAccepted(key))
        #expect(rename(store.directory, store.directory + "-away") == 0)
        #expect(!accepted.isStillAccepted(key))
    }

    /// What cannot be looked at just now is no reason to end a link; as an ordinary user, whom modes stop.
    @Test(.enabled(if: geteuid() != 0))
    func whatCannotBeLookedAtIsNotGone() throws {
        let accepted = try store.acceptedKeys()
        let key = try store.makeKey(for: name("a")).key(named: "a")
        chmod(store.directory, 0)
        #expect(accepted.isStillAccepted(key))
        #expect(accepted.accepted(key.id) == nil)
        chmod(store.directory, 0o700)
        #expect(accepted.accepted(key.id) == key)
    }

    /// Each names what is to be done, in one line.
    @Test func everyErrorHasItsRemedy() {
        let errors: [KeyStoreError] = [
            .noPlace, .readableByOthers("/k"), .foreign("/k", owner: 1), .notDirectory("/k"),
            .notFile("/k"), .wrong("/k", .empty), .wrong("/k", .wrongLine(2, .damaged)),
            .wrong("/k", .wrongLine(2, .laterVersion)), .missing("/k"),
            .unreadable("/k", cause: "c"),
            .unwritable("/k", cause: "c", isFull: true),
            .unwritable("/k", cause: "c", isFull: false),
            .busy("/k"), .tooMany("/k"), .noKey("a", .sender, known: []),
            .noKey("a", nil, known: ["b"]),
            .exists("a"), .bothSides("a"), .otherReceivers("a"), .knownAs("a", known: "b"),
            .severalReceivers("/k"), .outlived("/k", name: "a"), .inputFailed("/k", cause: "c"),
            .severalTokens("/k", 2),
        ]
        for error in errors {
            let text = error.description
            #expect(text.contains(";") && !text.contains("\n"), "\(text)")
            #expect(text.contains("/k") || text.contains("'a'") || error == .noPlace, "\(text)")
        }
    }
}
