// What the tests of this target share: parsing a command line, the repository's files, programs.
import ArgumentParser
import Foundation
import Glibc
import Testing

@testable import JacknetCommands

/// Where there is no configuration but what a test makes.
let nowhere = ["XDG_CONFIG_HOME": "/nonexistent", "XDG_CONFIG_DIRS": "/nonexistent"]

extension Jacknet {
    /// Without the configuration of whoever runs the tests.
    static func parse(
        _ words: [[UInt8]]
    ) throws(Ending) -> (command: any ParsableCommand, name: String) {
        try parse(words, Environment { nowhere[$0] })
    }
}

/// The command that a line asks for; throws the ending that it would have.
func parsed<Command>(_ words: String..., as _: Command.Type = Command.self) throws -> Command {
    try #require(Jacknet.parse(words.map { Array($0.utf8) }).command as? Command)
}

/// The ending of a line that asks for nothing that runs; nil where it would run.
func ending(_ words: [String]) -> Ending? {
    do {
        _ = try Jacknet.parse(words.map { Array($0.utf8) })
        return nil
    } catch {
        return error
    }
}

let repository = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

func contents(_ path: String) throws -> String {
    try String(contentsOf: repository.appending(path: path), encoding: .utf8)
}

/// The program that was built together with these tests.
let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    .deletingLastPathComponent().appending(path: "jacknet").path()

func installed(_ name: String) -> Bool {
    ["/usr/bin/", "/bin/", "/usr/local/bin/"].contains { access($0 + name, X_OK) == 0 }
}

/// Runs a shell line; `$jacknet` is the program.
func shell(
    _ line: String, in directory: String = ""
) throws -> (status: Int32, output: String, errors: String) {
    let process = Process()
    let (output, errors) = (Pipe(), Pipe())
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", line]
    process.currentDirectoryURL = repository.appending(path: directory)
    process.environment = ProcessInfo.processInfo.environment
        .merging(nowhere) { $1 }.merging(["jacknet": program]) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    let said = output.fileHandleForReading.readDataToEndOfFile()
    let complained = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (
        process.terminationStatus, String(decoding: said, as: UTF8.self),
        String(decoding: complained, as: UTF8.self)
    )
}

/// What stands for `$XDG_RUNTIME_DIR` in a test, removed with it; links make it.
final class TemporaryRuntime: Sendable {
    let path = "/tmp/jacknet-run-\(getpid())-\(UInt32.random(in: 0 ... .max))"

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
