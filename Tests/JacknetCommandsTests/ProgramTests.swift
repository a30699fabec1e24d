// The built program: exit statuses, what goes where, closed and full outputs.
import Glibc
import Testing

@testable import JacknetCommands

@Suite(.enabled(if: access(program, X_OK) == 0, "the program is built beside the tests"))
struct ProgramTests {
    @Test(arguments: ["--help", "help", "help send", "send --help", "--version", "recv -h"])
    func helpGoesToStandardOutput(line: String) throws {
        let result = try shell("$jacknet \(line)")
        #expect(result.status == 0)
        #expect(result.output.contains("jacknet"))
        #expect(result.errors.isEmpty)
    }

    @Test(arguments: ["sned", "send", "send h --mtu 1", "recv --nonsense", "ports -x", "help foo"])
    func misuseGoesToStandardErrorInOneLine(line: String) throws {
        let result = try shell("$jacknet \(line)")
        #expect(result.status == 64)
        #expect(result.output.isEmpty)
        #expect(result.errors.hasPrefix("jacknet"))
        #expect(result.errors.filter { $0 == "\n" }.count == 1)
    }

    @Test func aNumberIsNoHost() throws {
        let result = try shell("timeout 5 $jacknet recv 54345")
        #expect(result.status == 64)
        #expect(result.errors.contains("'54345' is no host; a port to wait at is --listen 54345"))
    }

    @Test func aClosedPipeEndsQuietly() throws {
        // The reader is gone before the program starts.
        let result = try shell(
            "bash -c 'exec 3> >(true); wait $!; $jacknet send --help >&3; echo $? >&2'")
        #expect(result.errors == "0\n")
    }

    @Test func aFullDiskDoesNot() throws {
        let result = try shell("$jacknet --help > /dev/full")
        #expect(result.status == 74)
        #expect(result.errors == "jacknet: standard output: No space left on device\n")
    }

    @Test func closedDescriptorsAreNoTrouble() throws {
        #expect(try shell("$jacknet --help <&- >&- 2>&-").status == 0)
        #expect(try shell("$jacknet sned <&- >&- 2>&-").status == 64)
    }

    @Test(.enabled(if: installed("script")))
    func soundNeitherGoesToNorComesFromATerminal() throws {
        for line in ["recv --to -", "send localhost --from -"] {
            let result = try shell("script -qec \"$jacknet \(line)\" /dev/null")
            #expect(result.status == 64)
            #expect(result.output.contains("is a terminal"))
        }
    }
}
