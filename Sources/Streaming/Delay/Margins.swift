/// How long packets were here before the cycle that needed them, since somebody looked last; ns.
package struct Margins: Hashable, Sendable {
    package var packets = 0
    /// Of the packet that had most time.
    package var greatest = Int64.min
    /// How much of that packet the cycle needed: so much longer a delay gives it a cycle more.
    package var overlap: Int64 = 0
    /// Of the packet that had least time.
    package var least = Int64.max

    package init() {}

    package mutating func note(_ margin: Int64, overlap: Int64) {
        packets += 1
        least = min(least, margin)
        guard margin > greatest else { return }
        (greatest, self.overlap) = (margin, overlap)
    }
}
