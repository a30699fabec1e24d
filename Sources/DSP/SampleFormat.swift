/// How samples lie in a packet: interleaved, the most significant byte first (RFC 3551 §4.3).
///
/// In memory sound is planar `Float`, full scale ±1; `stride` is the distance between the first
/// samples of two neighbouring channels, in floats.
package enum SampleFormat: Sendable, CaseIterable {
    /// IEEE 754 binary32 in network order; every finite value passes bit for bit.
    case f32
    /// Signed 24 bits (L24, RFC 3190), rounded and not dithered: a 24-bit source passes bit
    /// for bit.
    case s24
    /// Signed 16 bits (L16, RFC 3551 §4.5.11), dithered.
    case s16

    /// Bytes of one sample of one channel.
    package var bytesPerSample: Int {
        @_noLocks @_noAllocation get {
            switch self {
            case .f32: 4
            case .s24: 3
            case .s16: 2
            }
        }
    }

    /// Writes `frames` × `channels` × `bytesPerSample` bytes; NaN and infinity become 0, and what
    /// is beyond full scale is held at it (integers only). Only `s16` draws on `dither`.
    @_noLocks @_noAllocation
    package func encode(
        _ planar: UnsafePointer<Float>, stride: Int, channels: Int, frames: Int,
        into bytes: UnsafeMutableRawPointer, dither: inout Dither
    ) {
        let step = channels &* bytesPerSample
        for channel in 0..<channels {
            let samples = planar + channel &* stride
            let first = bytes + channel &* bytesPerSample
            switch self {
            case .f32: encodeFloat32(samples, frames, first, step)
            case .s24: encodeSigned24(samples, frames, first, step)
            case .s16: encodeSigned16(samples, frames, first, step, &dither)
            }
        }
    }

    /// Reads `frames` × `channels` × `bytesPerSample` bytes, whatever they hold; NaN and
    /// infinity become 0.
    @_noLocks @_noAllocation
    package func decode(
        _ bytes: UnsafeRawPointer, channels: Int, frames: Int,
        into planar: UnsafeMutablePointer<Float>, stride: Int
    ) {
        let step = channels &* bytesPerSample
        for channel in 0..<channels {
            let first = bytes + channel &* bytesPerSample
            let samples = planar + channel &* stride
            switch self {
            case .f32: decodeFloat32(first, step, frames, samples)
            case .s24: decodeSigned24(first, step, frames, samples)
            case .s16: decodeSigned16(first, step, frames, samples)
            }
        }
    }
}
