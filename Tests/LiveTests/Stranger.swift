import Glibc

/// Sockets that do what no jacknet does.
enum Stranger {
    private static func address(_ host: String, _ port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        inet_pton(AF_INET, host, &address.sin_addr)
        return address
    }

    static func withAddress<Result>(
        _ host: String, _ port: Int, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result {
        var address = address(host, port)
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    private static let stream = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)

    /// Sends `count` datagrams of random bytes.
    static func sendDatagrams(_ count: Int, to port: Int) {
        let fd = socket(AF_INET, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        defer { close(fd) }
        for _ in 0..<count {
            let bytes = (0..<Int.random(in: 0...1_400)).map { _ in UInt8.random(in: 0...255) }
            _ = withAddress("127.0.0.1", port) { sendto(fd, bytes, bytes.count, 0, $0, $1) }
        }
    }

    /// Connects `count` times and sends random bytes.
    static func sendStreams(_ count: Int, to port: Int) {
        for _ in 0..<count {
            let fd = socket(AF_INET, stream, 0)
            guard withAddress("127.0.0.1", port, { connect(fd, $0, $1) }) == 0 else { continue }
            let bytes = (0..<Int.random(in: 1...4_000)).map { _ in UInt8.random(in: 0...255) }
            _ = Glibc.send(fd, bytes, bytes.count, Int32(MSG_NOSIGNAL))
            close(fd)
        }
    }

    /// A connection, which says nothing; nil where there is none to be had.
    static func connected(to port: Int) -> Int32? {
        let fd = socket(AF_INET, stream, 0)
        guard withAddress("127.0.0.1", port, { connect(fd, $0, $1) }) == 0 else {
            close(fd)
            return nil
        }
        return fd
    }

    /// Connects, says `bytes`, and waits until it is hung up on.
    static func say(_ bytes: [UInt8], to port: Int) {
        guard let fd = connected(to: port) else { return }
        defer { close(fd) }
        _ = Glibc.send(fd, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        var patience = timeval(tv_sec: 5, tv_usec: 0)
        setsockopt(
            fd, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var block = [UInt8](repeating: 0, count: 4_096)
        while read(fd, &block, block.count) > 0 {}
    }

    /// Carries TCP connections, and nothing else, from `host` to 127.0.0.1, both at `port`, until
    /// `end`: a network that drops UDP. Returns the descriptor to end by, nil where there is no such port.
    /// `telling` hears what `host` is told.
    static func forwardTCP(
        from host: String, port: Int, telling: @escaping @Sendable ([UInt8]) -> Void = { _ in }
    ) -> Int32? {
        let listener = socket(AF_INET, stream, 0)
        var on: Int32 = 1
        setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
        guard withAddress(host, port, { bind(listener, $0, $1) }) == 0, listen(listener, 8) == 0
        else {
            close(listener)
            return nil
        }
        run {
            while case let near = accept(listener, nil, nil), near >= 0 {
                let far = socket(AF_INET, stream, 0)
                guard withAddress("127.0.0.1", port, { connect(far, $0, $1) }) == 0 else {
                    close(near)
                    continue
                }
                run { copy(near, far, telling) }
                run { copy(far, near) { _ in } }
            }
        }
        return listener
    }

    static func end(_ listener: Int32) {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    private static func copy(
        _ from: Int32, _ to: Int32, _ telling: @Sendable ([UInt8]) -> Void
    ) {
        var block = [UInt8](repeating: 0, count: 65_536)
        while case let count = read(from, &block, block.count), count > 0 {
            telling(Array(block[..<count]))
            var done = 0
            while done < count {
                let sent = Glibc.send(
                    to, Array(block[done..<count]), count - done, Int32(MSG_NOSIGNAL))
                guard sent > 0 else { break }
                done += sent
            }
        }
        shutdown(to, Int32(SHUT_RDWR))
    }

    static func run(_ body: @escaping @Sendable () -> Void) {
        let context = Unmanaged.passRetained(Body(body)).toOpaque()
        var thread = pthread_t()
        pthread_create(
            &thread, nil,
            { context in
                if let context { Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run() }
                return nil
            }, context)
        pthread_detach(thread)
    }

    private final class Body: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }
}
