import COpus

/// What libopus is to optimise for.
package enum OpusApplication: String, CaseIterable, Sendable {
    /// Music and mixed material: faithful to the input, 6.5 ms of lookahead.
    case audio
    /// Only the MDCT layer (CELT, RFC 6716 §2): 2.5 ms of lookahead.
    case lowdelay
    /// Speech: made clear at low rates, the lowest frequencies are filtered out.
    case voice

    /// libopus's number for it.
    var code: Int32 {
        switch self {
        case .audio: OPUS_APPLICATION_AUDIO
        case .lowdelay: OPUS_APPLICATION_RESTRICTED_LOWDELAY
        case .voice: OPUS_APPLICATION_VOIP
        }
    }
}
