// Programs that run as long as somebody wants them to.
import FoundationEssentials
import Glibc
import Testing
import Units

@testable import HostIO

@Suite struct ChildProcessTests {
    private let log = "/tmp/jacknet-child-\(getpid())-\(UInt32.random(in: 0 ... .max)).log"

    private func said() -> String {
        (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
    }

    @Test func itSaysWhatItHasToSayAndEnds() throws {
        defer { unlink(log) }
        let child = try #require(
            ChildProcess(
                "/bin/sh", ["sh", "-c", "echo $JACKNET_TEST; echo $0 >&2; exit 7", "name"],
                changes: ["JACKNET_TEST": "changed"], log: log))
        #expect(child.hasEnded(within: 10_000))
        #expect(child.exitStatus == 7)
        #expect(said() == "changed\nname\n")
        #expect(child.processorTime == nil)
    }

    @Test func itEndsWithItsValueAndAllThatItStarted() throws {
        defer { unlink(log) }
        var child = ChildProcess(
            "/bin/sh", ["sh", "-c", "sleep 60 & echo $!; wait"], log: log)
        for _ in 0..<1_000 where said().isEmpty { usleep(10_000) }
        let grandchild = try #require(pid_t(said().prefix { $0.isNumber }))
        #expect(child?.isRunning == true)
        #expect(kill(grandchild, 0) == 0)
        child = nil
        // It has lost its parent, and somebody has to take it off.
        for _ in 0..<500 where isAlive(grandchild) { usleep(10_000) }
        #expect(!isAlive(grandchild))
    }

    private func isAlive(_ process: pid_t) -> Bool {
        guard let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
        else { return false }
        return !status.contains(") Z ")
    }

    /// Signals that are held back here are none of its.
    @Test func itHearsSignals() throws {
        defer { unlink(log) }
        var all = sigset_t()
        sigfillset(&all)
        var before = sigset_t()
        pthread_sigmask(SIG_BLOCK, &all, &before)
        let child = try #require(ChildProcess("/bin/sleep", ["sleep", "60"], log: log))
        pthread_sigmask(SIG_SETMASK, &before, nil)
        child.end()
        #expect(!child.isRunning)
    }

    @Test func itsProcessorTimeGrows() throws {
        defer { unlink(log) }
        let child = try #require(
            ChildProcess("/bin/sh", ["sh", "-c", "while :; do :; done"], log: log))
        for _ in 0..<1_000 where child.processorTime.map({ $0.seconds < 0.02 }) ?? true {
            usleep(10_000)
        }
        let time = try #require(child.processorTime)
        #expect(time.seconds >= 0.02 && time.seconds < 60)
    }

    @Test func aProgramThatIsNotThereEndsAtOnce() throws {
        defer { unlink(log) }
        let child = try #require(ChildProcess("/nonexistent", ["nonexistent"], log: log))
        #expect(child.hasEnded(within: 10_000))
        #expect(child.exitStatus == 127)
    }
}
