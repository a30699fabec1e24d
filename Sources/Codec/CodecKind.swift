package import DSP

/// What the payload of a link's packets is.
package enum CodecKind: String, CaseIterable, Sendable {
    case f32, s24, s16, opus

    /// How the samples lie in the packet; nil for Opus, which has none.
    package var sampleFormat: SampleFormat? {
        switch self {
        case .f32: .f32
        case .s24: .s24
        case .s16: .s16
        case .opus: nil
        }
    }
}
