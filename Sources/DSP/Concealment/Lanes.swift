/// Four numbers from `place` on.
@inline(__always)
func lanes(_ numbers: UnsafePointer<Double>, _ place: Int) -> SIMD4<Double> {
    UnsafeRawPointer(numbers + place).loadUnaligned(as: SIMD4<Double>.self)
}

@inline(__always)
func setLanes(_ numbers: UnsafeMutablePointer<Double>, _ place: Int, _ four: SIMD4<Double>) {
    UnsafeMutableRawPointer(numbers + place).storeBytes(of: four, as: SIMD4<Double>.self)
}
