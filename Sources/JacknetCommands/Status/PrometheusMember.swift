/// A number that each end tells, as a metric.
struct PrometheusMember {
    let member: String
    /// Without `jacknet_`.
    let name: String
    let type: String
    /// How many of the member's unit a base unit has.
    let unitsInBase: Double
    let labels: [(String, String)]
    let help: String
}

extension Prometheus {
    static let members: [PrometheusMember] =
        [
            gauge("uptimeSeconds", "uptime_seconds", 1, "Time since the link was started."),
            gauge("channels", "channels", 1, "Channels of the stream."),
            gauge("rateHz", "sample_rate_hertz", 1, "Sample rate on the wire."),
            gauge("bytesPerSecond", "bytes_per_second", 1, "Bytes on the wire now."),
            gauge("latencyTargetMs", "latency_target_seconds", 1e3, "Latency asked for."),
            gauge("latencyActualMs", "latency_actual_seconds", 1e3, "Latency as measured."),
            gauge(
                "latencyUncertaintyMs", "latency_uncertainty_seconds", 1e3,
                "How far the measured latency may be from the truth."),
            gauge("latencyFloorMs", "latency_floor_seconds", 1e3, "Least latency possible."),
            gauge("roundTripMs", "round_trip_seconds", 1e3, "Least time there and back."),
            gauge(
                "clockRatioPpm", "clock_offset_ratio", 1e6,
                "How much faster the sender's clock is."),
            gauge(
                "clockWanderPpm", "clock_wander_ratio", 1e6,
                "Standard deviation of the clock's offset."),
        ] + jitter + [
            counter("packetsSent", "packets_sent_total", "Packets sent."),
            counter("packetsReceived", "packets_received_total", "Packets received."),
            counter("packetsLost", "packets_lost_total", "Packets that never arrived."),
            counter("packetsRepaired", "packets_repaired_total", "Packets brought back in time."),
            counter("packetsLate", "packets_late_total", "Packets that came after their turn."),
            counter(
                "packetsHeldUp", "packets_held_up_total",
                "Late packets of a time when a JACK server stood still."),
            counter("packetsRefused", "packets_refused_total", "Packets that were not let in."),
            counter(
                "packetsForged", "packets_forged_total",
                "Refused packets that were changed or not the peer's."),
            counter(
                "packetsReplayed", "packets_replayed_total",
                "Refused packets that had come before."),
            counter("concealedFrames", "concealed_frames_total", "Frames that were made up."),
            counter("xruns", "xruns_total", "Cycles that JACK was late with or that were missed."),
        ]

    private static let jitter = ["50", "95", "99"].map { percentile in
        PrometheusMember(
            member: "jitter\(percentile)Ms", name: "jitter_seconds", type: "gauge",
            unitsInBase: 1e3,
            labels: [("percentile", percentile)],
            help: "What so many of a hundred packets take at most beyond the fastest.")
    }

    private static func gauge(
        _ member: String, _ name: String, _ unitsInBase: Double, _ help: String
    ) -> PrometheusMember {
        PrometheusMember(
            member: member, name: name, type: "gauge", unitsInBase: unitsInBase, labels: [],
            help: help)
    }

    private static func counter(
        _ member: String, _ name: String, _ help: String
    ) -> PrometheusMember {
        PrometheusMember(
            member: member, name: name, type: "counter", unitsInBase: 1, labels: [], help: help)
    }
}
