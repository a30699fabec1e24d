import Engine
import Text
import Units

extension PortDescription {
    /// The name, and on lines of their own, indented, what else was asked for.
    func text(connections showsConnections: Bool, latency showsLatency: Bool) -> String {
        var lines = [name.escaped]
        if showsConnections {
            lines += connections.map { "    \(isInput ? "<-" : "->") \($0.escaped)" }
        }
        if showsLatency {
            lines.append("    capture  \(captureLatency.text)")
            lines.append("    playback \(playbackLatency.text)")
        }
        return lines.joined(separator: "\n")
    }
}

extension LatencyRange {
    /// `128 to 256 frames (2.67 to 5.33 ms)`, or one figure where both are the same.
    var text: String {
        if minimumFrames == maximumFrames {
            return "\(minimumFrames) frames (\(minimum.milliseconds.fixed(2)) ms)"
        }
        let (low, high) = (minimum.milliseconds.fixed(2), maximum.milliseconds.fixed(2))
        return "\(minimumFrames) to \(maximumFrames) frames (\(low) to \(high) ms)"
    }
}
