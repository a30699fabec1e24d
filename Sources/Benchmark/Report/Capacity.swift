/// How many channels this machine carries in one format.
package struct Capacity: Codable, Hashable, Sendable {
    /// What counts as safe: the part of a core that each thread of an end may take on average, percent. The
    /// rest is for what comes at once, and for JACK and its other clients.
    package static let safe = 50.0
    private static let mostChannels = 64

    package var codec: String
    /// Of Opus, ms; nil for PCM.
    package var frameMilliseconds: Double?
    /// Frames, at 48 kHz.
    package var period: Int
    /// 0 where even one is too many.
    package var channels: Int
    /// What the most heavily loaded thread takes then, percent of a core, and which one that is.
    package var load: Double
    package var thread: String

    package var format: LinkFormat {
        LinkFormat(codec: codec, frameMilliseconds: frameMilliseconds, period: period)
    }

    /// Of each format in `loads`, in their order.
    package static func all(of loads: [LinkLoad]) -> [Capacity] {
        var formats: [LinkFormat] = []
        for load in loads where !formats.contains(load.format) { formats.append(load.format) }
        return formats.map { format in
            one(of: format, loads.filter { $0.format == format })
        }
    }

    /// Between two numbers of channels that were measured the load is taken to grow evenly.
    private static func one(of format: LinkFormat, _ loads: [LinkLoad]) -> Capacity {
        let sorted = loads.sorted { $0.channels < $1.channels }
        var found = (channels: 0, load: 0.0, thread: sorted[0].threads[0].name)
        var before = (channels: 0.0, load: 0.0)
        for load in sorted {
            let (thread, greatest) = load.threads[0]
            if greatest <= safe {
                found = (load.channels, greatest, thread)
                before = (Double(load.channels), greatest)
                continue
            }
            let share = (safe - before.load) / (greatest - before.load)
            let channels = Int(before.channels + share * (Double(load.channels) - before.channels))
            if channels > found.channels { found = (channels, safe, thread) }
            break
        }
        return Capacity(
            codec: format.codec, frameMilliseconds: format.frameMilliseconds,
            period: format.period, channels: min(found.channels, mostChannels),
            load: found.load.toThousandths, thread: found.thread)
    }

    /// The answer in one line: f32 first, at the period that is common and at the shortest that carries as many
    /// channels; then every other codec.
    static func answer(_ capacities: [Capacity]) -> String {
        var clauses: [String] = []
        var codecs: [String] = []
        for capacity in capacities where !codecs.contains(capacity.codec) {
            codecs.append(capacity.codec)
        }
        for codec in codecs {
            let own = capacities.filter { $0.codec == codec }
            guard let usual = own.first(where: { $0.period == 128 }) ?? own.first else { continue }
            var clause = usual.clause
            let shorter = own.filter { $0.period < usual.period && $0.channels >= usual.channels }
            if usual.channels > 0, let shortest = shorter.min(by: { $0.period < $1.period }) {
                clause +=
                    ", and down to \(shortest.period)/48000 with \(shortest.load.rounded().plain) %"
            }
            clauses.append(clause)
        }
        return "This machine carries " + clauses.joined(separator: "; ")
            + ". Counted as safe: \(safe.plain) % of a core for each thread of an end."
    }

    private var clause: String {
        guard channels > 0 else { return "not one channel of \(format.text)" }
        let percent = load < 10 ? load.fixed1 : load.rounded().plain
        return "\(channels.channels) of \(format.text) with \(percent) % of a core (\(thread))"
    }
}

extension Double {
    /// With one decimal.
    fileprivate var fixed1: String { ((self * 10).rounded() / 10).plain }
}
