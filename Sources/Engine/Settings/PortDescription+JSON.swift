package import Text
import Units

extension PortDescription {
    /// The object of `jacknet ports --json` and of `ports.list`.
    package var jsonValue: JSONValue {
        .object([
            ("name", .text(name)),
            ("direction", .text(isInput ? "input" : "output")),
            ("physical", .flag(isPhysical)),
            ("type", .text(type)),
            ("connections", .array(connections.map(JSONValue.text))),
            ("captureLatency", captureLatency.json),
            ("playbackLatency", playbackLatency.json),
        ])
    }
}

extension LatencyRange {
    fileprivate var json: JSONValue {
        .object([
            ("minimumFrames", .integer(Int64(minimumFrames))),
            ("maximumFrames", .integer(Int64(maximumFrames))),
            ("minimumMs", .number(minimum.milliseconds)),
            ("maximumMs", .number(maximum.milliseconds)),
        ])
    }
}
