package import Codec
package import NetworkIO
package import Streaming

/// Why something could not be measured.
package enum BenchmarkError: Error {
    case codec(CodecError)
    case streaming(StreamingError)
    case socket(UDPSocketError)
    /// Nothing that was sent to this machine's own address came.
    case loopback
}

extension BenchmarkError: CustomStringConvertible {
    /// One line: the object, the cause, the remedy.
    package var description: String {
        switch self {
        case .codec(let error): error.description
        case .streaming(let error): error.description
        case .socket(let error): error.description
        case .loopback:
            "127.0.0.1: what is sent there does not come; is the interface lo up, and lets a firewall UDP pass?"
        }
    }
}
