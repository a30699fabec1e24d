package import Codec
package import Protection

/// Why a stream cannot be made.
package enum StreamingError: Error, Equatable {
    case codec(CodecError)
    case protection(ProtectionError)
}

extension StreamingError: CustomStringConvertible {
    /// One line: the object, the cause, the remedy.
    package var description: String {
        switch self {
        case .codec(let error): error.description
        case .protection(let error): error.description
        }
    }
}

/// What `make` makes; what it throws is thrown as `wrap` has it.
func throwing<Cause: Error, Made: ~Copyable>(
    as wrap: (Cause) -> StreamingError, _ make: () throws(Cause) -> Made
) throws(StreamingError) -> Made {
    do throws(Cause) { return try make() } catch { throw wrap(error) }
}
