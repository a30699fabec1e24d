import Glibc
import Simulation

/// `simulate chaos`: a link whose surroundings fail for hours.
enum ChaosRun {
    private static let table = Table(columns: [
        ("fault", 28), ("times", 8), ("back after s at worst", 22),
    ])
    /// What the process may take more of after the first hour, KiB.
    private static let growth = 1_024

    /// So many hours; false where the sound did not come back once, or memory grew.
    static func run(hours: Double, seed: UInt64) -> Bool {
        var memory: [Int] = []
        let outcome = ChaosScenario(seconds: hours * 3_600, seed: seed).run { _ in
            memory.append(resident())
        }
        print(table.heading)
        for kind in ChaosEvent.Kind.allCases {
            guard let tally = outcome.tallies[kind] else { continue }
            print(
                table.row([
                    kind.rawValue, "\(tally.count)",
                    Report.fixed(Double(tally.worst) * 1e-9, 2),
                ]))
        }
        print(
            "\(outcome.faults) faults in \(Report.fixed(hours, 2)) h, \(outcome.packets) packets, "
                + "latency within \(Report.fixed(outcome.worstError * 1e-3, 1)) µs")
        var faults = outcome.failures
        if let first = memory.first, let last = memory.last, last - first > growth {
            faults.append("memory grew from \(first) to \(last) KiB")
        }
        if !outcome.isWhole { faults.append("did not last to the end") }
        for fault in faults { print("  missed: \(fault)") }
        if !faults.isEmpty {
            print("  seed \(seed); again: simulate chaos --hours \(hours) --seed \(seed)")
        }
        return faults.isEmpty
    }

    /// What the process has in memory, KiB.
    private static func resident() -> Int {
        guard let file = fopen("/proc/self/statm", "r") else { return 0 }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 128)
        let count = fread(&bytes, 1, bytes.count, file)
        let words = String(decoding: bytes.prefix(count), as: UTF8.self).split(separator: " ")
        return (words.count > 1 ? Int(words[1]) ?? 0 : 0) * Int(getpagesize()) / 1_024
    }
}
