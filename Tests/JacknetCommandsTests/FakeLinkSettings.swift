import Glibc
import Text

/// What the fake link says of itself.
struct FakeLinkSettings {
    private var values: [(String, JSONValue)] = [
        ("latency", .integer(20)), ("repair", .text("auto")), ("codec", .text("f32")),
        ("bitrate", .null), ("gain", .integer(0)), ("mute", .flag(false)),
        ("connect", .array([.text("system:playback_1")])), ("once", .flag(false)),
    ]

    func get(_ params: JSONValue) -> Result<JSONValue, FakeRefusal> {
        let one = params["name"]?.text.map { [$0] }
        let names =
            one ?? params["names"]?.items?.compactMap(\.text) ?? values.map(\.0)
        var found: [(String, JSONValue)] = []
        for name in names {
            guard let value = values.first(where: { $0.0 == name }) else {
                return .failure(FakeRefusal(code: -32602, message: "no setting '\(name)'"))
            }
            found.append(value)
        }
        return .success(.object(found))
    }

    mutating func set(_ params: JSONValue) -> Result<JSONValue, FakeRefusal> {
        for (name, value) in params.members ?? [] {
            guard let index = values.firstIndex(where: { $0.0 == name }) else {
                return .failure(FakeRefusal(code: -32602, message: "no setting '\(name)'"))
            }
            if name == "once" {
                return .failure(FakeRefusal(code: 1, message: "once can only be given at start"))
            }
            let isNumber = ["latency", "gain", "bitrate"].contains(name)
            let number = isNumber ? value.text.flatMap(Double.init) : nil
            values[index].1 = number.map(JSONValue.number) ?? value
        }
        return get(.object([("names", .array((params.members ?? []).map { .text($0.0) }))]))
    }

    let description = JSONValue.object([
        (
            "settings",
            .array([
                setting("latency", "number", initial: .integer(20), unit: "ms", range: (0, 10_000)),
                setting("repair", "choice", initial: .text("auto"), choices: ["auto", "nack"]),
                setting(
                    "codec", "choice", initial: .text("f32"),
                    choices: ["f32", "s24", "s16", "opus"], end: "peer"),
                setting("bitrate", "number", unit: "bit/s", end: "peer"),
                setting("gain", "number", initial: .integer(0), unit: "dB", range: (-100, 24)),
                setting("mute", "flag", initial: .flag(false)),
                setting("connect", "list", initial: .array([])),
                setting("once", "flag", initial: .flag(false), isLive: false),
            ])
        ), ("methods", .array([])), ("events", .array([])),
    ])

    private static func setting(
        _ name: String, _ type: String, initial: JSONValue = .null, unit: String? = nil,
        range: (Int64, Int64)? = nil, choices: [String]? = nil, end: String = "this",
        isLive: Bool = true
    ) -> JSONValue {
        .object([
            ("name", .text(name)), ("flag", .text("--" + name)), ("type", .text(type)),
            ("value", initial), ("default", initial), ("unit", .optional(unit, JSONValue.text)),
            ("range", .optional(range) { .array([.integer($0.0), .integer($0.1)]) }),
            ("choices", .optional(choices) { .array($0.map(JSONValue.text)) }),
            ("isLive", .flag(isLive)), ("end", .text(end)), ("mayPeerAsk", .flag(false)),
            ("help", .text("What \(name) is.")),
        ])
    }

    static let event = JSONValue.object([
        ("time", .number(1)), ("severity", .text("warning")), ("event", .text("peer.lost")),
        ("message", .text("lost st\u{fc}dio \u{1b}[31m")), ("fields", .object([])),
    ])

    static func ports(of name: String) -> JSONValue {
        let port = { (name: String, direction: String, connections: [String]) in
            JSONValue.object([
                ("name", .text(name)), ("direction", .text(direction)),
                ("connections", .array(connections.map(JSONValue.text))),
            ])
        }
        return .object([
            (
                "ports",
                .array([
                    port("system:playback_1", "input", ["\(name):out_1"]),
                    port("A B:in 1", "input", []), port("system:capture_1", "output", []),
                    port("\(name):out_1", "output", ["system:playback_1"]),
                ])
            ), ("own", .array([.text("\(name):out_1")])),
        ])
    }

    static func status(name: String, reports: Int64) -> JSONValue {
        let end: [(String, JSONValue)] = [
            ("state", .text("connected")), ("reason", .null), ("codec", .text("f32")),
            ("channels", .integer(2)), ("rateHz", .integer(48_000)), ("transport", .text("udp")),
            ("latencyTargetMs", .integer(20)), ("latencyActualMs", .number(20.1)),
            ("latencyUncertaintyMs", .number(0.3)), ("jitter50Ms", .number(0.1)),
            ("jitter95Ms", .number(0.4)), ("jitter99Ms", .number(0.9)),
            ("clockRatioPpm", .number(-208.31)), ("packetsReceived", .integer(12_345_678)),
            ("packetsLost", .integer(reports / 3)), ("bytesPerSecond", .integer(384_000)),
            ("peaksDbfs", .array([.number(-12.3), .null])),
        ]
        let head: [(String, JSONValue)] = [
            ("name", .text(name)), ("role", .text("recv")), ("pid", .integer(Int64(getpid()))),
            ("version", .text("0.1.0")), ("uptimeSeconds", .integer(12_345)),
            ("latencyFloorMs", .number(12.2)), ("peer", .text("st\u{fc}dio \"a\"\\")),
        ]
        return .object(head + end + [("remote", .object(end + [("peer", .text(name))]))])
    }
}
