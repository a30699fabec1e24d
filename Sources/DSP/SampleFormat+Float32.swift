/// Big-endian binary32, one channel: `step` is the distance of its samples in the packet, in bytes.
@_noLocks @_noAllocation
func encodeFloat32(
    _ samples: UnsafePointer<Float>, _ frames: Int, _ first: UnsafeMutableRawPointer, _ step: Int
) {
    for frame in 0..<frames {
        let bits = samples[frame].finiteOrZero.bitPattern
        first.storeBytes(of: bits.bigEndian, toByteOffset: frame &* step, as: UInt32.self)
    }
}

@_noLocks @_noAllocation
func decodeFloat32(
    _ first: UnsafeRawPointer, _ step: Int, _ frames: Int, _ samples: UnsafeMutablePointer<Float>
) {
    for frame in 0..<frames {
        let bits = first.loadUnaligned(fromByteOffset: frame &* step, as: UInt32.self)
        samples[frame] = Float(bitPattern: UInt32(bigEndian: bits)).finiteOrZero
    }
}
