import ArgumentParser
import Engine
import Probing
import Text
import Units

/// `jacknet probe HOST[:PORT]`, and `jacknet probe --local`.
struct ProbeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "probe",
        abstract: "Find out whether a link is possible, and with what settings.",
        usage: """
            jacknet probe [<options>] <host[:port]>
            jacknet probe --local [--json] [--jack-server <server>]
            """)

    @Argument(
        help: ArgumentHelp(
            "Where `jacknet recv` runs: a name or an address; IPv6 with a port as [address]:port.",
            valueName: "host[:port]"),
        transform: Values.peer)
    var peer: HostAndPort?

    @Flag(help: "Look at this machine alone: what keeps sound on it from being whole?")
    var local = false

    @Option(
        help: ArgumentHelp(
            "End with 1 unless the way is fit for this latency, 0 to 10000 ms.", valueName: "ms"),
        transform: Values.fixedLatency)
    var latency: Nanoseconds?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Measure for this long, 1s to 60s (default: 10s).", valueName: "time"),
        transform: Values.probeDuration)
    var duration = ProbeSettings.defaultDuration

    @Option(
        help: ArgumentHelp(
            "What the sound would be coded in: f32, s24, s16, opus (default: f32).",
            valueName: "codec"),
        transform: Values.choice)
    var codec = CodecChoice.f32

    @OptionGroup(title: "OPUS") var opus: OpusOptions

    @Option(
        help: ArgumentHelp("How many channels, 1 to 64 (default: 2).", valueName: "count"),
        transform: Values.channels)
    var channels = Defaults.channels

    @OptionGroup(title: "NETWORK") var packets: PacketOptions
    @OptionGroup(title: "KEYS") var keys: KeyOptions
    @OptionGroup var impairment: ImpairmentOption
    @OptionGroup var server: JackServerOption

    @Flag(help: "Write one JSON object.")
    var json = false

    @Option(
        help: ArgumentHelp("Draw the curve into this file as well.", valueName: "file"))
    var svg: String?

    func validate() throws {
        if local {
            if let peer {
                throw ValidationError(
                    "--local looks at this machine, not at \(peer.written); allowed: one of them")
            }
            if svg != nil || latency != nil {
                throw ValidationError(
                    "--local measures no way; allowed: without --svg and --latency")
            }
            return
        }
        if peer?.host == nil {
            throw ValidationError(
                "Missing expected argument '<host[:port]>'; allowed: a host, or --local")
        }
        _ = try settings()
    }

    /// What the engine is started with.
    func settings(_ environment: Environment = .process) throws -> ProbeSettings {
        ProbeSettings(
            send: SendSettings(
                host: peer?.host ?? "", port: peer?.port ?? Defaults.port, channels: channels,
                codec: codec, opus: try opus.settings(codec: codec, channels: channels),
                mtuBytes: packets.mtu, dscp: packets.dscp, interface: packets.interface,
                impairment: impairment.impair, isOpen: keys.open,
                keyFile: keys.file(environment)),
            duration: duration, server: server.resolved(environment))
    }

    func run() throws {
        if local { return try runLocal() }
        let diagram = try svg.map(OutputFile.init)
        let teller = ProbeTeller(isJSON: json)
        let report: ProbeReport
        do throws(LinkFailure) {
            report = try Engine.runProbe(try wanted(), reportingTo: teller)
        } catch {
            teller.end()
            if json { try writeToStdout(teller.json(failure: error).description + "\n") }
            throw error
        }
        teller.end()
        let lines = ProbeCommandLines(self)
        try diagram?.write(ProbePlot(report).plot.svg)
        if json {
            let members = ProbeJSON(report, lines, latency).members
            try writeToStdout(teller.json(members).description + "\n")
        } else {
            let text = ProbeText(
                terminal: .standardOutput,
                width: max(30, min(Terminal.width(of: 1) - 1, 200)), lines: lines)
            try writeToStdout(
                text.lines(for: report, latency: latency).map { $0 + "\n" }.joined())
        }
        if let latency, !report.curve.isFit(latency.count) {
            throw ExitCode(ExitStatus.commandFailed.rawValue)
        }
    }

    /// `settings` were found to be right when the command line was read.
    private func wanted() throws(LinkFailure) -> ProbeSettings {
        do { return try settings() } catch { throw LinkFailure(.usage, "\(error)") }
    }

    private func runLocal() throws {
        let findings = Engine.probeLocal(server: server.resolved(.process))
        if json {
            let values = findings.map(\.jsonValue)
            try writeToStdout(JSONValue.object([("findings", .array(values))]).description + "\n")
        } else {
            let text = LocalText(terminal: .standardOutput)
            try writeToStdout(findings.flatMap(text.lines).map { $0 + "\n" }.joined())
        }
        if findings.contains(where: { $0.verdict == .bad }) {
            throw ExitCode(ExitStatus.commandFailed.rawValue)
        }
    }
}

extension HostAndPort {
    /// As a person writes it.
    fileprivate var written: String { (host ?? "") + (port.map { ":" + $0 } ?? "") }
}
