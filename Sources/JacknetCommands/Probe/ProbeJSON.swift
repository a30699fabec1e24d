import Engine
import Probing
import Streaming
import Text
import Units

/// What a probe measured, for programs.
struct ProbeJSON {
    private static let points = 100
    let members: [(String, JSONValue)]

    init(_ report: ProbeReport, _ lines: ProbeCommandLines, _ latency: Nanoseconds?) {
        let way = report.way
        var members: [(String, JSONValue)] = [
            ("peer", .text(report.peer)),
            ("rateHz", .integer(Int64(report.rate.hertz))),
            ("periodFrames", .integer(Int64(report.periodFrames))),
            ("periodIsKnown", .flag(report.isPeriodKnown)),
            ("receiverPeriodMs", Self.ms(report.receiverPeriod.count)),
            ("receiverPeriodIsKnown", .flag(report.isReceiverPeriodKnown)),
            ("besideLink", .flag(report.isPlaying)),
            ("packetsPerSecond", .number(report.shape.packetsPerSecond)),
            ("bitsPerSecond", .number(report.shape.bitsPerSecond)),
            ("roundTripMs", Self.times(way.roundTrip)), ("jitterMs", Self.times(way.jitter)),
            ("jitterBackMs", Self.times(way.jitterBack)),
            ("packetsSent", .integer(Int64(way.loss.sent))),
            ("packetsLost", .integer(Int64(way.loss.lost))),
            ("packetsLostBack", .integer(Int64(way.lossBack.lost))),
            ("packetsReordered", .integer(Int64(way.reordered))),
            ("packetsDropped", .integer(Int64(report.dropped))),
        ]
        let runs = way.loss.runs.sorted { $0.key < $1.key }
        members += [
            (
                "lossRuns",
                .array(
                    runs.map {
                        .object([
                            ("length", .integer(Int64($0.key))),
                            ("count", .integer(Int64($0.value))),
                        ])
                    })
            ),
            ("pathMtu", .optional(report.mtu) { .integer(Int64($0)) }),
            ("pathMtuIsLimit", .flag(report.isMTULimited)),
            ("dscpSent", .integer(Int64(report.dscpSent))),
            ("dscpArrived", .integer(Int64(report.dscpArrived))),
            ("clockOffsetMs", Self.ms(report.wallClockOffset)),
            ("clockOffsetUncertaintyMs", Self.ms(way.clock.uncertainty)),
            ("clockDriftPpm", .number(way.clock.drift * 1e6)),
            ("clockDriftUncertaintyPpm", .number(way.clock.driftUncertainty * 1e6)),
            ("floorMs", Self.ms(report.curve.floor)),
        ]
        let curve = report.curve.points(to: CurveText.range(of: report), count: Self.points)
        members += [
            ("curve", .array(curve.map { .object(Self.forecast($0.latency, $0.1)) })),
            (
                "recommendations",
                .array(
                    report.recommendations.map { recommendation in
                        .object(
                            [("profile", .text(recommendation.profile.rawValue))]
                                + Self.forecast(recommendation.latency, recommendation.forecast)
                                + [
                                    ("isMet", .flag(recommendation.isMet)),
                                    ("recv", .text(lines.receive(recommendation))),
                                    ("send", .text(lines.send(report))),
                                ])
                    })
            ),
        ]
        if let latency {
            members.append(
                (
                    "asked",
                    .object(
                        Self.forecast(latency.count, report.curve.forecast(at: latency.count))
                            + [("fit", .flag(report.curve.isFit(latency.count)))])
                ))
        }
        self.members = members
    }

    private static func ms(_ nanoseconds: Int64) -> JSONValue {
        .number(Double(nanoseconds) * 1e-6)
    }

    private static func times(_ times: Percentiles) -> JSONValue {
        .object([
            ("least", ms(times.least)), ("median", ms(times.median)), ("p95", ms(times.high95)),
            ("p99", ms(times.high99)), ("greatest", ms(times.greatest)),
        ])
    }

    private static func forecast(
        _ latency: Int64, _ forecast: LossForecast
    ) -> [(String, JSONValue)] {
        [
            ("latencyMs", ms(latency)), ("lateFramesPerHour", .number(forecast.late)),
            ("lostFramesPerHour", .number(forecast.lost)),
            ("boundFramesPerHour", .number(forecast.bound)),
            ("repair", .text(forecast.repair.description)),
            ("repairOverhead", .number(forecast.overhead)),
        ]
    }
}
