import FoundationEssentials
import Text

/// What `jacknet bench` measured; its JSON is what a later run is compared with.
package struct BenchReport: Codable, Hashable, Sendable {
    /// The form of the file; another one is not read.
    package static let form = "jacknet-bench-1"

    package var format = Self.form
    package var version: String
    /// UTC, ISO 8601.
    package var time: String
    package var machine: Machine
    /// Made by `--quick`: a rough one.
    package var isQuick: Bool
    /// Each nil where it was not asked for.
    package var codecs: [CodecResult]?
    package var resampler: ResamplerResult?
    package var loads: [LinkLoad]?
    package var paths: [PathResult]?
    package var peers: PeersResult?
    /// What this machine carries, by codec and period; and in words.
    package var capacities: [Capacity]?
    package var answer: String?

    private enum CodingKeys: String, CodingKey {
        case format, version, time, machine
        case isQuick = "quick"
        case codecs = "codec"
        case resampler, loads, paths, peers, capacities, answer
    }

    /// An empty one of this machine, made by jacknet `version`.
    package init(version: String, machine: Machine, isQuick: Bool) {
        self.version = version
        time = Date.now.ISO8601Format()
        self.machine = machine
        self.isQuick = isQuick
    }

    /// Draws the conclusion from `loads`, where there are any.
    package mutating func conclude() {
        guard let loads, !loads.isEmpty else { return }
        let found = Capacity.all(of: loads)
        capacities = found
        answer = Capacity.answer(found)
    }

    /// As JSON, on one line, members in the order of their names.
    package var json: String {
        guard let data = try? JSONEncoder().encode(self),
            let value = JSONValue(parsing: String(decoding: data, as: UTF8.self))
        else { preconditionFailure("a report holds finite numbers only") }
        return value.description
    }

    /// Reads what `json` wrote; nil where `text` is none of that, or of another form.
    package init?(json text: String) {
        guard let report = try? JSONDecoder().decode(BenchReport.self, from: Data(text.utf8)),
            report.format == Self.form
        else { return nil }
        self = report
    }
}
