package import Streaming
import Units

/// What is to be expected of a link at each latency, from what a probe measured of its way. Times in ns.
///
/// A packet is late that takes longer beyond the fastest than the latency leaves it: the latency, less half of
/// the round trip, less what the receiver's cycle, its resampler and the codec need. What is lost is repaired as
/// `--repair auto` would choose for that latency.
package struct LatencyCurve: Sendable {
    /// No latency is longer.
    package static let longest: Int64 = 1_000_000_000
    /// Latencies are told in steps of this.
    package static let step: Int64 = 500_000
    /// What `auto` may leave missing of a link with a fixed latency.
    private static let residual = 1e-4

    private let late: LateModel
    private let shape: PacketShape
    private let policy: RepairPolicy
    private let way: (loss: Double, greatestLoss: Double, burst: Double)
    /// What 95 of 100 stay under, and 99.
    private let jitter: (high: Int64, higher: Int64)
    private let roundTrip: (high: Int64, higher: Int64)
    /// From a packet's capture to its playing, at the least: all but what the network adds.
    package let floor: Int64
    private let secondsAnHour = 3_600.0
    /// A round trip may come to be so much longer than any probe saw, ns.
    private static let spare: Int64 = 1_000_000

    /// For a receiver whose cycle needs `outputNanoseconds` of sound ahead.
    package init(_ way: WaySummary, shape: PacketShape, outputNanoseconds: Int64) {
        self.shape = shape
        late = LateModel(lags: way.lags, times: way.times)
        self.way = (way.loss.share, way.loss.greatestShare, way.loss.burst)
        let lags = Percentiles(way.lags)
        jitter = (lags?.high95 ?? 0, lags?.high99 ?? 0)
        roundTrip = (way.roundTrip.high95, way.roundTrip.high99 + Self.spare)
        var policy = RepairPolicy()
        policy.target = Self.residual
        self.policy = policy
        floor =
            way.earlyRoundTrip / 2 + outputNanoseconds + shape.lookahead + shape.frame
            + DelayPolicy.slack.count
    }

    private var framesAnHour: Double {
        shape.packetsPerSecond * secondsAnHour * shape.framesPerPacket
    }

    private func lateFrames(at latency: Int64) -> Double {
        let time = latency - floor
        let probability = time < 0 ? 1 : late.probability(beyond: time)
        return probability * (1 - way.loss) * framesAnHour
    }

    /// What is missing at `latency`.
    package func forecast(at latency: Int64) -> LossForecast {
        let time = latency - floor
        let bound = time < 0 ? 1 : late.bound(beyond: time)
        let expected = situation(way.loss, latency)
        var repair = policy.choose(expected)
        // Asking again costs nothing where nothing is lost, and so is always on.
        if repair.choice == .none { repair = policy.estimate(.nack(copies: 1), expected) }
        // What has just the time that it needs, as it was seen, is not counted upon.
        let worse = situation(way.greatestLoss, latency, isWorse: true)
        let worst = policy.estimate(fitted(repair.choice, worse), worse)
        let (lateFrames, lost) = (lateFrames(at: latency), repair.residual * framesAnHour)
        return LossForecast(
            late: lateFrames, lost: lost,
            bound: max(lateFrames + lost, min(1, bound + worst.residual) * framesAnHour),
            repair: repair.choice, overhead: repair.overhead)
    }

    /// Copies come as far away as there is time for them.
    private func fitted(
        _ choice: RepairChoice, _ situation: RepairPolicy.Situation
    ) -> RepairChoice {
        let reach = policy.reach(situation)
        switch choice {
        case .copy(let distance): return .copy(distance: min(distance, max(reach, 1)))
        case .copies(let near, let far):
            let far = min(far, max(reach, 1))
            return .copies(near: min(near, max(far / 2, 1)), far: far)
        case .nackAndCopy(let copies, let distance):
            return .nackAndCopy(copies: copies, distance: min(distance, max(reach, 1)))
        case .none, .nack, .reedSolomon: return choice
        }
    }

    private func situation(
        _ loss: Double, _ latency: Int64, isWorse: Bool = false
    ) -> RepairPolicy.Situation {
        RepairPolicy.Situation(
            loss: loss, burst: way.burst,
            roundTrip: isWorse ? roundTrip.higher : roundTrip.high,
            jitter: isWorse ? jitter.higher : jitter.high,
            budget: max(0, latency - floor - DelayPolicy.slack.count), spacing: shape.spacing,
            copyShare: shape.copyShare)
    }

    /// The curve from 0 to `latency`, in so many steps.
    package func points(to latency: Int64, count: Int) -> [(latency: Int64, LossForecast)] {
        (0...max(count, 1)).map { index in
            let place = latency / Int64(max(count, 1)) * Int64(index)
            return (place, forecast(at: place))
        }
    }

    /// Frames an hour that `profile` bears: about what an automatic latency of that name comes to.
    package func bearable(_ profile: DelayProfile) -> Double {
        let packets =
            switch profile {
            case .low: 720.0
            case .normal: 60.0
            case .safe: 6.0
            }
        return packets * shape.framesPerPacket
    }

    private func suffices(_ forecast: LossForecast, _ profile: DelayProfile) -> Bool {
        let bearable = bearable(profile)
        switch profile {
        case .safe: return forecast.bound <= bearable
        case .low, .normal:
            return forecast.expected <= bearable && forecast.bound <= 10 * bearable
        }
    }

    /// Whether `latency` is enough for what a listener hardly notices.
    package func isFit(_ latency: Int64) -> Bool { suffices(forecast(at: latency), .normal) }

    /// The least latency that `profile` bears; where none is, the least of those that are about as good as the
    /// best.
    package func recommendation(_ profile: DelayProfile) -> Recommendation {
        let last = max(Self.longest, 2 * floor) / Self.step
        // Too many are late below, which only ever become fewer.
        var (first, enough) = (floor / Self.step + 1, last)
        while first < enough {
            let middle = (first + enough) / 2
            if lateFrames(at: middle * Self.step) <= bearable(profile) {
                enough = middle
            } else {
                first = middle + 1
            }
        }
        var best: (latency: Int64, LossForecast)?
        for index in first...last {
            let latency = index * Self.step
            let forecast = forecast(at: latency)
            if suffices(forecast, profile) {
                return Recommendation(profile, latency, forecast, isMet: true)
            }
            if best.map({ forecast.bound < $0.1.bound * 0.8 }) ?? true {
                best = (latency, forecast)
            }
        }
        let found = best ?? (floor, forecast(at: floor))
        return Recommendation(profile, found.latency, found.1, isMet: false)
    }
}
