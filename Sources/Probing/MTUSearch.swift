/// Finds the longest datagram that a way takes whole: some usual lengths at once, then halves between the longest
/// that came and the next that did not. Sans-IO. Lengths in bytes of IP packet.
package struct MTUSearch: Sendable {
    /// Of tunnels, of DSL, of Ethernet, of jumbo frames.
    private static let usual = [
        1280, 1380, 1400, 1420, 1440, 1452, 1472, 1480, 1492, 1500, 2000, 4000, 8000, 9000,
    ]
    /// It is known well enough.
    private static let accuracy = 4

    /// The longest that came.
    package private(set) var longest: Int?
    /// The shortest that did not; nil where all came.
    private var shortest: Int?
    private var asked: [Int]

    package init() { asked = Self.usual }

    /// What is to be tried next; empty where nothing is.
    package var lengths: [Int] { asked }

    /// Takes which of `lengths` came.
    package mutating func take(came: Set<Int>) {
        longest = came.filter(asked.contains).max().map { max($0, longest ?? 0) } ?? longest
        guard let low = longest else {
            asked = []
            return
        }
        // One that was lost by chance does not stand against a longer one that came.
        let missing = asked.filter { !came.contains($0) } + (shortest.map { [$0] } ?? [])
        shortest = missing.filter { $0 > low }.min()
        guard let bound = shortest, bound - low > Self.accuracy else {
            asked = []
            return
        }
        asked = [(low + bound) / 2]
    }

    /// The way takes all that was tried.
    package var isUnlimited: Bool { longest != nil && shortest == nil }
}
