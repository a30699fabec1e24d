import Glibc
import NetworkIO
import Session
import Synchronization
import Testing

/// A listening end and what comes to its door.
final class Doorstep {
    let loop = ControlLoop()
    let listener: ControlListener
    let inside: Log<(ControlConnection, ControlEvent)>
    let refused: Log<DoorFault>

    init(_ security: ListenerSecurity) throws {
        let inside = Log<(ControlConnection, ControlEvent)>()
        let refused = Log<DoorFault>()
        listener = try ControlListener(
            HostPort(host: "127.0.0.1", port: 0), security: security, on: loop,
            deliver: { inside.append(($0, $1)) }, refused: { refused.append($1) })
        (self.inside, self.refused) = (inside, refused)
    }

    var place: HostPort { HostPort(host: "127.0.0.1", port: listener.port) }

    /// Dials, and waits for what comes of it.
    func dial(
        _ security: DialerSecurity, heard: Log<ControlEvent> = Log()
    ) -> Result<ControlConnection, ControlError>? {
        let results = Log<Result<ControlConnection, ControlError>>()
        ControlDialer.dial(
            place, security: security, by: nil, on: loop, deliver: { heard.append($1) },
            completion: { results.append($0) })
        return results.first()
    }

    /// A bare TCP connection to it.
    func call() throws -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = listener.port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let status = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        try #require(status == 0)
        return descriptor
    }

    deinit { loop.shutdown() }
}

/// What happened, in order, from any thread.
final class Log<Entry: Sendable>: Sendable {
    private let entries = Mutex<[Entry]>([])

    func append(_ entry: Entry) { entries.withLock { $0.append(entry) } }

    var count: Int { entries.withLock { $0.count } }

    /// The first entry, once there is one; nil if there is none within 20 s.
    func first() -> Entry? {
        for _ in 0..<2_000 where count == 0 { usleep(10_000) }
        return entries.withLock { $0.first }
    }
}
