internal import Glibc
internal import HostIO
package import Text
package import Units

/// A connection to a link's control socket. It never blocks longer than it is told to; one thread.
package final class ControlClient {
    package let link: RunningLink
    /// What to poll for input.
    package let descriptor: Int32
    /// What the link told without being asked, while an answer was waited for.
    private var untold: [ControlMessage] = []
    private var lines = LineBuffer(limitBytes: 4 << 20)
    private var unsent: [UInt8] = []
    private var lastID = 0

    /// Connects; a link takes connections at once or not at all.
    package init(_ link: RunningLink) throws(ControlClientError) {
        self.link = link
        let socket = UnixSocket.open()
        guard socket >= 0 else { throw .unreachable(link.name, errno: errno) }
        do throws(ControlClientError) { try Self.connect(socket, to: link) } catch {
            close(socket)
            throw error
        }
        descriptor = socket
    }

    deinit { close(descriptor) }

    private static func connect(
        _ socket: Int32, to link: RunningLink
    ) throws(ControlClientError) {
        guard link.path.utf8.count < 108 else {
            throw .unreachable(link.name, errno: ENAMETOOLONG)
        }
        switch UnixSocket.with(link.path, { Glibc.connect(socket, $0, $1) }) {
        case 0: break
        case ENOENT, ECONNREFUSED: throw .ended(link.name)
        case let code: throw .unreachable(link.name, errno: code)
        }
        // Whoever could put a socket there could tell and be told anything.
        guard PeerCredentials(of: socket)?.isTrusted ?? false else { throw .foreign(link.name) }
    }

    /// Sends a request; its answer comes with `receive()`, under the identifier returned.
    package func request(
        _ method: String, _ params: JSONValue = .object([])
    ) throws(ControlClientError) -> Int {
        lastID += 1
        let request = JSONValue.object([
            ("jsonrpc", .text("2.0")), ("id", .integer(Int64(lastID))),
            ("method", .text(method)), ("params", params),
        ])
        unsent += Array((request.description + "\n").utf8)
        try send()
        return lastID
    }

    /// Asks and waits for the answer, `patience` at most, or until `breaker` is due.
    package func call(
        _ method: String, _ params: JSONValue = .object([]), within patience: Nanoseconds,
        breaker: ControlBreaker? = nil
    ) throws(ControlClientError) -> JSONValue {
        let deadline = MonotonicClock.now() + patience
        let id = try request(method, params)
        while true {
            for message in try read() {
                if let answer = try answer(to: id, in: message) { return answer }
                untold.append(message)
            }
            let left = deadline - MonotonicClock.now()
            guard left > .zero else {
                throw .timedOut(link.name, milliseconds: Int(patience.milliseconds))
            }
            try wait(left, breaker: breaker)
        }
    }

    /// The answer where `message` is that; throws where it is an error. An error without an
    /// identifier can only be about what was asked last.
    package func answer(
        to id: Int, in message: ControlMessage
    ) throws(ControlClientError) -> JSONValue? {
        switch message {
        case .result(id, let result): return result
        case .error(let other, let code, let text, let data) where other == id || other == nil:
            throw .refused(code: code, message: text, data: data)
        default: return nil
        }
    }

    /// All that has come. Never waits; throws where the connection is at its end and nothing is left.
    package func receive() throws(ControlClientError) -> [ControlMessage] {
        defer { untold = [] }
        if !untold.isEmpty, !isReadable { return untold }
        return untold + (try read())
    }

    /// There is something to receive that `descriptor` does not tell of.
    package var hasUntold: Bool { !untold.isEmpty }

    private var isReadable: Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&entry, 1, 0) > 0
    }

    /// As much as the socket takes; the rest goes with the next wait.
    private func send() throws(ControlClientError) {
        while !unsent.isEmpty {
            let count = Glibc.send(descriptor, unsent, unsent.count, Int32(MSG_NOSIGNAL))
            if count > 0 {
                unsent.removeFirst(count)
            } else if errno == EAGAIN {
                return
            } else if errno == EPIPE || errno == ECONNRESET {
                throw .ended(link.name)
            } else if errno != EINTR {
                throw .unreachable(link.name, errno: errno)
            }
        }
    }

    /// The whole lines that have come. Reads a megabyte at most at a time, so that a link that never
    /// stops talking does not keep its listener from anything else.
    private func read() throws(ControlClientError) -> [ControlMessage] {
        var messages: [ControlMessage] = []
        for _ in 0..<16 {
            var piece = [UInt8](repeating: 0, count: 65_536)
            let count = recv(descriptor, &piece, piece.count, 0)
            if count > 0 {
                lines.append(piece[..<count])
                while let line = lines.next() {
                    guard let message = ControlMessage(line) else { throw .garbled(link.name) }
                    messages.append(message)
                }
                guard !lines.isOverfull else { throw .garbled(link.name) }
            } else if count == 0 || errno == ECONNRESET {
                guard messages.isEmpty else { return messages }
                throw .ended(link.name)
            } else if errno != EINTR {
                guard errno == EAGAIN else { throw .unreachable(link.name, errno: errno) }
                return messages
            }
        }
        return messages
    }

    private func wait(_ span: Nanoseconds, breaker: ControlBreaker?) throws(ControlClientError) {
        let events = Int16(unsent.isEmpty ? POLLIN : POLLIN | POLLOUT)
        var entries = [
            pollfd(fd: descriptor, events: events, revents: 0),
            pollfd(fd: breaker?.descriptor ?? -1, events: Int16(POLLIN), revents: 0),
        ]
        _ = poll(&entries, 2, Int32(span.milliseconds.rounded(.up)))
        if entries[1].revents != 0, let breaker, breaker.isDue() { throw .cancelled }
        if entries[0].revents & Int16(POLLOUT) != 0 { try send() }
    }
}
