import Glibc
package import Units

/// The service manager that runs this process, systemd or another one that speaks as it does: sd_notify(3).
package struct ServiceManager: Sendable {
    /// It restarts what does not say that it is well once in this time; nil where it waits for no such word.
    package let watchdog: Nanoseconds?
    private let address: sockaddr_un
    private let length: socklen_t

    /// Nil where `variable`, the environment, names none: NOTIFY_SOCKET is a path, or behind @ an abstract name.
    package init?(_ variable: (String) -> String?) {
        guard let name = variable("NOTIFY_SOCKET"), name.hasPrefix("/") || name.hasPrefix("@")
        else { return nil }
        var bytes = Array(name.utf8)
        if bytes[0] == UInt8(ascii: "@") { bytes[0] = 0 }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let room = MemoryLayout.size(ofValue: address.sun_path)
        guard bytes.count > 1, bytes.count < room else { return nil }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        self.address = address
        length = socklen_t(MemoryLayout<sockaddr_un>.size - room + bytes.count)
        let isForThis = variable("WATCHDOG_PID").map { $0 == "\(getpid())" } ?? true
        let microseconds = variable("WATCHDOG_USEC").flatMap { Int64($0) } ?? 0
        watchdog =
            isForThis && (1...1_000_000_000_000).contains(microseconds)
            ? Nanoseconds(microseconds * 1_000) : nil
    }

    /// Tells it of what has changed, `READY=1` or the like, one a line; whether it was taken is not known. Neither
    /// waits nor fails. Not from a real-time thread.
    package func tell(_ assignments: String...) {
        let text = Array(assignments.joined(separator: "\n").utf8)
        let descriptor = socket(
            AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        withUnsafePointer(to: address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                let flags = Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)
                _ = sendto(descriptor, text, text.count, flags, address, length)
            }
        }
    }
}
