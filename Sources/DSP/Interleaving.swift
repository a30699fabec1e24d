/// Planar float to interleaved float and back, for codecs that want their channels side by side.
package enum Interleaving {
    /// Writes `frames` × `channels` floats; NaN and infinity become 0. `stride` in floats.
    @_noLocks @_noAllocation
    package static func interleave(
        _ planar: UnsafePointer<Float>, stride: Int, channels: Int, frames: Int,
        into interleaved: UnsafeMutablePointer<Float>
    ) {
        for channel in 0..<channels {
            let samples = planar + channel &* stride
            for frame in 0..<frames {
                interleaved[frame &* channels &+ channel] = samples[frame].finiteOrZero
            }
        }
    }

    /// Reads `frames` × `channels` floats; NaN and infinity become 0. `stride` in floats.
    @_noLocks @_noAllocation
    package static func deinterleave(
        _ interleaved: UnsafePointer<Float>, channels: Int, frames: Int,
        into planar: UnsafeMutablePointer<Float>, stride: Int
    ) {
        for channel in 0..<channels {
            let samples = planar + channel &* stride
            for frame in 0..<frames {
                samples[frame] = interleaved[frame &* channels &+ channel].finiteOrZero
            }
        }
    }
}
