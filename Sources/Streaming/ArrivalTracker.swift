import DSP

/// The line through the arrivals of a stream's packets, and how far above it they lie.
struct ArrivalTracker {
    private let origin: Int64
    private let sampleRate: Double
    private var line: EnvelopeLine
    private var published = 0
    private var blocks = InlineArray<8, Int64>(repeating: 0)
    private var blockStart: Int64 = 0
    private var block = 0

    init(origin: Int64, sampleRate: Int, periodFrames: Int) {
        self.origin = origin
        self.sampleRate = Double(sampleRate)
        line = EnvelopeLine(.link(sampleRate: sampleRate, periodFrames: periodFrames))
    }

    /// Takes a packet whose first frame has `position`, which left `delay` ns after that frame's
    /// capture. True when the line has changed.
    mutating func observe(_ position: Int64, arrival: Int64, delay: Int64) -> Bool {
        let x = Double(position &- origin) / sampleRate
        let step = line.observe(nominal: x, stamp: arrival &- delay)
        if step.isStep { line.takeStep(step.seconds) }
        if line.bucketCount > 0 { note(arrival &- line.stamp(at: x), arrival) }
        guard line.generation != published else { return false }
        published = line.generation
        return true
    }

    var snapshot: LineSnapshot { line.snapshot }

    /// The greatest lag of the last 8 s, ns; nil while there is no line.
    var greatestLag: Int64? {
        guard line.bucketCount > 0 else { return nil }
        var greatest = blocks[0]
        for index in 1..<8 { greatest = max(greatest, blocks[index]) }
        return greatest
    }

    private mutating func note(_ lag: Int64, _ now: Int64) {
        if now &- blockStart > 1_000_000_000 {
            blockStart = now
            block = (block + 1) % 8
            blocks[block] = 0
        }
        // An outage is not a lag that one could wait for.
        if lag < 2_000_000_000 { blocks[block] = max(blocks[block], lag) }
    }
}
