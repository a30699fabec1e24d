internal import Glibc

/// Why a file or a pipe cannot be read or written; one line each, with the remedy.
package enum FileIOError: Error, Equatable, CustomStringConvertible {
    /// Missing, or not readable for this user.
    case unreadable(path: String, cause: String)
    /// Read, and found to be no sound.
    case notSound(path: String, cause: String)
    case cannotCreate(path: String, cause: String)
    /// No format goes by the name's extension.
    case unknownForm(path: String)
    /// The format that the name asks for does not hold so many channels, or this rate.
    case unfit(path: String, channels: Int, hertz: Int)
    case readFailed(name: String, cause: String)
    case writeFailed(name: String, cause: String)
    /// Nobody will ever read what is written (`EPIPE`).
    case closed

    package var description: String {
        switch self {
        case .unreadable(let path, let cause):
            "\(path): cannot be read: \(cause); name a file that you may read"
        case .notSound(let path, let cause):
            "\(path): not a sound file: \(cause); convert it (sox), or send it raw with --from -"
        case .cannotCreate(let path, let cause):
            "\(path): cannot be made: \(cause); name a file where you may write"
        case .unknownForm(let path):
            "\(path): its extension says no format; choose one of "
                + SoundFileNames.allowed
        case .unfit(let path, let channels, let hertz):
            "\(path): this format does not hold \(channels) channels at \(hertz) Hz; choose "
                + "another, such as .wav"
        case .readFailed(let name, let cause): "\(name): reading failed: \(cause)"
        case .writeFailed(let name, let cause): "\(name): writing failed: \(cause)"
        case .closed: "closed by its reader"
        }
    }
}

/// The system's words for an error number.
func cause(_ errno: Int32) -> String { String(cString: strerror(errno)) }
