/// Protects outgoing packets, RTP and RTCP alike, in place. One thread at a time.
package struct PacketProtector: ~Copyable {
    /// How.
    package let profile: ProtectionProfile

    @_noLocks @_noAllocation
    package init(profile: ProtectionProfile) {
        self.profile = profile
    }

    /// Protects the first `length` bytes of `packet`, whose count is the room there is.
    ///
    /// Returns the new length; nil where the room lacks the profile's `overheadBytes`.
    @_noLocks @_noAllocation
    package mutating func protect(_ packet: UnsafeMutableRawBufferPointer, length: Int) -> Int? {
        guard length >= 0, length <= packet.count - profile.overheadBytes else { return nil }
        switch profile {
        case .none: return length
        }
    }
}
