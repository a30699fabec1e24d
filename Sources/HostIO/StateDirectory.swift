import Glibc

/// Where what a user's programs keep from one run to the next is, after the XDG Base Directory
/// Specification.
package enum StateDirectory {
    /// Ours, by what the environment says: `jacknet` in `XDG_STATE_HOME`, if that is an absolute path; else in
    /// `.local/state` of `HOME`; nil where there is neither.
    package static func path(stateHome: String?, home: String?) -> String? {
        let absolute = [stateHome, home].map { $0.flatMap { $0.hasPrefix("/") ? $0 : nil } }
        return (absolute[0] ?? absolute[1].map { $0 + "/.local/state" }).map { $0 + "/jacknet" }
    }

    /// Of this process.
    package static var ofThisUser: String? {
        path(
            stateHome: getenv("XDG_STATE_HOME").map { String(cString: $0) },
            home: getenv("HOME").map { String(cString: $0) })
    }
}
