/// Big-endian signed 16 bits, dithered, one channel: `step` is the distance of its samples, in
/// bytes.
@_noLocks @_noAllocation
func encodeSigned16(
    _ samples: UnsafePointer<Float>, _ frames: Int, _ first: UnsafeMutableRawPointer, _ step: Int,
    _ dither: inout Dither
) {
    for frame in 0..<frames {
        // The noise is added in double: in single it would be rounded away near full scale.
        let noisy = Double(samples[frame].finiteOrZero) * 0x1p15 + Double(dither.next())
        let value = nearestInteger(min(max(noisy, -32_768), 32_767))
        let bits = UInt16(truncatingIfNeeded: value)
        first.storeBytes(of: bits.bigEndian, toByteOffset: frame &* step, as: UInt16.self)
    }
}

@_noLocks @_noAllocation
func decodeSigned16(
    _ first: UnsafeRawPointer, _ step: Int, _ frames: Int, _ samples: UnsafeMutablePointer<Float>
) {
    for frame in 0..<frames {
        let bits = first.loadUnaligned(fromByteOffset: frame &* step, as: UInt16.self)
        samples[frame] = Float(Int16(bitPattern: UInt16(bigEndian: bits))) * 0x1p-15
    }
}
