// The client of a control socket: lines, messages, answers, and links that hang, end or babble.
import ControlTestKit
import Glibc
import Testing
import Text
import Units

@testable import ControlIO

@Suite struct ControlClientTests {
    private static let soon = Nanoseconds(200_000_000)

    /// A socket that one client connects to and whose other end the test holds.
    private struct Line: ~Copyable {
        let client: ControlClient
        let far: Int32

        init() throws {
            let path = "/tmp/jacknet-client-\(getpid())-\(UInt32.random(in: 0 ... .max))"
            let listener = listeningSocket(at: path, backlog: 1)
            client = try ControlClient(RunningLink(name: "a", path: path))
            far = accept(listener, nil, nil)
            close(listener)
            unlink(path)
        }

        func say(_ text: String) {
            let bytes = Array(text.utf8)
            _ = send(far, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        }

        deinit { close(far) }
    }

    @Test func answersAreTakenByTheirNumber() throws {
        let line = try Line()
        line.say(#"{"jsonrpc":"2.0","method":"link.levels","params":{"x":1}}"# + "\n")
        line.say(#"{"jsonrpc":"2.0","id":7,"result":{}}"# + "\n")
        line.say(#"{"jsonrpc":"2.0","id":1,"result":{"codec":"f32"}}"# + "\n")
        let answer = try line.client.call("link.get", within: Self.soon)
        #expect(answer == .object([("codec", .text("f32"))]))
        // What was told meanwhile is not lost.
        #expect(line.client.hasUntold)
        let levels = ControlMessage.notification(
            method: "link.levels", .object([("x", .integer(1))]))
        #expect(try line.client.receive().first == levels)
        #expect(try line.client.receive().isEmpty)
    }

    @Test func refusalsAreErrors() throws {
        let line = try Line()
        line.say(#"{"jsonrpc":"2.0","id":1,"error":{"code":3,"message":"no","data":{}}}"# + "\n")
        #expect(throws: ControlClientError.refused(code: 3, message: "no", data: .object([]))) {
            try line.client.call("link.set", within: Self.soon)
        }
    }

    @Test func waitsAreBounded() throws {
        let line = try Line()
        #expect(throws: ControlClientError.timedOut("a", milliseconds: 200)) {
            try line.client.call("link.get", within: Self.soon)
        }
        var ends: [Int32] = [0, 0]
        pipe(&ends)
        close(ends[1])
        let breaker = ControlBreaker(descriptor: ends[0]) { true }
        #expect(throws: ControlClientError.cancelled) {
            try line.client.call("link.get", within: Nanoseconds(60_000_000_000), breaker: breaker)
        }
        close(ends[0])
    }

    @Test(arguments: ["hello\n", "{}\n", "[]\n", #"{"jsonrpc":"2.0","id":1}"# + "\n", "\u{0}\n"])
    func babbleIsNoticed(text: String) throws {
        let line = try Line()
        line.say(text)
        #expect(throws: ControlClientError.garbled("a")) {
            try line.client.call("link.get", within: Self.soon)
        }
    }

    @Test func theEndIsNoticed() throws {
        let line = try Line()
        shutdown(line.far, Int32(SHUT_RDWR))
        #expect(throws: ControlClientError.ended("a")) {
            try line.client.call("link.get", within: Self.soon)
        }
        #expect(throws: ControlClientError.ended("b")) {
            _ = try ControlClient(RunningLink(name: "b", path: "/tmp/jacknet-nobody"))
        }
        let long = "/tmp/" + String(repeating: "x", count: 120)
        #expect(throws: ControlClientError.unreachable("b", errno: ENAMETOOLONG)) {
            _ = try ControlClient(RunningLink(name: "b", path: long))
        }
    }

    @Test func linesComeInPieces() {
        var buffer = LineBuffer(limitBytes: 8)
        buffer.append(Array("ab".utf8))
        #expect(buffer.next() == nil)
        buffer.append(Array("c\n\nde".utf8))
        #expect(buffer.next() == Array("abc".utf8))
        #expect(buffer.next() == [])
        #expect(buffer.next() == nil)
        #expect(!buffer.isOverfull)
        buffer.append(Array("fghijkl".utf8))
        #expect(buffer.isOverfull)
    }
}
