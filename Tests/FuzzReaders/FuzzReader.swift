/// Everything that reads bytes from outside, by the name that `make fuzz FUZZ=…` and Tests/FuzzCorpus know it
/// by. None may trap, read too far or hang, whatever it is given.
package enum FuzzReader: String, CaseIterable, Sendable {
    /// RTP packets with their header extension, and what is in the payloads beside a stream.
    case rtp
    case rtcp
    /// RFC 4571.
    case framing
    /// Payloads of every codec.
    case payload
    /// What a receiver makes of the datagrams of a stream.
    case stream
    /// What a sender makes of the RTCP that it hears.
    case feedback
    /// Reed and Solomon's code.
    case parity
    /// What a peer says over the session, and what both ends make of it.
    case session
    /// Lines of the control socket, and the settings in them.
    case control
    /// Files of configuration.
    case toml
    /// The values of flags: a peer, a client of the control socket and a file may give them too.
    case values
    /// Files of keys, and the tokens in them.
    case keys

    /// Reads `bytes`, which nothing may be read behind.
    package func read(_ bytes: UnsafeRawBufferPointer) {
        switch self {
        case .rtp: readPacket(bytes)
        case .rtcp: readCompound(bytes)
        case .framing: readFrames(bytes)
        case .payload: readPayload(bytes)
        case .stream: readStream(bytes)
        case .feedback: readFeedback(bytes)
        case .parity: readParities(bytes)
        case .session: readSession(bytes)
        case .control: readControlLine(bytes)
        case .toml: readConfiguration(bytes)
        case .values: readValue(bytes)
        case .keys: readKeys(bytes)
        }
    }
}
