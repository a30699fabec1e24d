/// Checks and uncovers incoming packets, RTP and RTCP alike, in place. One thread at a time.
package struct PacketUnprotector: ~Copyable {
    /// How they were protected.
    package let profile: ProtectionProfile

    @_noLocks @_noAllocation
    package init(profile: ProtectionProfile) {
        self.profile = profile
    }

    /// Uncovers the first `length` bytes of `packet`.
    ///
    /// Returns the new length; nil where the packet is not authentic, or too short to be.
    @_noLocks @_noAllocation
    package mutating func unprotect(_ packet: UnsafeMutableRawBufferPointer, length: Int) -> Int? {
        guard length >= profile.overheadBytes, length <= packet.count else { return nil }
        switch profile {
        case .none: return length
        }
    }
}
