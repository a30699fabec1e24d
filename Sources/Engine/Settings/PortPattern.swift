import Glibc

/// What names JACK ports on the command line: a port's full name, a client's name (all its
/// ports), or a shell pattern of `*`, `?` and `[…]` against full names.
package struct PortPattern: Hashable, Sendable {
    package let text: String

    package init(_ text: String) { self.text = text }

    /// Whether `portName`, of the form `client:port`, is meant.
    package func matches(_ portName: String) -> Bool {
        // A client's name may have a colon in it, as PipeWire's have.
        if portName == text || portName.hasPrefix(text + ":") { return true }
        let pattern = text.contains(":") ? text : text + ":*"
        if pattern.hasSuffix(":*"), portName.hasPrefix(pattern.dropLast()) { return true }
        return fnmatch(pattern, portName, FNM_NOESCAPE) == 0
    }
}
