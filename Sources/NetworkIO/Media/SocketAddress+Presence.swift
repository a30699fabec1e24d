internal import CLinux
internal import Glibc

extension SocketAddress {
    /// This machine has the address no more: what is sent from it goes nowhere. False as well where that
    /// cannot be told.
    package var isGone: Bool {
        let family = isIPv4() ? AF_INET : AF_INET6
        let descriptor = socket(family, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { _ = close(descriptor) }
        var native = native()
        native.port = 0
        return jn_bind(descriptor, family, &native) == -EADDRNOTAVAIL
    }
}
