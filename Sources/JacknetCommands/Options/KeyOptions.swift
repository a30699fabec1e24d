import ArgumentParser
import Engine
import Session

/// Which keys `send` and `recv` use, or that they use none.
struct KeyOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A file of keys (default: $JACKNET_KEY_FILE, else those of jacknet key).",
            valueName: "file"),
        transform: Values.keyFile)
    var keyFile: String?

    @Flag(help: "No key and no encryption, for a network that you trust; at both ends.")
    var open = false

    func validate() throws {
        guard let keyFile else { return }
        if KeyToken.isLike(keyFile.utf8) {
            throw ValidationError(
                "--key-file takes the path of a file: a token on a command line is seen by everybody "
                    + "on this machine (ps); rotate it")
        }
        if open {
            throw ValidationError(
                "--key-file \(keyFile): no key is used with --open; allowed: one of them")
        }
    }

    /// The flag, else the environment, which `--open` overrides; nil is the usual place.
    func file(_ environment: Environment) -> String? {
        open ? nil : keyFile ?? environment["JACKNET_KEY_FILE"]
    }
}
