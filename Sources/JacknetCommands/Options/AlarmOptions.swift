import ArgumentParser
import Engine

/// Of what `send` and `recv` raise an alarm, and how.
struct AlarmOptions: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Tell of silence of this many seconds: no channel above dB (-60).",
            valueName: "seconds[:dB]"),
        transform: Values.silenceAlarm)
    var silenceAlarm: SilenceAlarm?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Have a shell run this when the peer is connected or lost, at silence and after.",
            valueName: "command"),
        transform: Values.command)
    var onEvent: String?
}
