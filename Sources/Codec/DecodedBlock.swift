/// What a payload turned out to hold.
package struct DecodedBlock: Equatable, Sendable {
    /// The lane whose channels were written.
    package let lane: Int
    /// Frames written to each of them, at least 1.
    package let frames: Int

    @_noLocks @_noAllocation
    init(lane: Int, frames: Int) {
        self.lane = lane
        self.frames = frames
    }
}
