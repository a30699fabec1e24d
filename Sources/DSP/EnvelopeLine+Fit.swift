extension EnvelopeLine {
    /// How thick the envelope is taken to be, s.
    static var thickness: Double { @_noLocks @_noAllocation get { 20e-6 } }
    /// What is expected of a crystal before anything is known: standard deviation of the slope.
    private static var slopePrior: Double { @_noLocks @_noAllocation get { 200e-6 } }

    /// Beyond what any card does.
    private static var steepest: Double { @_noLocks @_noAllocation get { 2e-3 } }

    /// Puts the line below the minima. O(number of buckets), no allocation.
    ///
    /// First the edge of the lower convex hull over the mean x: the line below all points with the
    /// least total distance, which is the maximum likelihood for exponential delay. Then two rounds
    /// of weighted least squares around it: where the floor is sharp all minima count, where it
    /// is sparse only those on the hull. Both are pulled towards slope 0 while little is known.
    @_noLocks @_noAllocation
    mutating func fit() {
        guard bucketCount >= 2 else {
            slope = 0
            centre = xs[0]
            value = ys[0]
            return
        }
        var sum = 0.0
        for index in 0..<bucketCount { sum += xs[index] }
        centre = sum / Double(bucketCount)
        followHull()
        // Of the first two or three minima one may be off by anything.
        if parameters.isOfCycles, slope.magnitude > Self.steepest { slope = 0 }
        shrink()
        weigh()
        weigh()
    }

    /// Slope and value of the lower hull's edge that ends at the first vertex with x ≥ centre
    /// (Andrew's monotone chain).
    @_noLocks @_noAllocation
    private mutating func followHull() {
        var top = 0
        for index in 0..<bucketCount {
            while top >= 2, !isBelowChord(hull[top &- 2], hull[top &- 1], index) { top &-= 1 }
            hull[top] = index
            top &+= 1
        }
        var edge = 1
        while edge < top &- 1, xs[hull[edge]] < centre { edge &+= 1 }
        let left = hull[edge &- 1]
        let right = hull[edge]
        slope = (ys[right] - ys[left]) / (xs[right] - xs[left])
        value = ys[left] + slope * (centre - xs[left])
    }

    @_noLocks @_noAllocation
    private func isBelowChord(_ left: Int, _ middle: Int, _ right: Int) -> Bool {
        (ys[middle] - ys[left]) * (xs[right] - xs[left])
            < (ys[right] - ys[left]) * (xs[middle] - xs[left])
    }

    @_noLocks @_noAllocation
    private mutating func shrink() {
        var heights = 0.0
        var squares = 0.0
        for index in 0..<bucketCount {
            let x = xs[index] - centre
            heights += ys[index] - (value + slope * x)
            squares += x * x
        }
        spread = heights / Double(bucketCount)
        let ratio = max(spread, 2e-6) / Self.slopePrior
        slope *= squares / (squares + 4 * ratio * ratio)
        value = .infinity
        for index in 0..<bucketCount {
            value = min(value, ys[index] - slope * (xs[index] - centre))
        }
    }

    /// One round of least squares with weights (1 + (residual/thickness)²)⁻².
    @_noLocks @_noAllocation
    private mutating func weigh() {
        var weights = 0.0
        var meanX = 0.0
        var meanY = 0.0
        for index in 0..<bucketCount {
            let weight = weight(of: index)
            weights += weight
            meanX += weight * (xs[index] - centre)
            meanY += weight * ys[index]
        }
        meanX /= weights
        meanY /= weights
        let pull = Self.thickness / Self.slopePrior
        var covariance = pull * pull * slope
        var variance = pull * pull
        for index in 0..<bucketCount {
            let weight = weight(of: index)
            let x = xs[index] - centre - meanX
            covariance += weight * x * (ys[index] - meanY)
            variance += weight * x * x
        }
        slope = covariance / variance
        value = meanY - slope * meanX
    }

    @_noLocks @_noAllocation
    private func weight(of index: Int) -> Double {
        let residual = (ys[index] - (value + slope * (xs[index] - centre))) / Self.thickness
        let square = 1 + residual * residual
        return 1 / (square * square)
    }

    /// How far the line may be from where it belongs, s: the mean height of the minima above it; for a line that
    /// settles the median, since single minima that a step made late say nothing there.
    @_noLocks @_noAllocation
    func uncertainty() -> Double {
        guard parameters.isOfCycles else { return spread }
        var heights = OrderedHeights()
        for index in 0..<bucketCount { heights.insert(ys[index] - height(at: xs[index])) }
        return max(0, heights.median ?? 0)
    }

    /// Half as many buckets of twice the length: of two neighbours the lower one stays.
    @_noLocks @_noAllocation
    mutating func mergeNeighbours() {
        for index in 0..<32 {
            let left = 2 &* index
            let right = left &+ 1
            let keep = ys[left] - slope * xs[left] <= ys[right] - slope * xs[right] ? left : right
            xs[index] = xs[keep]
            ys[index] = ys[keep]
        }
        bucketCount = 32
        bucketLength *= 2
    }

    @_noLocks @_noAllocation
    mutating func dropOldest() {
        for index in 1..<64 {
            xs[index &- 1] = xs[index]
            ys[index &- 1] = ys[index]
        }
        bucketCount = 63
    }
}
