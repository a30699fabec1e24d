import Glibc

/// How times are distributed: counts in bins an eighth of an octave wide, from 10 µs to a minute, which
/// lose half of their weight at every `halve`. Sized at init; one thread.
package struct DecayingHistogram: ~Copyable {
    private static var least: Double { 10_000 }
    private static var binsPerOctave: Double { 8 }
    private static var bins: Int { 184 }

    private let counts: UnsafeMutablePointer<Float>
    private var total: Float = 0

    package init() {
        counts = .allocate(capacity: Self.bins)
        counts.initialize(repeating: 0, count: Self.bins)
    }

    deinit { counts.deallocate() }

    package mutating func removeAll() {
        counts.update(repeating: 0, count: Self.bins)
        total = 0
    }

    /// Counts one time, ns.
    package mutating func count(_ nanoseconds: Int64) {
        counts[Self.bin(nanoseconds)] += 1
        total += 1
    }

    /// What was counted so far weighs half from now on.
    package mutating func halve() {
        for bin in 0..<Self.bins { counts[bin] *= 0.5 }
        total *= 0.5
    }

    /// The time that the part `fraction` (0 … 1) of what was counted stays at or under, ns; to 9 %.
    /// 0 where nothing was counted.
    package borrowing func percentile(_ fraction: Double) -> Int64 {
        let wanted = Float(fraction) * total
        guard total > 0.5 else { return 0 }
        var sum: Float = 0
        for bin in 0..<Self.bins {
            sum += counts[bin]
            if sum >= wanted { return Self.upperEdge(bin) }
        }
        return Self.upperEdge(Self.bins - 1)
    }

    private static func bin(_ nanoseconds: Int64) -> Int {
        let time = Double(max(nanoseconds, 1))
        guard time > least else { return 0 }
        return min(1 + Int(log2(time / least) * binsPerOctave), bins - 1)
    }

    private static func upperEdge(_ bin: Int) -> Int64 {
        Int64(least * exp2(Double(bin) / binsPerOctave))
    }
}
