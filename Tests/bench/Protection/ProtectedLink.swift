import Protection

/// A link's packets protected as jacknet does, their numbers counting on.
final class ProtectedLink {
    private var protector: PacketProtector
    private var unprotector: PacketUnprotector
    private var number: UInt16 = 0

    struct Failure: Error {}

    init(window: Int) throws {
        let protection = PacketProtection.random(.aeadAES256GCM)
        let protector = try PacketProtector(protection, ssrcs: [7])
        let unprotector = try PacketUnprotector(protection, ssrcs: [7], window: window)
        self.protector = protector
        self.unprotector = unprotector
    }

    /// Protects a packet whose last 16 bytes are room.
    func protect(_ packet: inout [UInt8]) throws {
        packet[2] = UInt8(number >> 8)
        packet[3] = UInt8(truncatingIfNeeded: number)
        number &+= 1
        let length = packet.withUnsafeMutableBytes {
            protector.protect($0, length: $0.count - 16)
        }
        guard length == packet.count else { throw Failure() }
    }

    func unprotect(_ packet: inout [UInt8]) throws {
        let length = packet.withUnsafeMutableBytes {
            unprotector.unprotect($0, length: $0.count)
        }
        guard length == packet.count - 16 else { throw Failure() }
    }
}
