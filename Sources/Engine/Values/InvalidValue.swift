/// Why a flag's value cannot be taken; the parser names the flag and the value before it.
package struct InvalidValue: Error, Hashable, CustomStringConvertible {
    /// What is wrong with it: "below 576".
    package var cause: String
    /// What would be right: "576 to 65535 bytes".
    package var allowed: String

    package init(_ cause: String, allowed: String) {
        self.cause = cause
        self.allowed = allowed
    }

    package var description: String { "\(cause); allowed: \(allowed)" }
}
