// A place for files of configuration of a test's own.
import Engine
import Foundation
import Testing

@testable import JacknetCommands

/// A home and a system's directory, with a `config.toml` in each that is given.
final class ConfigurationHome {
    let root: URL
    private let more: [String: String]

    init(_ users: String? = nil, system: String? = nil, more: [String: String] = [:]) throws {
        root = FileManager.default.temporaryDirectory.appending(path: "jacknet-config-\(UUID())")
        self.more = more
        try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
        if let users { try write(Array(users.utf8)) }
        if let system { try write(Array(system.utf8), in: "system") }
    }

    deinit { try? FileManager.default.removeItem(at: root) }

    /// The user's own file.
    var file: String { path(in: "user") }

    func path(in place: String) -> String {
        root.appending(path: "\(place)/jacknet/config.toml").path()
    }

    func write(_ text: [UInt8], in place: String = "user") throws {
        let file = URL(filePath: path(in: place))
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text).write(to: file)
    }

    func text() throws -> String { try String(contentsOfFile: file, encoding: .utf8) }

    var environment: Environment {
        var variables = [
            "XDG_CONFIG_HOME": root.appending(path: "user").path(),
            "XDG_CONFIG_DIRS": root.appending(path: "system").path(),
        ]
        variables.merge(more) { $1 }
        return Environment { [variables] in variables[$0] }
    }

    func command<Command: LinkCommand>(_ words: [String], as _: Command.Type) throws -> Command {
        try #require(Jacknet.parse(words, environment).command as? Command)
    }

    func send(_ words: String...) throws -> SendSettings {
        try command(["send"] + words, as: SendCommand.self).settings(environment)
    }

    func receive(_ words: String...) throws -> ReceiveSettings {
        try command(["recv"] + words, as: ReceiveCommand.self).settings(environment)
    }

    /// How a line ends that asks for nothing that runs; nil where it would run. The file is `FILE`.
    func ending(_ words: [String]) -> Ending? {
        do {
            _ = try Jacknet.parse(words, environment)
            return nil
        } catch {
            var ending = error
            ending.message = error.message.replacing(file, with: "FILE")
                .replacing(path(in: "system"), with: "SYSTEM")
            return ending
        }
    }
}
