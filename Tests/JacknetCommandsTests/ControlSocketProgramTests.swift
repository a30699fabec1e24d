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
            ["XDG_RUNTIME_DIR": directory.path, "XDG_CONFIG_HOME": directory.path]
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

    private func ask(
        _ client: TestClient, _ method: String, _ parameters: String = "{}"
    ) -> JSONValue? {
        client.write(
            #"{"jsonrpc":"2.0","id":1,"method":"\#(method)","params":\#(parameters)}"# + "\n")
        return client.line().flatMap { JSONValue(parsing: $0) }?["result"]
    }

    /// Asks until the answer is as it should be, ten seconds at most.
    private func becomes(
        _ client: TestClient, _ member: String, _ value: JSONValue, of method: String = "link.get"
    ) -> Bool {
        for _ in 0..<500 {
            if ask(client, method)?[member] == value { return true }
            usleep(20_000)
        }
        return false
    }

    private func configure(_ text: String) throws {
        mkdir("\(directory.path)/jacknet", 0o700)
        let path = "\(directory.path)/jacknet/config.toml"
        let file = try #require(fopen(path, "w"))
        fputs(text, file)
        fclose(file)
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

    /// What was changed by hand meanwhile stays, what is wrong changes nothing.
    @Test func aHangUpChangesWhatTheConfigurationSaysOtherwise() throws {
        try configure("[recv]\nlatency = 30\ngain = -3\n")
        let link = try start("recv", "--to", "null", "--listen", "0")
        defer { link.terminate() }
        let client = try #require(connected(to: "jacknet-recv"))
        #expect(ask(client, "link.get")?["latency"] == .number(30))
        #expect(ask(client, "link.set", #"{"gain":-9}"#)?["gain"] == .number(-9))
        try configure("[recv]\nlatency = 45.5\ngain = -3\nlisten = \"12345\"\n")
        kill(link.processIdentifier, SIGHUP)
        #expect(becomes(client, "latency", .number(45.5)))
        #expect(ask(client, "link.get")?["gain"] == .number(-9))
        let listener = try #require(connected(to: "jacknet-recv"))
        #expect(ask(listener, "link.subscribe", #"{"what":["events"]}"#) != nil)
        try configure("[recv]\nlatency = 60\nlatncy = 3\n")
        kill(link.processIdentifier, SIGHUP)
        while !(try #require(listener.line())).contains("config.wrong") {}
        #expect(ask(client, "link.get")?["latency"] == .number(45.5))
        try configure("[recv]\nlatency = \"auto\"\n")
        kill(link.processIdentifier, SIGHUP)
        #expect(becomes(client, "latency", .text("auto")))
        #expect(becomes(client, "gain", .number(0)))
    }

    /// From either end, and as far as each may.
    @Test func twoEndsAgreeOnWhatEitherChanges() throws {
        let port = 20_000 + Int(getpid() % 12_000)
        let receiver = try start(
            "recv", "--to", "null", "--listen", "127.0.0.1:\(port)", "--latency-range", "5-80")
        defer { receiver.terminate() }
        let sender = try start("send", "127.0.0.1:\(port)", "--from", "tone:440")
        defer { sender.terminate() }
        let receiving = try #require(connected(to: "jacknet-recv"))
        let sending = try #require(connected(to: "jacknet-send"))
        #expect(becomes(sending, "state", .text("connected"), of: "link.status"))
        #expect(becomes(receiving, "codec", .text("f32")))
        #expect(
            ask(receiving, "link.set", #"{"codec":"opus","bitrate":"256k","latency":60}"#) != nil)
        let both = [ask(sending, "link.get"), ask(receiving, "link.get")]
        for (name, value) in [
            ("codec", .text("opus")), ("bitrate", .number(256_000)), ("latency", .number(60)),
        ] as [(String, JSONValue)] {
            for settings in both { #expect(settings?[name] == value) }
        }
        // Refused by the other end: nothing of it holds.
        #expect(ask(sending, "link.set", #"{"latency":90,"codec":"s16"}"#) == nil)
        #expect(ask(sending, "link.set", #"{"latency":10,"frame":20}"#) == nil)
        #expect(ask(sending, "link.get")?["codec"] == .text("opus"))
        #expect(ask(sending, "link.get")?["frame"] == .number(5))
        #expect(becomes(receiving, "latency", .number(60)))
        #expect(becomes(sending, "latency", .number(60)))
    }
}
