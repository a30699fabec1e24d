import Glibc
import NetworkIO
import Session
import Testing

/// Who is let in, and what either end is told otherwise.
@Suite(.serialized)
struct HandshakeTests {
    private let keys = MemoryKeys()

    private func fault(_ result: Result<ControlConnection, ControlError>?) -> HandshakeFault? {
        guard case .failure(.handshake(_, let fault)) = result else { return nil }
        return fault
    }

    @Test func aKeyLetsIn() throws {
        let key = keys.make(name: "studio")
        let door = try Doorstep(.keys(keys))
        let known = MemoryKeys([
            LinkKey(receiver: key.receiver, id: key.id, secret: key.secret, name: "b")
        ])
        let result = try #require(door.dial(.keys(known)))
        let connection = try result.get()
        #expect(connection.key?.name == "b")
        connection.send(.ping(Ping(id: 7)))
        let (from, event) = try #require(door.inside.first())
        #expect(from.key == key)
        guard case .message(.ping(let ping)) = event else { return #expect(Bool(false)) }
        #expect(ping.id == 7)
        #expect(keys.usedKeys == [key.id])
        #expect(door.refused.count == 0)
    }

    @Test func theKeyIsTheOneThatIsAskedFor() throws {
        let key = keys.make()
        let others = MemoryKeys()
        let other = others.make()
        let door = try Doorstep(.keys(keys))
        let result = try #require(door.dial(.keys(MemoryKeys([other, key]))))
        #expect(try result.get().key?.id == key.id)
    }

    @Test func withoutAKeyNobodyComesIn() throws {
        _ = keys.make()
        let door = try Doorstep(.keys(keys))
        #expect(fault(door.dial(.keys(MemoryKeys()))) == .noKey)
        #expect(door.refused.first() == .handshake(.noKey))
        #expect(door.inside.count == 0)
    }

    @Test func aKeyThatWasRemovedIsUnknown() throws {
        let key = LinkKey(
            receiver: keys.receiver, id: .random(), secret: .random(), name: "")
        let door = try Doorstep(.keys(keys))
        #expect(fault(door.dial(.keys(MemoryKeys([key])))) == .unknownKey)
        #expect(door.refused.first() == .handshake(.unknownKey))
    }

    @Test func anotherSecretIsWrong() throws {
        let key = keys.make()
        let forged = LinkKey(receiver: key.receiver, id: key.id, secret: .random(), name: "")
        let door = try Doorstep(.keys(keys))
        #expect(fault(door.dial(.keys(MemoryKeys([forged])))) == .wrongKey)
        #expect(door.refused.first() == .handshake(.wrongKey))
        #expect(keys.usedKeys.isEmpty)
    }

    @Test func whatIsOpenIsNotSpokenToInSecret() throws {
        let key = keys.make()
        let door = try Doorstep(.open)
        #expect(fault(door.dial(.keys(MemoryKeys([key])))) == .inClear)
        #expect(door.refused.first() == .handshake(.encrypted))
        #expect(door.inside.count == 0)
    }

    @Test func whatIsClosedIsNotSpokenToInClear() throws {
        let door = try Doorstep(.keys(keys))
        let heard = Log<ControlEvent>()
        let connection = try #require(door.dial(.open, heard: heard)).get()
        connection.send(.ping(Ping(id: 1)))
        guard case .message(.refuse(let refusal)) = try #require(heard.first()) else {
            return #expect(Bool(false))
        }
        #expect(refusal.code == "key")
        #expect(door.refused.first() == .handshake(.inClear))
        #expect(door.inside.count == 0)
    }

    @Test func openEndsMeet() throws {
        let door = try Doorstep(.open)
        let connection = try #require(door.dial(.open)).get()
        connection.send(.ping(Ping(id: 1)))
        #expect(door.inside.first() != nil)
        #expect(connection.key == nil)
    }

    @Test(arguments: ["", "\u{16}\u{3}\u{1}", "GET / HTTP/1.1\r\n\r\n"])
    func aStrangerIsNotWaitedFor(words: String) throws {
        let door = try Doorstep(.keys(keys))
        let descriptor = try door.call()
        defer { close(descriptor) }
        _ = words.withCString { write(descriptor, $0, strlen($0)) }
        var patience = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(
            descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience,
            socklen_t(MemoryLayout<timeval>.size))
        var byte: UInt8 = 0
        while read(descriptor, &byte, 1) > 0 {}
        #expect(errno != EAGAIN, "the connection is still open")
        #expect(
            door.refused.first() == .handshake(words.hasPrefix("GET") ? .noTLS : .timedOut))
        #expect(door.inside.count == 0)
    }
}
