/// The packet types in use here (RFC 3550 section 12.1, RFC 3611 section 2, RFC 4585 section 6.1).
enum RTCPPacketType {
    static var senderReport: UInt8 {
        @_noLocks @_noAllocation get { 200 }
    }

    static var receiverReport: UInt8 {
        @_noLocks @_noAllocation get { 201 }
    }

    static var sourceDescription: UInt8 {
        @_noLocks @_noAllocation get { 202 }
    }

    static var goodbye: UInt8 {
        @_noLocks @_noAllocation get { 203 }
    }

    /// Transport layer feedback (RFC 4585 section 6.1).
    static var transportFeedback: UInt8 {
        @_noLocks @_noAllocation get { 205 }
    }

    static var extendedReport: UInt8 {
        @_noLocks @_noAllocation get { 207 }
    }
}
