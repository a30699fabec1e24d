extension Values {
    /// A name for the JACK client and the control socket: JACK allows 63 bytes, two of the rest
    /// are kept for the `-2` that a taken name gains.
    package static func name(_ text: String) throws(InvalidValue) -> String {
        let allowed = "1 to 60 bytes without /, : or control characters, not starting with ."
        if text.isEmpty { throw InvalidValue("empty", allowed: allowed) }
        if text.hasPrefix(".") { throw InvalidValue("starts with a dot", allowed: allowed) }
        if text.contains("/") { throw InvalidValue("contains /", allowed: allowed) }
        if text.contains(":") {
            throw InvalidValue("contains : (JACK ends a client's name there)", allowed: allowed)
        }
        if text.utf8.contains(0) { throw InvalidValue("contains NUL", allowed: allowed) }
        if !isPrintable(text) {
            throw InvalidValue("contains control characters", allowed: allowed)
        }
        if text.utf8.count > 60 {
            throw InvalidValue("\(text.utf8.count) bytes long", allowed: allowed)
        }
        return text
    }

    /// The name of a JACK server, as `jackd -n` was given it.
    package static func jackServer(_ text: String) throws(InvalidValue) -> String {
        let allowed = "the NAME that jackd -n was given: 1 to 60 bytes without /"
        if text.isEmpty { throw InvalidValue("empty", allowed: allowed) }
        if text.contains("/") { throw InvalidValue("contains /", allowed: allowed) }
        if !isPrintable(text) {
            throw InvalidValue("contains control characters", allowed: allowed)
        }
        if text.utf8.count > 60 {
            throw InvalidValue("\(text.utf8.count) bytes long", allowed: allowed)
        }
        return text
    }

    /// A network interface: Linux allows 15 bytes (`IFNAMSIZ` less its NUL).
    package static func interface(_ text: String) throws(InvalidValue) -> String {
        let allowed = "the name of an interface (ip link), 1 to 15 bytes"
        if text.isEmpty { throw InvalidValue("empty", allowed: allowed) }
        if text.utf8.count > 15 { throw InvalidValue("too long", allowed: allowed) }
        if text.contains("/") || text.contains(" ") || !isPrintable(text) {
            throw InvalidValue("contains /, a space or control characters", allowed: allowed)
        }
        return text
    }

    /// A file of keys, by its path.
    package static func keyFile(_ text: String) throws(InvalidValue) -> String {
        let allowed = "the path of a file that holds what jacknet key new prints"
        if text.isEmpty { throw InvalidValue("empty", allowed: allowed) }
        if text.utf8.contains(0) { throw InvalidValue("contains NUL", allowed: allowed) }
        return text
    }

    /// A sound file to be read, by its path.
    package static func soundFile(_ text: String) throws(InvalidValue) -> String {
        let allowed = "the path of a sound file"
        if text.isEmpty { throw InvalidValue("empty", allowed: allowed) }
        if text.utf8.contains(0) { throw InvalidValue("contains NUL", allowed: allowed) }
        return text
    }

    /// A command for a shell.
    package static func command(_ text: String) throws(InvalidValue) -> String {
        let allowed = "what /bin/sh -c is to run"
        if text.isEmpty { throw InvalidValue("empty", allowed: allowed) }
        if text.utf8.contains(0) { throw InvalidValue("contains NUL", allowed: allowed) }
        return text
    }

    package static func portPattern(_ text: String) throws(InvalidValue) -> PortPattern {
        let allowed = "CLIENT, CLIENT:PORT or a pattern of them with *, ? and [...]"
        if text.isEmpty { throw InvalidValue("empty", allowed: allowed) }
        if text.utf8.count > 320 {
            throw InvalidValue("longer than any port's name", allowed: allowed)
        }
        return PortPattern(text)
    }
}
