/// How the channels of a link are spread over *lanes*: groups of neighbouring channels, one packet
/// each for the same instant. Lanes are as equal as can be, the first ones one channel larger.
package struct LaneLayout: Equatable, Sendable {
    /// Channels of the link, 1 … 64.
    package let channels: Int
    /// 1 … `channels`.
    package let laneCount: Int

    /// The channels that a link can have.
    package static let channelRange = 1...64
    /// The most channels in one multistream packet.
    package static let widestOpusLane = 8

    /// Both at least 1, and no more lanes than channels: the configuration has seen to it.
    init(channels: Int, laneCount: Int) {
        precondition(laneCount >= 1 && laneCount <= channels)
        self.channels = channels
        self.laneCount = laneCount
    }

    /// The channels of a lane, counted from 0; empty for a lane that does not exist.
    @_noLocks @_noAllocation
    package func channels(inLane lane: Int) -> Range<Int> {
        guard lane >= 0, lane < laneCount else { return 0..<0 }
        let share = channels / laneCount
        let larger = channels % laneCount
        let first = lane &* share &+ min(lane, larger)
        return first..<first &+ share &+ (lane < larger ? 1 : 0)
    }

    /// Channels of the largest lane.
    package var widestLane: Int {
        @_noLocks @_noAllocation get { channels(inLane: 0).count }
    }

    /// Bytes before the Opus packet: the lane's index, where RFC 7587 has no say (above two
    /// channels).
    package var prefixBytes: Int {
        @_noLocks @_noAllocation get { channels > 2 ? 1 : 0 }
    }
}
