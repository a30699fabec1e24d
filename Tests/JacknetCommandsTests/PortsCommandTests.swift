// What `ports` writes for a graph: filters, patterns, text and JSON.
import Engine
import FoundationEssentials
import Testing
import Units

@testable import JacknetCommands

@Suite struct PortsCommandTests {
    private static let latency = LatencyRange(minimumFrames: 128, maximumFrames: 256, rate: .dat)

    private static func port(
        _ name: String, isInput: Bool, isPhysical: Bool, _ connections: [String] = []
    ) -> PortDescription {
        PortDescription(
            name: name, isInput: isInput, isPhysical: isPhysical, connections: connections,
            captureLatency: latency,
            playbackLatency: LatencyRange(minimumFrames: 64, maximumFrames: 64, rate: .cd))
    }

    private let graph = [
        port("system:capture_1", isInput: false, isPhysical: true, ["synth\u{1b}:in", "a:b"]),
        port("system:playback_1", isInput: true, isPhysical: true),
        port("synth\u{1b}:in", isInput: true, isPhysical: false, ["system:capture_1"]),
        port("synth[2]:out", isInput: false, isPhysical: false),
    ]

    private func text(_ words: String...) throws -> String {
        let words = (["ports"] + words).map { Array($0.utf8) }
        let command = try #require(Jacknet.parse(words).command as? PortsCommand)
        return command.text(for: graph)
    }

    @Test func namesInJacksOrderEscaped() throws {
        #expect(
            try text() == "system:capture_1\nsystem:playback_1\nsynth\\u{1b}:in\nsynth[2]:out\n")
    }

    @Test func filters() throws {
        #expect(try text("--inputs") == "system:playback_1\nsynth\\u{1b}:in\n")
        #expect(try text("--outputs") == "system:capture_1\nsynth[2]:out\n")
        #expect(try text("--physical", "--inputs") == "system:playback_1\n")
        #expect(try text("system") == "system:capture_1\nsystem:playback_1\n")
        #expect(try text("*:playback_?") == "system:playback_1\n")
        #expect(try text("synth[2]:out") == "synth[2]:out\n")
        #expect(try text("synth[2]") == "synth[2]:out\n")
        #expect(try text("nobody").isEmpty)
    }

    @Test func connectionsAndLatency() throws {
        #expect(
            try text("--connections", "--latency", "system:capture_1") == """
                system:capture_1
                    -> synth\\u{1b}:in
                    -> a:b
                    capture  128 to 256 frames (2.67 to 5.33 ms)
                    playback 64 frames (1.45 ms)

                """)
        #expect(try text("--connections", "synth?") == "synth\\u{1b}:in\n    <- system:capture_1\n")
    }

    private struct Port: Decodable, Equatable {
        var name: String
        var direction: String
        var physical: Bool
        var type: String
        var connections: [String]
        var captureLatency: Range
        struct Range: Decodable, Equatable {
            var minimumFrames: Int
            var maximumMs: Double
        }
    }

    @Test func jsonIsOneObjectALine() throws {
        let ports = try text("--json").split(separator: "\n").map { line in
            try JSONDecoder().decode(Port.self, from: Data(line.utf8))
        }
        #expect(ports.map(\.name) == graph.map(\.name))
        #expect(
            ports[0]
                == Port(
                    name: "system:capture_1", direction: "output", physical: true, type: "audio",
                    connections: ["synth\u{1b}:in", "a:b"],
                    captureLatency: Port.Range(minimumFrames: 128, maximumMs: 5.333)))
        #expect(ports[1].direction == "input")
    }
}
