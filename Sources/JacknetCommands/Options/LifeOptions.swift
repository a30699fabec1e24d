import ArgumentParser
import Engine
import Units

/// How long `send` and `recv` run, and for whom they report.
struct LifeOptions: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("End after this long: 10, 10s, 5m, 1h.", valueName: "time"),
        transform: Values.duration)
    var duration: Nanoseconds?

    @Flag(help: "Report in JSON, one object a line.")
    var json = false
}
