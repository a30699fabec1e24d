/// How packets are protected on their way; both ends agree on it before the first one.
package enum ProtectionProfile: Hashable, Sendable {
    /// In clear: packets pass through unchanged.
    case none

    /// Bytes that `PacketProtector` appends to a packet, to be left free when packets are sized.
    package var overheadBytes: Int {
        @_noLocks @_noAllocation get {
            switch self {
            case .none: 0
            }
        }
    }
}
