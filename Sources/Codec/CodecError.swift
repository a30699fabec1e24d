package import Units

/// Why a codec cannot be set up. The media thread never throws: it counts what was nil or false.
package enum CodecError: Error, Equatable {
    /// Channels outside 1 … 64.
    case channels(Int)
    /// Opus has no such rate.
    case sampleRate(SampleRate)
    /// Not one of 120, 240, 480 and 960.
    case frameDuration(Int)
    /// Bits per second outside the range that these channels and frames allow.
    case bitrate(Int, allowed: ClosedRange<Int>)
    /// Not even one frame, or one channel of Opus at this bitrate, fits: bytes there and needed.
    case payload(bytes: Int, needed: Int)
    /// The number of lanes does not suit the channels.
    case lanes(Int, allowed: ClosedRange<Int>)
    /// libopus refused: the call and its (negative) status.
    case opus(call: String, status: Int32)
}

extension CodecError: CustomStringConvertible {
    /// One line: the object, the cause, the remedy.
    package var description: String {
        switch self {
        case .channels(let count):
            "codec: \(count) channels are not possible; choose 1 to 64"
        case .sampleRate(let rate):
            "opus: \(rate.hertz) Hz is not one of its rates; resample to 48000 Hz or choose PCM"
        case .frameDuration(let frames):
            "opus: a frame of \(frames)/48000 s is not possible; choose 120, 240, 480 or 960"
        case .bitrate(let bits, let allowed):
            "opus: \(bits) bit/s is out of range for these channels and frames; "
                + "choose \(allowed.lowerBound) to \(allowed.upperBound)"
        case .payload(let bytes, let needed):
            "codec: \(bytes) bytes of payload are too few, \(needed) are needed; "
                + "raise the MTU, or lower the channels, the bitrate or the frame duration"
        case .lanes(let count, let allowed):
            "codec: \(count) lanes do not suit the channels; "
                + "use \(allowed.lowerBound) to \(allowed.upperBound), or leave the choice out"
        case .opus(let call, let status):
            "opus: \(call) failed with status \(status); check the libopus installation and memory"
        }
    }
}
