/// Up to 64 numbers in order, without allocation.
struct OrderedHeights {
    private var heights = InlineArray<64, Double>(repeating: 0)
    private var count = 0

    @_noLocks @_noAllocation
    init() {}

    /// Takes one more; nothing where there are 64.
    @_noLocks @_noAllocation
    mutating func insert(_ height: Double) {
        guard count < 64 else { return }
        var place = count
        while place > 0, heights[place &- 1] > height {
            heights[place] = heights[place &- 1]
            place &-= 1
        }
        heights[place] = height
        count &+= 1
    }

    /// The lower one of the two in the middle where there are two; nil of none.
    var median: Double? {
        @_noLocks @_noAllocation get { count > 0 ? heights[(count &- 1) / 2] : nil }
    }
}
