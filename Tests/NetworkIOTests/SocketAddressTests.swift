// Addresses as people and sockets write them.
import Testing

@testable import NetworkIO

@Suite struct SocketAddressTests {
    @Test(arguments: [
        "192.0.2.1:54345", "[2001:db8::1]:54345", "[::1]:1", "127.0.0.1:65535", "[::]:0",
    ])
    func textComesBack(text: String) throws {
        #expect(try #require(SocketAddress(text)).description == text)
    }

    @Test(arguments: [
        "", "192.0.2.1", "192.0.2:1:2", "192.0.2.256:1", "[2001:db8::1]", "2001:db8::1:54345",
        "host:1", "[192.0.2.1]:1", "192.0.2.1:65536", "192.0.2.1:-1", "192.0.2.1:", "1\0:1",
    ])
    func whatIsNoAddressIsNone(text: String) { #expect(SocketAddress(text) == nil) }

    /// A dual-stack socket shows an IPv4 peer in its mapped form.
    @Test func mappedIsTheSameHost() throws {
        let plain = try #require(SocketAddress(ip: "192.0.2.7", port: 5))
        let mapped = try #require(SocketAddress(ip: "::ffff:192.0.2.7", port: 5))
        #expect(plain == mapped)
        #expect(plain.isIPv4())
        #expect(plain.sameHost(as: mapped.with(port: 9)))
        #expect(mapped.description == "192.0.2.7:5")
    }

    @Test func whatIsLoopback() throws {
        #expect(try #require(SocketAddress(ip: "127.9.9.9", port: 0)).isLoopback)
        #expect(try #require(SocketAddress(ip: "::1", port: 0)).isLoopback)
        #expect(try !#require(SocketAddress(ip: "128.0.0.1", port: 0)).isLoopback)
        #expect(try !#require(SocketAddress(ip: "::2", port: 0)).isLoopback)
        #expect(SocketAddress.any(port: 1).isUnspecified)
    }
}
