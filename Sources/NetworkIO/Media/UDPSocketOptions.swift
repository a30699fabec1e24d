/// What a media socket is asked for beyond its address.
package struct UDPSocketOptions: Sendable {
    /// Bytes of kernel buffer to ask for, each way. 8 MB hold a second of 64 channels of float.
    package var receiveBufferBytes = 8 << 20
    package var sendBufferBytes = 8 << 20
    /// The differentiated services code point, 0 … 63 (RFC 2474); 46 is expedited forwarding.
    package var dscp = 0
    /// The only network interface to use, such as `eth0`; nil for what the routes say.
    package var interface: String?
    /// Never let a datagram be fragmented: one beyond the path's MTU is counted, not sent.
    package var doNotFragment = true

    /// Datagrams of one source and length may come joined, which spares the way through the kernel for
    /// each; batches then have to be made for it.
    package var joinsArrivals = false
    /// With each datagram comes the traffic class that it arrived with.
    package var tellsTrafficClass = false

    package init() {}
}
