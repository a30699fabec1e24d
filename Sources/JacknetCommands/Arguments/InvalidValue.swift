/// Why a flag's value cannot be taken; the parser names the flag and the value before it.
struct InvalidValue: Error, Hashable, CustomStringConvertible {
    /// What is wrong with it: "below 576".
    var cause: String
    /// What would be right: "576 to 65535 bytes".
    var allowed: String

    init(_ cause: String, allowed: String) {
        self.cause = cause
        self.allowed = allowed
    }

    var description: String { "\(cause); allowed: \(allowed)" }
}
