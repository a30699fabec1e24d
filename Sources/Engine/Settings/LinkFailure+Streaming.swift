import Codec
import Protection
import Streaming

extension LinkFailure {
    /// Why a stream cannot be made, with its exit status.
    init(_ error: StreamingError) {
        switch error {
        case .codec(let error): self.init(.usage, error.description)
        case .protection(let error): self.init(.system, error.description)
        }
    }
}
