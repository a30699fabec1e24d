/// How a process of ours ends (after `sysexits.h`); documented in jacknet(1).
package enum ExitStatus: Int32, CaseIterable, Sendable {
    case done = 0
    /// A command of `jacknet repl` failed: the link refused it; or `jacknet probe` found the link unfit.
    case commandFailed = 1
    /// The command line or a file of configuration is wrong.
    case usage = 64
    /// What was read is not sound, or not in its stated form.
    case badData = 65
    /// A source file is missing or unreadable, or a file of configuration is unreadable.
    case noInput = 66
    /// A host name does not resolve.
    case unknownHost = 68
    /// JACK or the peer is not there, is busy, or refuses.
    case unavailable = 69
    /// The system refuses what it should give: threads, sockets, memory.
    case system = 71
    /// A sink file, or the control socket, cannot be made.
    case cannotCreate = 73
    /// Reading or writing failed midway.
    case inputOutput = 74
    /// The peer speaks another protocol, or another version of ours.
    case protocolMismatch = 76
    case notPermitted = 77
    /// SIGINT or SIGTERM came again before the goodbye was through.
    case interruptedTwice = 130
}
