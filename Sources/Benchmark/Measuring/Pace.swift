import HostIO
import Units

/// How long measurements take: rounds are repeated until a measurement has had its time.
struct Pace: Sendable {
    private static let fewest = 3
    private static let most = 50

    /// For each measurement, ns of real time.
    let patience: Int64

    /// `time` shared by so many `measurements`.
    init(_ time: Nanoseconds, measurements: Int) {
        patience = time.count / Int64(max(measurements, 1))
    }

    /// What `round` measures, again and again; the first time is for warming up. Three rounds at least.
    func measure<Failure: Error>(
        _ round: () throws(Failure) -> Double
    ) throws(Failure) -> Rounds {
        _ = try round()
        let end = MonotonicClock.now().count + patience
        var values: [Double] = []
        repeat {
            values.append(try round())
        } while values.count < Self.most
            && (values.count < Self.fewest || MonotonicClock.now().count < end)
        return Rounds(values)
    }
}
