import Glibc
import NetworkIO
import Testing

/// A port goes on listening whatever befalls its socket.
@Suite(.serialized)
struct ListeningPortTests {
    /// The descriptor of this process that listens on `port`.
    private func descriptor(listeningOn port: UInt16) -> Int32? {
        (0..<1_024).first { descriptor in
            var address = sockaddr_in()
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            var listens: Int32 = 0
            var size = socklen_t(MemoryLayout<Int32>.size)
            let isNamed = withUnsafeMutablePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    getsockname(descriptor, $0, &length) == 0
                }
            }
            return isNamed && address.sin_family == sa_family_t(AF_INET)
                && UInt16(bigEndian: address.sin_port) == port
                && getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) == 0
                && listens == 1
        }
    }

    @Test func aBrokenSocketIsReplaced() throws {
        let door = try Doorstep(.open)
        let port = door.listener.port
        let broken = try #require(descriptor(listeningOn: port))
        // From now on accept(2) fails for good.
        #expect(shutdown(broken, Int32(SHUT_RDWR)) == 0)
        var result = door.dial(.open)
        for _ in 0..<50 {
            if case .success = result { break }
            usleep(20_000)
            result = door.dial(.open)
        }
        #expect(door.listener.port == port)
        _ = try #require(result).get()
    }

    @Test func aClosedOneStaysClosed() throws {
        let door = try Doorstep(.open)
        _ = try #require(door.dial(.open)).get()
        door.listener.close()
        // One or two may still be let in while it closes; none may after one was refused.
        let isOpen = (0..<200).map { _ in
            if case .failure(.refused) = door.dial(.open) { false } else { true }
        }
        let closed = try #require(isOpen.firstIndex(of: false))
        #expect(closed < 10)
        #expect(!isOpen[closed...].contains(true))
    }
}
