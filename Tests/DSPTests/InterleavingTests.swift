// Interleaving: there and back, strides, and what is not finite.
import DSP
import Testing

@Suite struct InterleavingTests {
    @Test func orderIsFrameByFrame() {
        let planar: [Float] = [1, 2, 9, 3, 4, 9]
        var packed = [Float](repeating: 0, count: 4)
        Interleaving.interleave(planar, stride: 3, channels: 2, frames: 2, into: &packed)
        #expect(packed == [1, 3, 2, 4])
        var back: [Float] = [7, 7, 7, 7, 7, 7]
        Interleaving.deinterleave(packed, channels: 2, frames: 2, into: &back, stride: 3)
        #expect(back == [1, 2, 7, 3, 4, 7])
    }

    @Test func whatIsNotFiniteBecomesSilence() {
        let bad: [Float] = [.nan, .infinity, -.infinity, 0.5]
        var packed = [Float](repeating: 1, count: 4)
        var back = packed
        Interleaving.interleave(bad, stride: 2, channels: 2, frames: 2, into: &packed)
        #expect(packed == [0, 0, 0, 0.5])
        Interleaving.deinterleave(bad, channels: 2, frames: 2, into: &back, stride: 2)
        #expect(back == [0, 0, 0, 0.5])
    }
}
