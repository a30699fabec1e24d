// A link without sound: a thread that speaks the control protocol on a socket of its own directory.
import ControlTestKit
import Glibc
import Synchronization
import Text

/// What a link would answer, from a thread of its own, until it is let go.
final class FakeLink: Sendable {
    /// How it treats those who ask.
    enum Manner {
        case answering
        /// It takes connections and says nothing.
        case hanging
        /// It answers what is no JSON.
        case garbling
    }

    let name: String
    let path: String
    private let manner: Manner
    private let isOver = Mutex(false)
    private let wake: (reading: Int32, writing: Int32)

    /// `runtime` stands for `$XDG_RUNTIME_DIR`; the socket is there when this returns.
    init(_ name: String, runtime: String, manner: Manner = .answering) {
        self.name = name
        self.manner = manner
        mkdir(runtime, 0o700)
        mkdir(runtime + "/jacknet", 0o700)
        path = runtime + "/jacknet/" + name + ".sock"
        var ends: [Int32] = [0, 0]
        pipe(&ends)
        wake = (ends[0], ends[1])
        let server = FakeLinkServer(name: name, path: path, manner: manner)
        server.open()
        let box = Unmanaged.passRetained(Start(server: server, wake: ends[0]))
        var thread = pthread_t()
        pthread_create(
            &thread, nil,
            { argument in
                let start = Unmanaged<Start>.fromOpaque(argument!).takeRetainedValue()
                start.server.serve(until: start.wake)
                close(start.wake)
                return nil
            }, box.toOpaque())
        pthread_detach(thread)
    }

    /// Ends it as a link ends that was killed: the socket's file stays.
    func end() {
        isOver.withLock { isOver in
            if !isOver { close(wake.writing) }
            isOver = true
        }
    }

    deinit { end() }

    private final class Start {
        let server: FakeLinkServer
        let wake: Int32
        init(server: FakeLinkServer, wake: Int32) {
            self.server = server
            self.wake = wake
        }
    }
}

/// The thread's own.
final class FakeLinkServer {
    private let name: String
    private let path: String
    private let manner: FakeLink.Manner
    private var listener: Int32 = -1
    private var clients: [Int32: Client] = [:]
    private var settings = FakeLinkSettings()
    /// When it listens again after `fake.die`, in turns of the loop.
    private var turnsUntilReturn: Int?
    private var reports: Int64 = 0

    private struct Client {
        var bytes: [UInt8] = []
        /// In turns; nil where it has not subscribed.
        var interval: Int?
        var turnsLeft = 0
    }

    /// Milliseconds.
    private static let turn = 50

    init(name: String, path: String, manner: FakeLink.Manner) {
        self.name = name
        self.path = path
        self.manner = manner
    }

    func open() {
        unlink(path)
        listener = listeningSocket(at: path, backlog: 16)
    }

    func serve(until wake: Int32) {
        while true {
            let descriptors = [wake, listener] + clients.keys
            var entries = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            let ready = poll(&entries, nfds_t(entries.count), Int32(Self.turn))
            if entries[0].revents != 0 { break }
            if entries[1].revents != 0 { clients[accept(listener, nil, nil)] = Client() }
            for entry in entries[2...] where entry.revents != 0 { read(entry.fd) }
            if ready == 0 { tick() }
        }
        closeAll()
    }

    private func closeAll() {
        close(listener)
        listener = -1
        for client in clients.keys { close(client) }
        clients = [:]
    }

    private func tick() {
        if let turns = turnsUntilReturn {
            turnsUntilReturn = turns > 1 ? turns - 1 : nil
            if turnsUntilReturn == nil { open() }
        }
        for (descriptor, client) in clients {
            guard let interval = client.interval else { continue }
            clients[descriptor]?.turnsLeft = client.turnsLeft > 1 ? client.turnsLeft - 1 : interval
            if client.turnsLeft <= 1 { notify(descriptor, "link.statistics", status()) }
        }
    }

    private func read(_ descriptor: Int32) {
        var piece = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &piece, piece.count, 0)
        guard count > 0 else {
            close(descriptor)
            clients[descriptor] = nil
            return
        }
        clients[descriptor]?.bytes += piece[..<count]
        while let bytes = clients[descriptor]?.bytes, let end = bytes.firstIndex(of: 0x0A) {
            clients[descriptor]?.bytes.removeFirst(end + 1)
            let line = String(decoding: bytes[..<end], as: UTF8.self)
            if manner == .garbling { write(descriptor, "hello?\n") }
            guard manner == .answering, let request = JSONValue(parsing: line) else { continue }
            answer(request, to: descriptor)
        }
    }

    private func write(_ descriptor: Int32, _ text: String) {
        let bytes = Array(text.utf8)
        _ = send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    private func notify(_ descriptor: Int32, _ method: String, _ params: JSONValue) {
        let line = JSONValue.object([
            ("jsonrpc", .text("2.0")), ("method", .text(method)), ("params", params),
        ])
        write(descriptor, line.description + "\n")
    }

    private func answer(_ request: JSONValue, to descriptor: Int32) {
        let params = request["params"] ?? .object([])
        var answer: [(String, JSONValue)] = [("jsonrpc", .text("2.0"))]
        if let id = request["id"] { answer.append(("id", id)) }
        switch result(of: request["method"]?.text ?? "", params, from: descriptor) {
        case .success(let result): answer.append(("result", result))
        case .failure(let refusal):
            let error: [(String, JSONValue)] = [
                ("code", .integer(refusal.code)), ("message", .text(refusal.message)),
            ]
            answer.append(("error", .object(error)))
        }
        if request["id"] != nil { write(descriptor, JSONValue.object(answer).description + "\n") }
        if request["method"]?.text == "link.stop" {
            unlink(path)
            closeAll()
        }
    }

    private func result(
        of method: String, _ params: JSONValue, from descriptor: Int32
    ) -> Result<JSONValue, FakeRefusal> {
        switch method {
        case "link.status": return .success(status())
        case "link.describe": return .success(settings.description)
        case "link.get": return settings.get(params)
        case "link.set": return settings.set(params)
        case "link.mute":
            let muted = params["muted"] ?? .flag(true)
            _ = settings.set(.object([("mute", muted)]))
            return .success(.object([("mute", muted)]))
        case "link.subscribe":
            let interval = Int(params["intervalMs"]?.number ?? 1000) / Self.turn
            clients[descriptor]?.interval = max(1, interval)
            return .success(.object([]))
        case "ports.list": return .success(FakeLinkSettings.ports(of: name))
        case "ports.connect", "ports.disconnect", "link.stop": return .success(.object([]))
        case "fake.event":
            for (other, client) in clients where client.interval != nil {
                notify(other, "link.event", FakeLinkSettings.event)
            }
            return .success(.object([]))
        case "fake.die":
            turnsUntilReturn = Int(params["ms"]?.number ?? 500) / Self.turn
            unlink(path)
            closeAll()
            return .success(.object([]))
        default: return .failure(FakeRefusal(code: -32601, message: "no method \(method)"))
        }
    }

    private func status() -> JSONValue {
        reports += 1
        return FakeLinkSettings.status(name: name, reports: reports)
    }
}

struct FakeRefusal: Error {
    let code: Int64
    let message: String
}
