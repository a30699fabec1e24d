import Glibc
import HostIO

/// The process's environment; a variable that is empty counts as not set.
struct Environment: Sendable {
    private let variable: @Sendable (String) -> String?

    init(_ variable: @escaping @Sendable (String) -> String?) { self.variable = variable }

    subscript(name: String) -> String? {
        variable(name).flatMap { $0.isEmpty ? nil : $0 }
    }

    /// This process's own.
    static let process = Environment { name in getenv(name).map { String(cString: $0) } }

    /// Nil where it names none.
    var stateDirectory: String? {
        StateDirectory.path(stateHome: self["XDG_STATE_HOME"], home: self["HOME"])
    }
}
