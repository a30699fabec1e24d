/// Rounds to the nearest integer, ties to even, where |value| < 2³¹. Adding 1.5 × 2⁵² leaves no
/// bits for a fraction, so the hardware's own rounding does the work, without a call or a branch.
@_noLocks @_noAllocation @inline(__always)
func nearestInteger(_ value: Double) -> Int32 {
    Int32(truncatingIfNeeded: (value + 0x1.8p52).bitPattern)
}

/// Big-endian signed 24 bits, one channel: `step` is the distance of its samples, in bytes.
@_noLocks @_noAllocation
func encodeSigned24(
    _ samples: UnsafePointer<Float>, _ frames: Int, _ first: UnsafeMutableRawPointer, _ step: Int
) {
    for frame in 0..<frames {
        let scaled = samples[frame].finiteOrZero * 0x1p23
        let held = min(max(scaled, -8_388_608), 8_388_607)
        let value = nearestInteger(Double(held))
        let place = first + frame &* step
        let high = UInt16(truncatingIfNeeded: value &>> 8)
        place.storeBytes(of: high.bigEndian, as: UInt16.self)
        place.storeBytes(of: UInt8(truncatingIfNeeded: value), toByteOffset: 2, as: UInt8.self)
    }
}

@_noLocks @_noAllocation
func decodeSigned24(
    _ first: UnsafeRawPointer, _ step: Int, _ frames: Int, _ samples: UnsafeMutablePointer<Float>
) {
    for frame in 0..<frames {
        let place = first + frame &* step
        let high = UInt16(bigEndian: place.loadUnaligned(as: UInt16.self))
        let low = place.load(fromByteOffset: 2, as: UInt8.self)
        let value = Int32(Int16(bitPattern: high)) &<< 8 | Int32(low)
        samples[frame] = Float(value) * 0x1p-23
    }
}
