import Glibc
import Synchronization

/// Somebody on the way: carries a link's datagrams and connections from 127.0.0.2 to 127.0.0.1, both at
/// one port, and keeps what went by.
final class Tap: Sendable {
    private static let far = "127.0.0.1"
    static let near = "127.0.0.2"
    /// So many datagrams are kept.
    private static let memory = 400

    private struct Kept {
        var datagrams: [[UInt8]] = []
        /// Where the oldest is, once there is no room for more.
        var oldest = 0
        var stream: [UInt8] = []
        var flipsBits = false
        var isCut = false
        var isOver = false
    }

    private let port: Int
    private let listener: Int32
    private let socket: Int32
    private let kept = Mutex(Kept())

    init?(port: Int) {
        self.port = port
        let socket = Glibc.socket(
            AF_INET, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        self.socket = socket
        let bound = Stranger.withAddress(Self.near, port) { bind(socket, $0, $1) }
        var patience = timeval(tv_sec: 0, tv_usec: 100_000)
        setsockopt(
            socket, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        guard bound == 0 else { return nil }
        // 64 channels are 10,000 datagrams a second, and this process is a slow one.
        var room: Int32 = 1 << 23
        setsockopt(socket, SOL_SOCKET, SO_RCVBUFFORCE, &room, socklen_t(MemoryLayout<Int32>.size))
        final class Box: Sendable { let tap = Mutex<Tap?>(nil) }
        let box = Box()
        guard
            let made = Stranger.forwardTCP(
                from: Self.near, port: port,
                telling: { bytes in box.tap.withLock { $0 }?.keep(bytes) })
        else { return nil }
        listener = made
        box.tap.withLock { $0 = self }
        Stranger.run { [self] in carry() }
    }

    func end() {
        kept.withLock { $0.isOver = true }
        Stranger.end(listener)
        _ = poll(nil, 0, 200)
    }

    /// What the dialler said over TCP until now.
    var stream: [UInt8] { kept.withLock(\.stream) }

    /// Before each datagram a copy of it goes, in which one bit is another one.
    func flipBits(_ flips: Bool) { kept.withLock { $0.flipsBits = flips } }

    /// No datagram goes on from either end.
    func cut(_ isCut: Bool) { kept.withLock { $0.isCut = isCut } }

    private func keep(_ bytes: [UInt8]) {
        kept.withLock { if $0.stream.count < 65_536 { $0.stream += bytes } }
    }

    private func send(_ bytes: [UInt8], from socket: Int32) {
        _ = Stranger.withAddress(Self.far, port) { sendto(socket, bytes, bytes.count, 0, $0, $1) }
    }

    /// The newest datagrams, in the order in which they went.
    private var newest: [[UInt8]] {
        kept.withLock { Array($0.datagrams[$0.oldest...] + $0.datagrams[..<$0.oldest]) }
    }

    /// The newest datagrams once more, by the way they went; returns how many.
    func replay() -> Int {
        let datagrams = newest
        for datagram in datagrams { send(datagram, from: socket) }
        return datagrams.count
    }

    /// The newest datagrams once more, from somewhere else.
    func replayFromElsewhere() -> Int {
        let elsewhere = Glibc.socket(
            AF_INET, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        defer { close(elsewhere) }
        let datagrams = newest
        for datagram in datagrams { send(datagram, from: elsewhere) }
        return datagrams.count
    }

    /// Datagrams from the sender go on to the receiver, and the other way about.
    private func carry() {
        var sender = sockaddr_in()
        var block = [UInt8](repeating: 0, count: 65_536)
        while !kept.withLock(\.isOver) {
            var from = sockaddr_in()
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            let count = withUnsafeMutablePointer(to: &from) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    recvfrom(socket, &block, block.count, 0, $0, &length)
                }
            }
            guard count > 0, !kept.withLock(\.isCut) else { continue }
            let datagram = Array(block[..<count])
            if from.sin_port == UInt16(port).bigEndian {
                _ = withUnsafePointer(to: &sender) {
                    $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                        sendto(socket, datagram, count, 0, $0, length)
                    }
                }
                continue
            }
            sender = from
            let flips = kept.withLock { kept in
                if kept.datagrams.count < Self.memory {
                    kept.datagrams.append(datagram)
                } else {
                    kept.datagrams[kept.oldest] = datagram
                    kept.oldest = (kept.oldest + 1) % Self.memory
                }
                return kept.flipsBits
            }
            if flips {
                var changed = datagram
                // Not the SSRC: that would be nobody's packet.
                let place = Bool.random() ? Int.random(in: 0..<8) : Int.random(in: 12..<count)
                changed[place] ^= 1 << UInt8.random(in: 0...7)
                send(changed, from: socket)
            }
            send(datagram, from: socket)
        }
        close(socket)
    }
}
