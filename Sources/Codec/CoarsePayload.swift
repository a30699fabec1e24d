import DSP
import Glibc

/// A PCM payload once more in half of the bytes: 16 bits a sample with a common exponent. RFC 2198 lets
/// redundant data have another encoding. Of f32 it takes a half, of s24 two thirds; s16 stays as
/// it is. The media threads'.
package enum CoarsePayload {
    /// Bytes before the samples: the exponent, signed.
    private static let prefixBytes = 1

    /// What a copy of a packet of this codec takes of the original's bytes.
    package static func share(_ kind: CodecKind) -> Double {
        switch kind {
        case .f32: 0.5
        case .s24: 2.0 / 3
        case .s16, .opus: 1
        }
    }

    /// Whether there is a coarser form.
    package static func exists(_ kind: CodecKind) -> Bool { share(kind) < 1 }

    /// Writes the coarse form of `payload` into `target`; nil where it does not fit, or is none.
    package static func encode(
        _ payload: UnsafeRawBufferPointer, _ kind: CodecKind,
        into target: UnsafeMutableRawBufferPointer
    ) -> Int? {
        guard let format = format(kind) else { return nil }
        let samples = payload.count / format.bytesPerSample
        let bytes = prefixBytes + 2 * samples
        guard samples * format.bytesPerSample == payload.count, bytes <= target.count else {
            return nil
        }
        var peak: Float = 0
        for index in 0..<samples {
            let sample = sample(payload, index, kind)
            if sample.isFinite { peak = max(peak, sample.magnitude) }
        }
        // The least power of two that is not below the peak; ±2^15 steps of it.
        let exponent = peak > 0 ? min(max(Int(ceil(log2(Double(peak)))), -120), 120) : 0
        let scale = 32_767 * exp2(-Double(exponent))
        target[0] = UInt8(bitPattern: Int8(exponent))
        for index in 0..<samples {
            let sample = Double(sample(payload, index, kind))
            let step = sample.isFinite ? (sample * scale).rounded() : 0
            let value = Int16(min(max(step, -32_767), 32_767))
            target.storeBytes(
                of: value.bigEndian, toByteOffset: prefixBytes + 2 * index, as: Int16.self)
        }
        return bytes
    }

    /// Writes the payload that `coarse` stands for into `target`; nil where it does not fit, or is none.
    package static func decode(
        _ coarse: UnsafeRawBufferPointer, _ kind: CodecKind,
        into target: UnsafeMutableRawBufferPointer
    ) -> Int? {
        guard let format = format(kind), coarse.count > prefixBytes,
            (coarse.count - prefixBytes) % 2 == 0
        else { return nil }
        let samples = (coarse.count - prefixBytes) / 2
        guard samples * format.bytesPerSample <= target.count else { return nil }
        let exponent = Double(Int8(bitPattern: coarse[0]))
        let scale = exp2(exponent) / 32_767
        for index in 0..<samples {
            let value = Int16(
                bigEndian: coarse.loadUnaligned(
                    fromByteOffset: prefixBytes + 2 * index, as: Int16.self))
            store(Double(value) * scale, index, kind, target)
        }
        return samples * format.bytesPerSample
    }

    private static func format(_ kind: CodecKind) -> SampleFormat? {
        exists(kind) ? kind.sampleFormat : nil
    }

    private static func sample(
        _ payload: UnsafeRawBufferPointer, _ index: Int, _ kind: CodecKind
    ) -> Float {
        if kind == .f32 {
            let bits = payload.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self)
            return Float(bitPattern: UInt32(bigEndian: bits))
        }
        let (a, b, c) = (payload[3 * index], payload[3 * index + 1], payload[3 * index + 2])
        let value = Int32(bitPattern: UInt32(a) << 24 | UInt32(b) << 16 | UInt32(c) << 8) >> 8
        return Float(value) / 8_388_608
    }

    private static func store(
        _ sample: Double, _ index: Int, _ kind: CodecKind,
        _ target: UnsafeMutableRawBufferPointer
    ) {
        if kind == .f32 {
            target.storeBytes(
                of: Float(sample).bitPattern.bigEndian, toByteOffset: 4 * index, as: UInt32.self)
            return
        }
        let value = Int32(min(max((sample * 8_388_608).rounded(), -8_388_608), 8_388_607))
        target[3 * index] = UInt8(truncatingIfNeeded: value >> 16)
        target[3 * index + 1] = UInt8(truncatingIfNeeded: value >> 8)
        target[3 * index + 2] = UInt8(truncatingIfNeeded: value)
    }
}
