import Session
package import Text
package import Units

extension LinkReport {
    /// The members of a report's object, named with their units; what is not known is null.
    package func jsonMembers(peaks: [Decibels]) -> [(String, JSONValue)] {
        [
            ("state", .text(state.word)),
            ("reason", .optional(state.reason, JSONValue.text)),
            ("peer", .optional(peer, JSONValue.text)),
            ("codec", .optional(codec, JSONValue.text)),
            ("channels", .optional(channels) { .integer(Int64($0)) }),
            ("rateHz", .optional(rate) { .integer(Int64($0.hertz)) }),
            ("transport", .optional(transport, JSONValue.text)),
            ("protection", .optional(protection, JSONValue.text)),
            ("key", .optional(key, JSONValue.text)),
            ("latencyTargetMs", .optional(latencyTarget) { .number($0.milliseconds) }),
            ("latencyActualMs", .optional(latencyActual) { .number($0.milliseconds) }),
            (
                "latencyUncertaintyMs",
                .optional(latencyUncertainty) { .number($0.milliseconds) }
            ),
            ("latencyFloorMs", .optional(latencyFloor) { .number($0.milliseconds) }),
            ("roundTripMs", .optional(roundTrip) { .number($0.milliseconds) }),
            ("jitter50Ms", .optional(jitter50) { .number($0.milliseconds) }),
            ("jitter95Ms", .optional(jitter95) { .number($0.milliseconds) }),
            ("jitter99Ms", .optional(jitter99) { .number($0.milliseconds) }),
            ("clockRatioPpm", .optional(clockRatio, JSONValue.number)),
            ("clockWanderPpm", .optional(clockWander, JSONValue.number)),
            ("repair", .optional(repair, JSONValue.text)),
            ("packetsSent", .count(packetsSent)),
            ("packetsReceived", .count(packetsReceived)),
            ("packetsLost", .count(packetsLost)),
            ("packetsRepaired", .count(packetsRepaired)),
            ("packetsLate", .count(packetsLate)),
            ("packetsHeldUp", .count(packetsHeldUp)),
            ("packetsRefused", .count(packetsRefused)),
            ("packetsForged", .count(packetsForged)),
            ("packetsReplayed", .count(packetsReplayed)),
            ("concealedFrames", .count(concealedFrames)),
            ("xruns", .count(xruns)),
            ("bytesPerSecond", .number(bytesPerSecond)),
            ("peaksDbfs", .array(peaks.map { .number($0.value) })),
            ("silent", .optional(isSilent, JSONValue.flag)),
            ("backup", .optional(backup, JSONValue.text)),
        ]
    }
}

extension LinkReport {
    /// For the other end.
    var view: View {
        var members: [String: JSONValue] = [:]
        for (name, value) in jsonMembers(peaks: peaks) where value != .null {
            members[name] = value
        }
        return View(members)
    }
}

extension LinkState {
    /// The state for programs.
    package var word: String {
        switch self {
        case .starting: "starting"
        case .waiting: "waiting"
        case .connecting: "connecting"
        case .connected: "connected"
        }
    }

    /// What is waited for.
    package var reason: String? {
        if case .waiting(let reason) = self { reason } else { nil }
    }
}
