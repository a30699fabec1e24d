import Glibc
import Simulation

/// The table of what came of links.
enum Report {
    private static let table = Table(columns: [
        ("scenario", 16), ("start s", 8), ("lock s", 10), ("error > 2 s µs", 15),
        ("> 10 s", 8), ("mean", 8), ("wander > 10 s ppm", 18), ("> 30 s", 8), ("jumps", 6),
        ("skips", 6), ("late", 8), ("lost", 10), ("packets", 10),
    ])

    static var heading: String { table.heading }

    static func line(_ scenario: ClockScenario, _ outcome: ClockScenario.Outcome) -> String {
        let summary = outcome.summary
        let never = "never"
        return table.row([
            scenario.name, summary.start.map { fixed($0, 3) } ?? never,
            summary.lock.map { fixed($0, 3) } ?? never, fixed(summary.errorAfter2 * 1e6, 1),
            fixed(summary.errorAfter10 * 1e6, 1), fixed(summary.meanError * 1e6, 1),
            fixed(summary.wanderAfter10, 3), fixed(summary.wanderAfter30, 3),
            "\(summary.discontinuities)", "\(summary.skips)", "\(outcome.packets.late)",
            "\(outcome.packets.lost)", "\(outcome.packets.sent)",
        ])
    }

    /// `number` with so many decimals.
    static func fixed(_ number: Double, _ decimals: Int) -> String {
        let factor = pow(10, Double(decimals))
        let scaled = (number.magnitude * factor).rounded()
        guard scaled < 1e15 else { return "\(number)" }
        let sign = number < 0 && scaled > 0 ? "-" : ""
        guard decimals > 0 else { return sign + "\(Int(scaled))" }
        let (whole, part) = Int(scaled).quotientAndRemainder(dividingBy: Int(factor))
        let digits = "\(part)"
        return sign + "\(whole)." + String(repeating: "0", count: decimals - digits.count) + digits
    }
}
