/// Whether a datagram of a port shared by RTP and RTCP is RTCP (RFC 5761 section 4): its second
/// byte, RTCP's packet type, is 192 … 223. RTP payload types 64 … 95 are therefore not to be used.
@_noLocks @_noAllocation
package func isRTCP(_ datagram: UnsafeRawBufferPointer) -> Bool {
    datagram.count >= 2 && datagram[1] >= 192 && datagram[1] <= 223
}
