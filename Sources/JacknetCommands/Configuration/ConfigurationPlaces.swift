/// Where `config.toml` is, after the XDG Base Directory Specification.
struct ConfigurationPlaces {
    /// The user's own; nil where the environment names no home.
    let users: String?
    /// All, the most important first.
    let all: [String]

    init(_ environment: Environment) {
        // Paths that are relative are to be ignored, says the specification.
        func absolute(_ path: String?) -> String? {
            path.flatMap { $0.hasPrefix("/") ? $0 : nil }
        }
        let home = absolute(environment["HOME"]).map { $0 + "/.config" }
        let system = (environment["XDG_CONFIG_DIRS"] ?? "/etc/xdg").split(separator: ":")
        users = (absolute(environment["XDG_CONFIG_HOME"]) ?? home).map(Self.file)
        all = (users.map { [$0] } ?? []) + system.compactMap { absolute(String($0)) }.map(Self.file)
    }

    private static func file(in directory: String) -> String {
        directory + (directory.hasSuffix("/") ? "" : "/") + "jacknet/config.toml"
    }
}
