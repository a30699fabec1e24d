import Glibc

/// What is played: a sine of its own pitch on every channel, then pulses, then noise.
package struct JudgedSignal {
    package let rate: Double
    /// Of the sine, frames.
    let sineFrames: Int
    /// More of them where more is played, so that a restless machine leaves some undisturbed.
    let pulseFrames: [Int]
    let noiseStart: Int
    /// Of everything after the sine, silence included.
    package let tailSeconds: Double

    package init(rate: Double, seconds: Double) {
        self.rate = rate
        sineFrames = Int(seconds * rate)
        let spacing = Self.pulseSpacing * rate
        let sine = sineFrames
        let pulses = max(8, Int(seconds / 3))
        pulseFrames = (0..<pulses).map { sine + Int((Double($0) + 0.5) * spacing) }
        noiseStart = sine + Int(Double(pulses) * spacing)
        tailSeconds = Double(pulses) * Self.pulseSpacing + Self.noiseSeconds + 0.25
    }

    /// −1 dBFS.
    package static let amplitude = 0.891_250_938_133_745_6
    static let pulseSpacing = 0.25
    static let noiseSeconds = 0.5

    static func hertz(_ channel: Int) -> Double { 1_000 + 20 * Double(channel) }

    var noiseFrames: Int { Int(Self.noiseSeconds * rate) }

    package func value(_ frame: Int, channel: Int) -> Float {
        if frame < sineFrames {
            return Float(Self.amplitude * sin(2 * .pi * Self.hertz(channel) * Double(frame) / rate))
        }
        if frame < noiseStart { return pulseFrames.contains(frame) ? 0.9 : 0 }
        guard frame < noiseStart + noiseFrames else { return 0 }
        return Self.noise(frame - noiseStart, channel: channel)
    }

    /// White, ±0.5, in steps of 24 bits (so that s24 carries it bit for bit), never 0.
    static func noise(_ frame: Int, channel: Int) -> Float {
        var bits = UInt64(truncatingIfNeeded: frame &* 64 &+ channel) &+ 0x9e37_79b9_7f4a_7c15
        bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
        bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
        bits ^= bits >> 31
        let step = Int32(truncatingIfNeeded: bits >> 40) | 1
        return Float((step - 8_388_608) / 2 | 1) / 8_388_608
    }
}
