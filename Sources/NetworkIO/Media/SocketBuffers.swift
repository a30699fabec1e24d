/// The kernel's buffers of a socket in bytes of payload: asked for and granted.
package struct SocketBuffers: Equatable, Sendable {
    package let receiveAsked: Int
    package let receiveGranted: Int
    package let sendAsked: Int
    package let sendGranted: Int

    /// One line that names the buffer and the limit to raise, or nil where all was granted.
    package var shortage: String? {
        var limits: [String] = []
        var words: [String] = []
        if receiveGranted < receiveAsked {
            words.append("receive buffer is \(receiveGranted) bytes of \(receiveAsked)")
            limits.append("net.core.rmem_max=\(receiveAsked)")
        }
        if sendGranted < sendAsked {
            words.append("send buffer is \(sendGranted) bytes of \(sendAsked)")
            limits.append("net.core.wmem_max=\(sendAsked)")
        }
        guard !words.isEmpty else { return nil }
        return "the UDP socket's \(words.joined(separator: ", its ")): a burst may be lost; "
            + "sudo sysctl -w \(limits.joined(separator: " "))"
    }
}
