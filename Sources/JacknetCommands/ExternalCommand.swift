import Engine
import Glibc
import HostIO

/// A command that is a program of its own: `jacknet meter` runs `jacknet-meter`, as git does it.
struct ExternalCommand {
    private static let prefix = "jacknet-"
    /// In the program's environment: the jacknet that runs it, so that it can run the same one.
    static let variable = "JACKNET"

    let name: String
    private let file: String

    /// The command `name`, where the directories of PATH have a program for it.
    init?(_ name: String, _ environment: Environment) {
        let isName = name.utf8.allSatisfy { byte in
            UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20
                || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || byte == UInt8(ascii: "-")
                || byte == UInt8(ascii: "_")
        }
        guard isName, !name.isEmpty, !name.hasPrefix("-"), let path = environment["PATH"],
            let file = Program.find(Self.prefix + name, in: path)
        else { return nil }
        self.name = name
        self.file = file
    }

    /// The names of all there are.
    static func names(_ environment: Environment) -> [String] {
        environment["PATH"].map { Program.names(after: prefix, in: $0) } ?? []
    }

    /// Becomes the program, with `arguments`; throws where it cannot be run.
    func run(_ arguments: [String]) throws(Ending) -> Never {
        setenv(Self.variable, ProcessImage.path, 1)
        let cause = Program.become(file, [Self.prefix + name] + arguments)
        throw Ending(
            LinkFailure(
                .system, "\(file) cannot be run: \(cause); is it a program, or a script with #!?"),
            in: "jacknet")
    }
}
