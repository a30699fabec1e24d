// The server of the control socket, over real sockets: lines, limits, and clients that misbehave.
import ControlTestKit
import Glibc
import Synchronization
import Testing

@testable import ControlIO

/// Answers each line with itself; what clients do is kept.
private final class Echo: Sendable {
    let server = Mutex<ControlServer?>(nil)
    let closed = Mutex<Int>(0)
    let open = Mutex<[ControlClientID]>([])

    func hear(_ client: ControlClientID, _ event: ControlServerEvent) {
        guard let server = server.withLock(\.self) else { return }
        switch event {
        case .line(let line):
            open.withLock { if !$0.contains(client) { $0.append(client) } }
            server.send(String(decoding: line, as: UTF8.self), to: [client])
            server.next(client)
        case .ended: server.close(client)
        case .closed:
            open.withLock { $0.removeAll { $0 == client } }
            closed.withLock { $0 += 1 }
        }
    }
}

/// Is never done with a line by itself.
private final class Silent: Sendable {
    let lines = Mutex<[ControlClientID]>([])
    let closed = Mutex<Int>(0)

    func hear(_ client: ControlClientID, _ event: ControlServerEvent) {
        switch event {
        case .line: lines.withLock { $0.append(client) }
        case .closed: closed.withLock { $0 += 1 }
        case .ended: break
        }
    }
}

@Suite struct ControlServerTests {
    private let temporary = TemporaryDirectory()

    private func withEcho(
        _ limits: ControlLimits = ControlLimits(), _ body: (ControlServer, Echo) throws -> Void
    ) throws {
        let echo = Echo()
        let server = try ControlServer(
            "a", in: SocketPlace(directory: temporary.path + "/jacknet"), limits: limits
        ) { echo.hear($0, $1) }
        echo.server.withLock { $0 = server }
        defer { server.close() }
        try body(server, echo)
    }

    @Test func linesAreAnsweredInOrder() throws {
        try withEcho { server, _ in
            let client = try #require(TestClient(server.path))
            client.write("one\ntwo\r\n\n  \nth")
            #expect(client.line() == "one")
            #expect(client.line() == "two\r")
            client.write("ree\n")
            #expect(client.line() == "three")
            let many = (0..<5_000).map { "line \($0)" }
            client.write(many.joined(separator: "\n") + "\n")
            for line in many { #expect(client.line() == line) }
        }
    }

    /// As `echo … | socat - UNIX:…` does.
    @Test func whoSaysNoMoreStillGetsAnswers() throws {
        try withEcho { server, _ in
            let client = try #require(TestClient(server.path))
            client.write("one\ntwo")
            client.end()
            #expect(client.line() == "one")
            #expect(client.line() == "two")
            #expect(client.line() == nil)
        }
    }

    @Test func theLongestLineIsTakenAndOneMoreByteIsNot() throws {
        try withEcho { server, _ in
            let client = try #require(TestClient(server.path))
            let longest = String(repeating: "x", count: 65_536)
            client.write(longest + "\n")
            #expect(client.line() == longest)
            client.write(longest + "x\n")
            let answer = client.line()
            #expect(answer?.contains("-32700") == true)
            #expect(answer?.contains("\"id\":null") == true)
            #expect(client.line() == nil)
        }
    }

    @Test func aLineWithoutEndIsNotKept() throws {
        try withEcho { server, echo in
            let good = try #require(TestClient(server.path))
            let bad = try #require(TestClient(server.path))
            // What it does not keep, and the kernel does not, is not taken.
            let block = [UInt8](repeating: 0x78, count: 1 << 20)
            var sent = 0
            while sent < 100, bad.write(block) { sent += 1 }
            #expect(sent < 8)
            good.write("still here\n")
            #expect(good.line() == "still here")
        }
    }

    @Test func oneTooManyIsToldSo() throws {
        var limits = ControlLimits()
        limits.clients = 3
        try withEcho(limits) { server, echo in
            var clients: [TestClient] = []
            for _ in 0..<3 {
                let client = try #require(TestClient(server.path))
                client.write("x\n")
                #expect(client.line() == "x")
                clients.append(client)
            }
            let more = try #require(TestClient(server.path))
            #expect(more.line()?.contains("-32000") == true)
            #expect(more.line() == nil)
            clients.removeLast()
            // Its place is free once the server has seen it go.
            try waitUntil { echo.closed.withLock(\.self) == 1 }
            let next = try #require(TestClient(server.path))
            next.write("y\n")
            #expect(next.line() == "y")
        }
    }

    /// Or as many lines would wait as anybody likes to leave behind.
    @Test func whoLeavesKeepsItsPlaceUntilItsLineIsDone() throws {
        let silent = Silent()
        var limits = ControlLimits()
        limits.clients = 2
        let server = try ControlServer(
            "a", in: SocketPlace(directory: temporary.path + "/jacknet"), limits: limits
        ) { client, event in
            silent.hear(client, event)
        }
        defer { server.close() }
        for count in 1...2 {
            try #require(TestClient(server.path)).write("x\ny\n")
            try waitUntil { silent.lines.withLock(\.count) == count }
        }
        // That both have gone is seen by the one who refuses these.
        for _ in 0..<5 {
            let more = try #require(TestClient(server.path))
            #expect(more.line()?.contains("-32000") == true)
        }
        #expect(silent.closed.withLock(\.self) == 0)
        server.next(silent.lines.withLock { $0[0] })
        try waitUntil { silent.closed.withLock(\.self) == 1 }
        let next = try #require(TestClient(server.path))
        next.write("z\n")
        // What it said before it left is not heard any more.
        try waitUntil { silent.lines.withLock(\.count) == 3 }
        #expect(Set(silent.lines.withLock(\.self)).count == 3)
    }

    @Test func whoNeverReadsIsCutOff() throws {
        try withEcho { server, echo in
            let good = try #require(TestClient(server.path))
            good.write("a\n")
            #expect(good.line() == "a")
            let opened = echo.open.withLock(\.self)
            let goodID = try #require(opened.first)
            let bad = try #require(TestClient(server.path))
            bad.write("b\n")
            try waitUntil { echo.open.withLock(\.count) == 2 }
            let both = echo.open.withLock(\.self)
            let line = String(repeating: "y", count: 10_000)
            var count = 0
            while echo.open.withLock(\.count) == 2, count < 1_000 {
                server.send(line, to: both)
                #expect(good.line() == line)
                count += 1
            }
            #expect(count < 1_000)
            #expect(echo.open.withLock(\.self) == [goodID])
            good.write("still here\n")
            #expect(good.line() == "still here")
        }
    }

    @Test func theSocketGoesWithTheServer() throws {
        var path = ""
        try withEcho { server, _ in
            path = server.path
            #expect(UnixSocket.presence(at: path) == .live(pid: getpid()))
        }
        #expect(UnixSocket.presence(at: path) == .nothing)
    }

    private struct Timeout: Error {}

    private func waitUntil(_ condition: () -> Bool) throws {
        for _ in 0..<2_000 {
            if condition() { return }
            usleep(5_000)
        }
        throw Timeout()
    }
}
