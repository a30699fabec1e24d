import Glibc

/// A client of a control socket that waits for what it reads, ten seconds at most.
package final class TestClient {
    private let descriptor: Int32
    private var pending: [UInt8] = []
    /// So much of it has no end of a line.
    private var searched = 0
    private var block = [UInt8](repeating: 0, count: 65_536)

    package init?(_ path: String) {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | O_CLOEXEC, 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let status = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        var patience = timeval(tv_sec: 10, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(
                descriptor, SOL_SOCKET, option, &patience, socklen_t(MemoryLayout<timeval>.size))
        }
        if status != 0 { return nil }
    }

    deinit { close(descriptor) }

    /// False where the other end takes no more.
    @discardableResult
    package func write(_ text: String) -> Bool { write(Array(text.utf8)) }

    @discardableResult
    package func write(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// Says that nothing more comes.
    package func end() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// The next line without its end; nil at the end, or after ten seconds of nothing.
    package func line() -> String? {
        while true {
            if let end = pending[searched...].firstIndex(of: 10) {
                defer {
                    pending.removeFirst(end + 1)
                    searched = 0
                }
                return String(decoding: pending[..<end], as: UTF8.self)
            }
            searched = pending.count
            let count = block.withUnsafeMutableBytes {
                recv(descriptor, $0.baseAddress, $0.count, 0)
            }
            guard count > 0 else { return nil }
            pending += block[..<count]
        }
    }
}
