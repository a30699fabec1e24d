/// The blocks of an extended report in use here (RFC 3611 sections 4.4 and 4.5).
enum RTCPExtendedBlock {
    static var receiverReferenceTime: UInt8 {
        @_noLocks @_noAllocation get { 4 }
    }

    static var delaySinceLastReceiverReport: UInt8 {
        @_noLocks @_noAllocation get { 5 }
    }
}
