import Engine
import Probing
import Text

/// The command lines that a probe recommends, to be pasted at either end.
struct ProbeCommandLines {
    private let command: ProbeCommand

    init(_ command: ProbeCommand) { self.command = command }

    /// At the receiver.
    func receive(_ recommendation: Recommendation) -> String {
        var words = ["jacknet", "recv"]
        if let port = command.peer?.port, port != Defaults.port { words += ["--listen", port] }
        words += ["--latency", Self.milliseconds(recommendation.latency)]
        if let repair = recommendation.repairWord { words += ["--repair", repair] }
        if command.keys.open { words.append("--open") }
        return words.joined(separator: " ")
    }

    /// At this machine.
    func send(_ report: ProbeReport) -> String {
        let host = command.peer?.host ?? ""
        let isV6 = host.contains(":")
        let port = command.peer?.port.flatMap { $0 == Defaults.port ? nil : $0 }
        var words = [
            "jacknet", "send",
            port.map { (isV6 ? "[\(host)]" : host) + ":" + $0 } ?? host,
        ]
        if command.codec != .f32 { words += ["--codec", command.codec.rawValue] }
        if let bitrate = command.opus.bitrate { words += ["--bitrate", "\(bitrate)"] }
        if let frame = command.opus.frame { words += ["--frame", frame.rawValue] }
        if let application = command.opus.application {
            words += ["--application", application.rawValue]
        }
        if command.channels != Defaults.channels { words += ["--channels", "\(command.channels)"] }
        let mtu = min(command.packets.mtu, report.isMTULimited ? report.mtu ?? .max : .max)
        if mtu != Defaults.mtuBytes { words += ["--mtu", "\(mtu)"] }
        if command.packets.dscp != Defaults.dscp { words += ["--dscp", "\(command.packets.dscp)"] }
        if let interface = command.packets.interface { words += ["--interface", interface] }
        if let server = command.server.jackServer { words += ["--jack-server", server] }
        if command.keys.open { words.append("--open") }
        if let file = command.keys.keyFile { words += ["--key-file", file] }
        return words.map(Self.quoted).joined(separator: " ")
    }

    /// In the words of `--latency`.
    static func milliseconds(_ nanoseconds: Int64) -> String {
        (Double(nanoseconds / 100_000) / 10).shortest
    }

    /// As the shell takes it.
    private static func quoted(_ word: String) -> String {
        let plain = word.unicodeScalars.allSatisfy {
            $0.properties.isAlphabetic || ("0"..."9").contains($0)
                || "%+,-./:=@_[]".unicodeScalars.contains($0)
        }
        // Brackets are a pattern only where a file has such a name.
        if plain, !word.contains("[") { return word }
        return "'"
            + word.split(separator: "'", omittingEmptySubsequences: false).joined(
                separator: "'\\''") + "'"
    }
}
