package import Streaming

/// The repair of a stream alone, in virtual time: a sender that keeps, copies and makes parity, a receiver
/// that asks and computes, and a lossy way in each direction. Times in ns.
package struct RepairSimulation: Sendable {
    package var losses: LossyWay.Losses
    /// Of the network alone.
    package var roundTrip: Int64
    /// Mean of each way's exponential jitter.
    package var jitter: Int64 = 0
    /// From a packet's earliest arrival to its playing.
    package var budget: Int64
    package var choice: RepairChoice
    /// What a copy at a distance takes of the original's bytes.
    package var copyShare = 1.0
    package var seed: UInt64 = 1

    package init(
        losses: LossyWay.Losses, roundTrip: Int64, jitter: Int64 = 0, budget: Int64,
        choice: RepairChoice, copyShare: Double = 1, seed: UInt64 = 1
    ) {
        self.losses = losses
        self.roundTrip = roundTrip
        self.jitter = jitter
        self.budget = budget
        self.choice = choice
        self.copyShare = copyShare
        self.seed = seed
    }

    package static let spacing: Int64 = 2_666_667
    private static let payloadBytes = 40

    package struct Outcome: Sendable {
        package var packets = 0
        /// Lost on the way, or too late on it.
        package var lost = 0
        /// Missing when they had to be played, and in how many runs.
        package var missing = 0
        package var gaps = 0
        /// Packets beside the stream, as a part of it; one that is coded coarser counts for less.
        package var overhead = 0.0
        /// Packets that parity gave wrong.
        package var wrong = 0

        package var residual: Double { Double(missing) / Double(max(packets, 1)) }
        package var gapsPerMinute: Double {
            Double(gaps) / (Double(packets) * Double(RepairSimulation.spacing) / 60e9)
        }
    }

    package func run(packets: Int) -> Outcome {
        var link = RepairedLink(self, packets: packets)
        return link.run()
    }

    /// What a packet holds.
    static func fill(_ payload: UnsafeMutableRawBufferPointer, _ sequence: Int) -> Int {
        let bytes = payloadBytes - sequence % 8
        for index in 0..<bytes { payload[index] = UInt8(truncatingIfNeeded: sequence * 31 + index) }
        return bytes
    }
}
