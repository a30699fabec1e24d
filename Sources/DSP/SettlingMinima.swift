/// What an `EnvelopeLine` sees while it settles: the least height of each stretch as long as its buckets
/// are, at most 64 of them, so that the line moves by what its own minima would.
struct SettlingMinima {
    private var minima = OrderedHeights()
    private var begin = 0.0
    private var least = 0.0
    private var hasLeast = false

    @_noLocks @_noAllocation
    init() {}

    /// Takes the height `z` (s) above the line of a stamp at nominal time `x` (s); buckets are `length` s
    /// long.
    @_noLocks @_noAllocation
    mutating func observe(_ z: Double, at x: Double, _ length: Double) {
        if hasLeast, x >= begin + length {
            minima.insert(least)
            hasLeast = false
        }
        if !hasLeast { begin = x }
        least = hasLeast ? min(least, z) : z
        hasLeast = true
    }

    /// The median of the stretches that are over; of none, what the first one has so far; s.
    var typical: Double {
        @_noLocks @_noAllocation get { minima.median ?? least }
    }
}
