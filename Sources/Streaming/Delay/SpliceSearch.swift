import RealTime

/// Finds how far exactly sound is moved when it must be, so that what follows fits to what was before:
/// where the two differ least over five milliseconds, within the latitude there is. JACK thread.
struct SpliceSearch {
    private let span: Int
    /// First only every so many frames and places are looked at.
    private let stride: Int

    init(sampleRate: Int) {
        span = sampleRate * 5 / 1_000
        stride = max(2, sampleRate / 24_000)
    }

    /// Frames by which to go back from `position`: `frames`, or up to `width` more. Where `frames` is
    /// negative, to skip: not more than that. `end` is where the seam will be.
    @_noLocks @_noAllocation
    func find(
        _ ring: borrowing SampleRing, seam end: Int64, by frames: Int, width: Int
    ) -> Int {
        guard width > 0 else { return frames }
        let last = frames > 0 ? frames &+ width : min(-1, frames &+ width)
        let oldest = ring.end &- Int64(ring.capacity)
        let edge = min(end, ring.end)
        guard edge &- Int64(span) &- Int64(last) > oldest else { return frames }
        // A skip must find what it skips to.
        guard edge &- Int64(frames) <= ring.end else { return frames }
        let channel = loudest(ring, edge)
        var best = frames
        var least = Float.infinity
        var move = frames
        while move <= last {
            let difference = difference(ring, channel, edge, move, stride)
            if difference < least { (least, best) = (difference, move) }
            move &+= stride
        }
        let centre = best
        least = .infinity
        move = max(frames, centre &- stride)
        while move <= min(last, centre &+ stride) {
            let difference = difference(ring, channel, edge, move, 1)
            if difference < least { (least, best) = (difference, move) }
            move &+= 1
        }
        return best
    }

    @_noLocks @_noAllocation
    private func loudest(_ ring: borrowing SampleRing, _ end: Int64) -> Int {
        var loudest = 0
        var most: Float = -1
        var channel = 0
        while channel < ring.channels {
            var energy: Float = 0
            var back = 1
            while back <= span {
                let sample = ring.sample(channel: channel, at: end &- Int64(back))
                energy += sample * sample
                back &+= stride
            }
            if energy > most { (most, loudest) = (energy, channel) }
            channel &+= 1
        }
        return loudest
    }

    @_noLocks @_noAllocation
    private func difference(
        _ ring: borrowing SampleRing, _ channel: Int, _ end: Int64, _ move: Int, _ stride: Int
    ) -> Float {
        var sum: Float = 0
        var back = 1
        while back <= span {
            let place = end &- Int64(back)
            let rest =
                ring.sample(channel: channel, at: place)
                - ring.sample(channel: channel, at: place &- Int64(move))
            sum += rest * rest
            back &+= stride
        }
        return sum
    }
}
