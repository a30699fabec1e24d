import Glibc

/// How near to the truth what was made up is, and where it jumps.
struct Judgement {
    /// Of the surroundings in which the true sound's own steps are looked at, to both sides.
    private static let surroundings = Sound.sampleRate / 50
    /// Behind a gap, frames that may still lead back from it.
    private static let seam = 64
    /// Steps smaller than −66 dBFS, 40 dB below the material's level, are not counted: in a pause of 16
    /// bits there is nothing but dither to be compared with.
    private static let grain: Float = 1 / 2_048

    private var signal = 0.0
    private var error = 0.0
    /// Gaps of a channel, and how many of them have a step greater than any of the true sound around:
    /// where they begin or end, or anywhere.
    private var gaps = 0
    private var jumpsAtEdges = 0
    private var jumps = 0

    /// Energy of the true sound over that of the error within the gaps, dB.
    var ratio: Double { 10 * log10(signal / error) }
    /// Of the gaps, percent.
    var edges: Double { 100 * Double(jumpsAtEdges) / Double(gaps) }
    var steps: Double { 100 * Double(jumps) / Double(gaps) }

    /// Looks at `made` in the place of `truth`, one channel, where `isLost` packets were.
    mutating func add(_ made: [Float], for truth: [Float], _ isLost: [Bool]) {
        let packetFrames = LossyLink.packetFrames
        var packet = 0
        while packet < isLost.count {
            let start = packet
            while packet < isLost.count, isLost[packet] { packet += 1 }
            if packet > start {
                let gap = start * packetFrames..<packet * packetFrames
                guard gap.upperBound + Self.seam < made.count else { return }
                for frame in gap {
                    let difference = Double(made[frame]) - Double(truth[frame])
                    signal += Double(truth[frame]) * Double(truth[frame])
                    error += difference * difference
                }
                lookForJumps(made, truth, gap)
            }
            packet += 1
        }
    }

    private mutating func lookForJumps(_ made: [Float], _ truth: [Float], _ gap: Range<Int>) {
        let low = max(1, gap.lowerBound - Self.surroundings)
        let high = min(truth.count, gap.upperBound + Self.surroundings)
        let own = Self.greatestStep(truth, low..<high) + Self.grain
        let atEdges = max(
            Self.greatestStep(made, gap.lowerBound..<gap.lowerBound + 1),
            Self.greatestStep(made, gap.upperBound..<gap.upperBound + 1))
        gaps += 1
        if atEdges > own { jumpsAtEdges += 1 }
        if Self.greatestStep(made, gap.lowerBound..<gap.upperBound + Self.seam) > own {
            jumps += 1
        }
    }

    /// From a frame of `frames` and the one before it.
    private static func greatestStep(_ line: [Float], _ frames: Range<Int>) -> Float {
        var greatest: Float = 0
        for frame in frames {
            greatest = max(greatest, (line[frame] - line[frame - 1]).magnitude)
        }
        return greatest
    }
}
