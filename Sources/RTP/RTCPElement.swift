/// One thing that a compound RTCP packet says, in the order of the wire. Text is UTF-8 that nobody
/// has checked, and lives as long as the datagram's memory does.
package enum RTCPElement {
    /// An SR (RFC 3550 section 6.4.1); its report blocks follow.
    case senderReport(SenderReport)

    /// An RR (RFC 3550 section 6.4.2); its report blocks follow.
    case receiverReport(ssrc: UInt32)

    /// What `reporter` received of the block's source.
    case reportBlock(reporter: UInt32, ReportBlock)

    /// The canonical name, 0 … 255 bytes (RFC 3550 section 6.5.1).
    case cname(ssrc: UInt32, UnsafeRawBufferPointer)

    /// The source leaves (RFC 3550 section 6.6); a reason has 0 … 255 bytes.
    case goodbye(ssrc: UInt32, reason: UnsafeRawBufferPointer?)

    /// Packets of `media` that `reporter` lacks (RFC 4585 section 6.2.1).
    case genericNack(reporter: UInt32, media: UInt32, GenericNack)

    /// A receiver's clock, to be answered (RFC 3611 section 4.4).
    case receiverReferenceTime(ssrc: UInt32, NTPTime)

    /// The answer to one (RFC 3611 section 4.5).
    case receiverReferenceReply(reporter: UInt32, ReceiverReferenceReply)
}
