import Glibc

/// A level or a gain in decibels; −∞ is silence.
package struct Decibels: Hashable, Comparable, Sendable {
    package var value: Double

    package init(_ value: Double) { self.value = value }

    /// The level of an amplitude, 1 being 0 dB (dBFS for a peak).
    package init(amplitude: Double) { value = 20 * log10(amplitude.magnitude) }

    package var amplitude: Double { pow(10, value / 20) }

    package static func < (a: Self, b: Self) -> Bool { a.value < b.value }
}
