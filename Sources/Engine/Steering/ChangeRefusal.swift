/// Why a running link is not changed.
package struct ChangeRefusal: Error, Hashable, Sendable {
    package enum Code: Int, Sendable {
        /// The setting can only be given at start.
        case notLive = 1
        /// It is the peer's, and there is none.
        case noPeer = 2
        /// The peer does not want it, or may not be asked.
        case refused = 3
        /// The peer did not answer in time.
        case timedOut = 4
        /// The link cannot be so: a latency that is too short for a codec, a bitrate that does not fit.
        case unfit = 5
        /// Too many changes wait already.
        case busy = 6
    }

    package var code: Code
    /// One line that names the setting, the cause and the remedy.
    package var message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}
