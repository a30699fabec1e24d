import ArgumentParser
import Engine
import Glibc
import HostIO

/// An observer that also shows the end.
protocol LinkReporter: LinkObserver {
    /// Shows how the link ended; nil is well. Nothing is shown after it.
    func finish(_ failure: LinkFailure?)

    /// What was to be written could not be, though its reader is there.
    var hasFailed: Bool { get }
}

extension LinkReporter {
    var hasFailed: Bool { false }
}

/// The reporter that fits; a service manager that runs the process is told as well.
func makeReporter(name: String, json: Bool, soundToStdout: Bool = false) -> any LinkReporter {
    let reporter = makeScreenReporter(name: name, json: json, soundToStdout: soundToStdout)
    guard let manager = ServiceManager({ Environment.process[$0] }) else { return reporter }
    return ServiceReporter(manager, beside: reporter)
}

/// JSON where asked for, a live line on a terminal, else plain lines. JSON goes to standard output; where the
/// sound goes there, to standard error.
private func makeScreenReporter(name: String, json: Bool, soundToStdout: Bool) -> any LinkReporter {
    let words = Output(descriptor: STDERR_FILENO)
    if json {
        let data = soundToStdout ? words : Output(descriptor: STDOUT_FILENO)
        return JSONReporter(name: name, to: data, words: soundToStdout ? nil : words)
    }
    if Terminal.standardError.isInteractive {
        return LiveReporter(name: name, to: words, terminal: .standardError)
    }
    return PlainReporter(name: name, to: words)
}

/// Runs a link under `reporter`, and ends the command with the link's status.
func report(to reporter: any LinkReporter, link: () throws(LinkFailure) -> Void) throws {
    do {
        try link()
    } catch {
        reporter.finish(error)
        throw ExitCode(error.status.rawValue)
    }
    reporter.finish(nil)
    if reporter.hasFailed { throw ExitCode(ExitStatus.inputOutput.rawValue) }
}
