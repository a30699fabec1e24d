import Text

/// What links tell, in Prometheus' text exposition format 0.0.4, in base units.
struct Prometheus {
    private struct Metric {
        let name: String
        let type: String
        let help: String
        /// Label text and value.
        var samples: [(labels: String, value: Double)] = []
    }

    private var metrics: [Metric] = []

    /// `silent` are links that gave no answer.
    init(_ statuses: [JSONValue], silent: [String]) {
        add("jacknet_up", "gauge", "Whether the link answered on its control socket.")
        for status in statuses { put(labels(of: status), 1) }
        for name in silent { put([("link", name), ("role", ""), ("peer", "")], 0) }

        add("jacknet_link_info", "gauge", "What the link is, in labels.")
        for status in statuses { put(labels(of: status) + Self.information(of: status), 1) }

        add("jacknet_connected", "gauge", "Whether the link has its peer.")
        for status in statuses {
            put(labels(of: status), status["state"]?.text == "connected" ? 1 : 0)
        }
        for member in Self.members {
            add("jacknet_" + member.name, member.type, member.help)
            for status in statuses { put(member, of: status) }
        }
        add("jacknet_silent", "gauge", "Whether there is silence, where it is looked for.")
        for status in statuses { putSilence(of: status) }
        add("jacknet_peak_dbfs", "gauge", "Highest sample of each channel, dBFS.")
        for status in statuses { putPeaks(of: status) }
    }

    var text: String {
        metrics.filter { !$0.samples.isEmpty }.map { metric in
            "# HELP \(metric.name) \(metric.help)\n# TYPE \(metric.name) \(metric.type)\n"
                + metric.samples.map { "\(metric.name){\($0.labels)} \(Self.number($0.value))\n" }
                .joined()
        }.joined()
    }

    // MARK: - Samples

    private mutating func add(_ name: String, _ type: String, _ help: String) {
        // The percentiles of jitter are samples of one metric.
        if metrics.last?.name == name { return }
        metrics.append(Metric(name: name, type: type, help: help))
    }

    private mutating func put(_ labels: [(String, String)], _ value: Double) {
        let text = labels.map { "\($0.0)=\"\(Self.escaped($0.1))\"" }.joined(separator: ",")
        metrics[metrics.count - 1].samples.append((text, value))
    }

    private mutating func put(_ member: PrometheusMember, of status: JSONValue) {
        for (end, values) in [("this", status), ("other", status["remote"] ?? .null)] {
            guard let value = values[member.member]?.number else { continue }
            put(
                labels(of: status) + [("end", end)] + member.labels,
                Self.inBaseUnits(value, member.unitsInBase))
        }
    }

    private mutating func putSilence(of status: JSONValue) {
        for (end, values) in [("this", status), ("other", status["remote"] ?? .null)] {
            guard let isSilent = values["silent"]?.flag else { continue }
            put(labels(of: status) + [("end", end)], isSilent ? 1 : 0)
        }
    }

    private mutating func putPeaks(of status: JSONValue) {
        for (end, values) in [("this", status), ("other", status["remote"] ?? .null)] {
            for (index, peak) in (values["peaksDbfs"]?.items ?? []).enumerated() {
                let channel = [("end", end), ("channel", "\(index + 1)")]
                put(labels(of: status) + channel, peak.number ?? -.infinity)
            }
        }
    }

    private func labels(of status: JSONValue) -> [(String, String)] {
        ["link", "role", "peer"].map { ($0, status[$0 == "link" ? "name" : $0]?.text ?? "") }
    }

    private static func information(of status: JSONValue) -> [(String, String)] {
        ["state", "codec", "transport", "repair", "version"].map {
            ($0, status[$0]?.text ?? "")
        }
    }

    /// Backslashes, quotation marks and ends of line as the format wants it; and what a peer calls itself
    /// may not steer the terminal that somebody looks at.
    static func escaped(_ label: String) -> String {
        label.reduce(into: "") { text, character in
            switch character {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n", "\r\n": text += "\\n"
            default:
                let shown = String(character).escaped
                text += shown == String(character) ? shown : escaped(shown)
            }
        }
    }

    /// `value` of a unit of which a base unit has `units`: the number whose decimals are the same.
    static func inBaseUnits(_ value: Double, _ units: Double) -> Double {
        // Members have three decimals at most; a quotient of whole numbers is rounded but once.
        units == 1 ? value : (value * 1e6).rounded() / (1e6 * units)
    }

    private static func number(_ value: Double) -> String {
        if value == .infinity { return "+Inf" }
        if value == -.infinity { return "-Inf" }
        return value.isNaN ? "NaN" : value.shortest
    }
}
