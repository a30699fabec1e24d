// The built program with its control socket: what it says there, who else may have the name, and its
// end.
import ControlTestKit
import Foundation
import Glibc
import Testing
import Text

@testable import JacknetCommands

@Suite(.enabled(if: access(program, X_OK) == 0, "the program is built beside the tests"))
struct ControlSocketProgramTests {
    private let directory = TemporaryDirectory()

    private func start(_ arguments: String...) throws -> Process {
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(
            ["XDG_RUNTIME_DIR": directory.path]
        ) { $1 }
        process.standardError = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        return process
    }

    /// A client of the link `name`, once it is there; nil where it does not come.
    private func connected(to name: String) -> TestClient? {
        for _ in 0..<2_000 {
            if let client = TestClient("\(directory.path)/jacknet/\(name).sock") { return client }
            usleep(5_000)
        }
        return nil
    }

    private func ask(_ client: TestClient, _ method: String) -> JSONValue? {
        client.write(#"{"jsonrpc":"2.0","id":1,"method":"\#(method)"}"# + "\n")
        return client.line().flatMap { JSONValue(parsing: $0) }?["result"]
    }

    @Test func aReceiverAnswersAndEndsWhenItIsTold() throws {
        let link = try start("recv", "--to", "null", "--listen", "0")
        let client = try #require(connected(to: "jacknet-recv"))
        let status = ask(client, "link.status")
        #expect(status?["role"] == .text("recv"))
        #expect(status?["pid"] == .integer(Int64(link.processIdentifier)))
        #expect(["starting", "waiting"].contains(status?["state"]?.text))
        // Its name is no one's that was asked for: the next one finds its own.
        let second = try start("recv", "--to", "null", "--listen", "0")
        let other = try #require(connected(to: "jacknet-recv-2"))
        let exact = try start("recv", "--to", "null", "--listen", "0", "--exact-name")
        exact.waitUntilExit()
        #expect(exact.terminationStatus == 69)
        #expect(ask(other, "link.stop") == .object([]))
        second.waitUntilExit()
        #expect(second.terminationStatus == 0)
        #expect(ask(client, "link.stop") == .object([]))
        link.waitUntilExit()
        #expect(link.terminationStatus == 0)
        #expect(directory.mode("jacknet/jacknet-recv.sock") == nil)
        #expect(directory.mode("jacknet/jacknet-recv-2.sock") == nil)
    }

    /// One that sends for a time, and finds nobody, is told to end before: that is no failure.
    @Test func aSenderThatIsStoppedHasNotFailed() throws {
        let link = try start(
            "send", "127.0.0.1:9", "--from", "tone:440", "--duration", "60", "--name", "s ü")
        let client = try #require(connected(to: "s ü"))
        #expect(ask(client, "link.get")?["host"] == .text("127.0.0.1:9"))
        #expect(ask(client, "link.stop") == .object([]))
        link.waitUntilExit()
        #expect(link.terminationStatus == 0)
    }

    @Test func aLinkThatIsKilledLeavesItsNameToTheNext() throws {
        let killed = try start("recv", "--to", "null", "--listen", "0", "--name", "k")
        _ = try #require(connected(to: "k"))
        kill(killed.processIdentifier, SIGKILL)
        killed.waitUntilExit()
        let next = try start("recv", "--to", "null", "--listen", "0", "--name", "k")
        let client = try #require(connected(to: "k"))
        #expect(ask(client, "link.status")?["pid"] == .integer(Int64(next.processIdentifier)))
        next.terminate()
        next.waitUntilExit()
        #expect(next.terminationStatus == 0)
    }
}
