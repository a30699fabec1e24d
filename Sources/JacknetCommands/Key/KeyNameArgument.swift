import ArgumentParser
import KeyIO

/// The name of a key. What is no name may be a secret: the parser's own messages would show it.
enum KeyNameArgument {
    /// Of the arguments that a command was given, the one; `what` it is (`SENDER`) is for messages.
    static func name(in arguments: [String], _ what: String) throws -> KeyName {
        for argument in arguments {
            if case .failure(.token) = check(argument) {
                throw ValidationError(KeyNameError.token.description)
            }
        }
        guard arguments.count < 2 else {
            throw ValidationError("\(arguments.count) names; allowed: one \(what)")
        }
        guard let argument = arguments.first else {
            throw ValidationError("no name; allowed: one \(what)")
        }
        switch check(argument) {
        case .success(let name): return name
        case .failure(let error): throw ValidationError("\(what): \(error.description)")
        }
    }

    private static func check(_ argument: String) -> Result<KeyName, KeyNameError> {
        Result { () throws(KeyNameError) in try KeyName(argument) }
    }
}
