import ArgumentParser
import Engine
import Glibc
import NetworkIO
import Units

/// `jacknet recv`, or `jacknet recv HOST[:PORT]`.
struct ReceiveCommand: LinkCommand {
    static let configuration = CommandConfiguration(
        commandName: "recv",
        abstract: "Receive the sound that `jacknet send` sends.",
        usage: "jacknet recv [<options>] [@<profile>] [<host[:port]>]")

    @Argument(
        help: ArgumentHelp(
            "A sender that waits with --listen, to be called, rather than wait for one to call.",
            valueName: "host[:port]"),
        transform: Values.peer)
    var peer: HostAndPort?

    @Option(
        help: ArgumentHelp(
            "The port, TCP and UDP, and the address to listen on (default: 54345, on every one).",
            valueName: "[addr:]port"),
        transform: Values.listen)
    var listen: HostAndPort?

    @Option(
        help: ArgumentHelp(
            "Take senders from these addresses only; may be given again. Everybody by default.",
            valueName: "address[/bits]"),
        transform: Values.addressRange)
    var allow: [AddressRange] = []

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "From the sender's input to this output: milliseconds, auto, auto:low or auto:safe "
                + "(default: 20).",
            valueName: "ms"),
        transform: Values.latency)
    var latency: LatencyWish?

    @Option(
        help: ArgumentHelp(
            "The latencies that the sender may ask for, in milliseconds (default: 0-10000).",
            valueName: "low-high"),
        transform: Values.latencyRange)
    var latencyRange = Defaults.latencyRange

    @Option(
        help: ArgumentHelp(
            "The sender's clock: free, and so followed, or shared (default: free; --to: shared).",
            valueName: "clock"),
        transform: Values.choice)
    var clock: ClockChoice?

    @Option(
        help: ArgumentHelp(
            "How losses are repaired: auto, none, nack, dup:1, dup:2, rs:K+M (default: auto).",
            valueName: "how"),
        transform: Values.repair)
    var repair = RepairWish.auto

    @Option(
        help: ArgumentHelp("How many, 1 to 64 (default: the sender's).", valueName: "count"),
        transform: Values.channels)
    var channels: Int?

    @Option(
        help: ArgumentHelp(
            "Sound to a file, - (standard output, raw f32) or null rather than JACK.",
            valueName: "sink"),
        transform: Values.sink)
    var to: AudioSink?

    @Option(
        help: ArgumentHelp(
            "The sample rate of what --to names, in hertz (default: the sender's).",
            valueName: "hertz"),
        transform: Values.rate)
    var rate: SampleRate?

    @OptionGroup var mix: MixOptions

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("Hold samples to this level, -60 to 0 dBFS.", valueName: "dB"),
        transform: Values.ceiling)
    var ceiling: Decibels?

    @Flag(help: "End after the first sender's goodbye.")
    var once = false

    @OptionGroup(title: "ALARM") var alarm: AlarmOptions

    @Option(
        help: ArgumentHelp(
            "Play this sound file while there is silence, of 5 s or as --silence-alarm says.",
            valueName: "file"),
        transform: Values.soundFile)
    var backup: String?

    @OptionGroup(title: "KEYS") var keys: KeyOptions
    @OptionGroup var impairment: ImpairmentOption
    @OptionGroup(title: "JACK") var jack: JackOptions
    @OptionGroup var life: LifeOptions
    @OptionGroup var config: ConfigurationOptions

    func validate() throws { _ = try settings() }

    func run() throws {
        if config.printConfig { return try printConfiguration() }
        try refuseNumberAsHost()
        let settings = try settings()
        let soundToStdout = settings.sink == .standardOutput
        if soundToStdout, isatty(STDOUT_FILENO) == 1 {
            throw ValidationError(
                "--to -: standard output is a terminal; allowed: a pipe or a file")
        }
        let rereading = rereading
        let reporter = makeReporter(
            name: settings.name, json: life.json, soundToStdout: soundToStdout)
        try report(to: reporter) { () throws(LinkFailure) in
            try Engine.runReceiver(settings, rereading: rereading, reportingTo: reporter)
        }
    }
}
