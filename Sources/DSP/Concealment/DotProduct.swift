/// Σ x[i] y[i], i < `count`, in double precision, eight lanes at a time.
func dotProduct(
    _ x: UnsafePointer<Double>, _ y: UnsafePointer<Double>, _ count: Int
) -> Double {
    var (low, high) = (SIMD4<Double>.zero, SIMD4<Double>.zero)
    let (rawX, rawY) = (UnsafeRawPointer(x), UnsafeRawPointer(y))
    var index = 0
    while index + 8 <= count {
        let place = index * 8
        low +=
            rawX.loadUnaligned(fromByteOffset: place, as: SIMD4<Double>.self)
            * rawY.loadUnaligned(fromByteOffset: place, as: SIMD4<Double>.self)
        high +=
            rawX.loadUnaligned(fromByteOffset: place + 32, as: SIMD4<Double>.self)
            * rawY.loadUnaligned(fromByteOffset: place + 32, as: SIMD4<Double>.self)
        index += 8
    }
    var sum = (low + high).sum()
    while index < count {
        sum += x[index] * y[index]
        index += 1
    }
    return sum
}
