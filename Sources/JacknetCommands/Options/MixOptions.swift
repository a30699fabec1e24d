import ArgumentParser
import Engine
import Units

/// What `send` and `recv` do to the sound that passes them.
struct MixOptions: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Louder or softer by this, -100 to 24 dB (default: 0).", valueName: "dB"),
        transform: Values.gain)
    var gain = Defaults.gain

    @Flag(help: "Begin muted.")
    var mute = false

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "For each channel the one that it takes, - for silence: 2,1 swaps (default: its own).",
            valueName: "list"),
        transform: Values.map)
    var map = ChannelMap.identity

    var settings: MixSettings { MixSettings(gain: gain, isMuted: mute, map: map) }
}
