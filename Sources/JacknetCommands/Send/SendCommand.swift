import ArgumentParser
import Engine
import Glibc
import Units

/// `jacknet send HOST[:PORT]`, or `jacknet send --listen`.
struct SendCommand: LinkCommand {
    static let configuration = CommandConfiguration(
        commandName: "send",
        abstract: "Send sound to a machine where `jacknet recv` runs.",
        usage: "jacknet send [<options>] [@<profile>] [<host[:port]>]")

    @Argument(
        help: ArgumentHelp(
            "The receiver: a name or an address; IPv6 with a port as [address]:port (port: 54345).",
            valueName: "host[:port]"),
        transform: Values.peer)
    var peer: HostAndPort?

    @OptionGroup var listen: ListenOptions

    @Option(
        help: ArgumentHelp(
            "What the sound is coded in: f32, s24, s16, opus (default: f32).", valueName: "codec"),
        transform: Values.choice)
    var codec = CodecChoice.f32

    @OptionGroup(title: "OPUS") var opus: OpusOptions

    @Option(
        help: ArgumentHelp("How many, 1 to 64 (default: 2, or the file's).", valueName: "count"),
        transform: Values.channels)
    var channels: Int?

    @Option(
        help: ArgumentHelp(
            "Sound from tone:HERTZ, a file or - (standard input, raw f32) rather than JACK.",
            valueName: "source"),
        transform: Values.source)
    var from: AudioSource?

    @Option(
        help: ArgumentHelp(
            "The sample rate of tone: and - in hertz (default: 48000).", valueName: "hertz"),
        transform: Values.rate)
    var rate: SampleRate?

    @OptionGroup var mix: MixOptions
    @OptionGroup(title: "NETWORK") var network: NetworkOptions
    @OptionGroup(title: "ALARM") var alarm: AlarmOptions
    @OptionGroup(title: "KEYS") var keys: KeyOptions
    @OptionGroup var impairment: ImpairmentOption
    @OptionGroup(title: "JACK") var jack: JackOptions
    @OptionGroup var life: LifeOptions
    @OptionGroup var config: ConfigurationOptions

    func validate() throws { _ = try settings() }

    func run() throws {
        if config.printConfig { return try printConfiguration() }
        let settings = try settings()
        if settings.source == .standardInput, isatty(STDIN_FILENO) == 1 {
            throw ValidationError(
                "--from -: standard input is a terminal; allowed: a pipe or a file")
        }
        let rereading = rereading
        let reporter = makeReporter(name: settings.name, json: life.json)
        try report(to: reporter) { () throws(LinkFailure) in
            try Engine.runSender(settings, rereading: rereading, reportingTo: reporter)
        }
    }
}
