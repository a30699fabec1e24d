import ArgumentParser

/// What `send` and `recv` have to do with files of configuration.
struct ConfigurationOptions: ParsableArguments {
    @Flag(help: "Print what is in force and where it comes from, as a config.toml, and end.")
    var printConfig = false

    /// No flag: what was typed.
    var invocation = Invocation()
}
