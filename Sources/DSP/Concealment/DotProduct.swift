/// Four numbers from `place` on.
@inline(__always)
func lanes(_ numbers: UnsafePointer<Double>, _ place: Int) -> SIMD4<Double> {
    UnsafeRawPointer(numbers + place).loadUnaligned(as: SIMD4<Double>.self)
}

@inline(__always)
func setLanes(_ numbers: UnsafeMutablePointer<Double>, _ place: Int, _ four: SIMD4<Double>) {
    UnsafeMutableRawPointer(numbers + place).storeBytes(of: four, as: SIMD4<Double>.self)
}

/// Σ x[i] y[i], i < `count`, in double precision, eight lanes at a time.
func dotProduct(
    _ x: UnsafePointer<Double>, _ y: UnsafePointer<Double>, _ count: Int
) -> Double {
    var (low, high) = (SIMD4<Double>.zero, SIMD4<Double>.zero)
    var index = 0
    while index &+ 8 <= count {
        low += lanes(x, index) * lanes(y, index)
        high += lanes(x, index &+ 4) * lanes(y, index &+ 4)
        index &+= 8
    }
    var sum = (low + high).sum()
    while index < count {
        sum += x[index] * y[index]
        index &+= 1
    }
    return sum
}

/// y[i] += `factor` x[i], i < `count`.
func addScaled(
    _ x: UnsafePointer<Double>, by factor: Double, to y: UnsafeMutablePointer<Double>,
    _ count: Int
) {
    var index = 0
    while index &+ 4 <= count {
        setLanes(y, index, lanes(y, index) + factor * lanes(x, index))
        index &+= 4
    }
    while index < count {
        y[index] += factor * x[index]
        index &+= 1
    }
}

/// x[i] += `factor` x[`last` − i] for all i = 0 … `last` at once.
func addMirrored(_ x: UnsafeMutablePointer<Double>, by factor: Double, _ last: Int) {
    var (low, high) = (0, last)
    while low &+ 8 <= high &+ 1 {
        let (rising, falling) = (lanes(x, low), lanes(x, high &- 3))
        let (turnedRising, turnedFalling) = (turned(rising), turned(falling))
        setLanes(x, low, rising + factor * turnedFalling)
        setLanes(x, high &- 3, falling + factor * turnedRising)
        low &+= 4
        high &-= 4
    }
    while low < high {
        (x[low], x[high]) = (x[low] + factor * x[high], x[high] + factor * x[low])
        low &+= 1
        high &-= 1
    }
    if low == high { x[low] += factor * x[low] }
}

@inline(__always)
private func turned(_ four: SIMD4<Double>) -> SIMD4<Double> {
    SIMD4(four[3], four[2], four[1], four[0])
}
