// The manual pages and the completions say what the parser says, no more and no less.
import ArgumentParser
import Engine
import Foundation
import Testing
import Units

@testable import JacknetCommands

@Suite struct ManPageTests {
    /// Every command, and its help, with that of the commands within it.
    private static let commands = JacknetCommand.configuration.subcommands.map { command in
        let within = command.configuration.subcommands
        return (
            command.configuration.commandName ?? "",
            (within.isEmpty ? [command] : within).map { JacknetCommand.helpMessage(for: $0) }
                .joined()
        )
    }

    private func flags(in text: String, _ pattern: Regex<(Substring, Substring)>) -> Set<String> {
        Set(text.matches(of: pattern).map { String($0.1) })
    }

    private func helpFlags(_ help: String) -> Set<String> {
        flags(in: help, /--([a-z][a-z-]+)/).union(["help", "version"])
    }

    @Test(arguments: commands)
    func manPagesDescribeEveryFlag(command: String, help: String) throws {
        let page = try contents("man/jacknet-\(command).1")
        let described = flags(in: page, /\n\.It (?:Fl [a-z] , )?Fl Fl ([a-z-]+)/)
        let expected = flags(in: help, /\n  (?:-[a-z], )?--([a-z-]+)/)
        #expect(expected.count >= 4)
        #expect(described == expected)
        let synopsis = page.prefix(upTo: try #require(page.range(of: ".Sh DESCRIPTION")).lowerBound)
        let inSynopsis = flags(in: String(synopsis), /Fl Fl ([a-z-]+)/)
        #expect(inSynopsis == expected.subtracting(["help", "version"]))
    }

    /// What `--help` says is taken by default is what the page says.
    @Test(arguments: commands)
    func manPagesTellTheDefaults(command: String, help: String) throws {
        let page = try contents("man/jacknet-\(command).1")
        let flat = help.replacing(/\n {10,}/, with: " ")
        for match in flat.matches(of: /\n  --([a-z-]+)[^\n]*\(default: ([^\s,;)]+)\)/) {
            let start = try #require(page.firstRange(of: "\n.It Fl Fl \(match.1)"))
            let rest = page[start.upperBound...]
            let item = rest.prefix(
                upTo: rest.firstRange(of: "\n.It Fl Fl")?.lowerBound ?? rest.endIndex)
            let words = item.split { " \n,;()".contains($0) }
            #expect(words.contains { $0 == match.2 }, "\(match.2) of --\(match.1) in \(command)")
        }
    }

    @Test(arguments: ["jacknet"] + commands.map { "jacknet-" + $0.0 })
    func manPagesHaveTheirSections(page: String) throws {
        let text = try contents("man/\(page).1")
        for section in ["ENVIRONMENT", "FILES", "EXIT STATUS", "EXAMPLES", "SEE ALSO"] {
            #expect(text.contains("\n.Sh \(section)\n"), "\(section)")
        }
    }

    @Test func theLatencyIsSpecified() throws {
        for page in ["send", "recv"] {
            #expect(try contents("man/jacknet-\(page).1").contains("\n.Sh LATENCY\n"))
        }
    }

    /// What is to be pasted is ASCII in every formatter: groff makes another quote of ', and another dash of -.
    @Test func whatIsPastedIsPlain() throws {
        for file in try FileManager.default.contentsOfDirectory(
            atPath: repository.appending(path: "man").path())
        {
            let page = try contents("man/\(file)")
            guard let start = page.firstRange(of: "\n.Sh EXAMPLES\n") else { continue }
            for display in page[start.upperBound...].matches(
                of: /\n\.Bd -literal[^\n]*\n([\s\S]*?)\n\.Ed/)
            {
                for line in display.1.split(separator: "\n") {
                    #expect(
                        !line.contains(/(^|[^\\])-|['~^`]/),
                        "\(file): \(line): write \\- \\(aq \\(ti \\(ha \\(ga")
                }
            }
        }
    }

    @Test func theFilesOfConfigurationAreDescribed() throws {
        let page = try contents("man/jacknet-config.5")
        for section in ["DESCRIPTION", "FILES", "EXAMPLES", "DIAGNOSTICS", "SEE ALSO"] {
            #expect(page.contains("\n.Sh \(section)\n"))
        }
        // The example is one that is accepted, as it is printed.
        let start = try #require(page.range(of: "# For every link"))
        let end = try #require(page.range(of: ".Ed", range: start.lowerBound..<page.endIndex))
        let printed = page[start.lowerBound..<end.lowerBound].replacing("\\-", with: "-")
        let home = try ConfigurationHome(String(printed))
        #expect(try home.send("@radio").codec == .opus)
        #expect(try home.receive("@radio").latency == .fixed(Nanoseconds(10_000_000)))
    }

    @Test func theExitStatusesAreDocumented() throws {
        let page = try contents("man/jacknet.1")
        let documented = Set(page.matches(of: /\n\.It ([0-9]+)\n/).compactMap { Int32($0.1) })
        #expect(documented == Set(ExitStatus.allCases.map(\.rawValue)))
    }

    @Test func theJSONMembersAreDocumented() throws {
        let page = try contents("man/jacknet.1")
        let members = LinkReport().jsonMembers(peaks: []) + LinkEvent(.info, "", "").jsonMembers
        for (name, _) in members { #expect(page.contains(".Va \(name)"), "\(name)") }
    }

    @Test func theCommandsOfKeyAreDocumentedAndCompleted() throws {
        let page = try contents("man/jacknet-key.1")
        for command in KeyCommand.configuration.subcommands {
            let name = try #require(command.configuration.commandName)
            #expect(page.contains("\n.It Cm \(name)"), "\(name)")
            #expect(page.contains("\n.Nm jacknet key \(name)\n"), "\(name)")
            for file in ["jacknet.bash", "_jacknet", "jacknet.fish"] {
                let words = try contents("completions/\(file)").matches(of: /[a-z]+/)
                #expect(words.contains { $0.0 == name }, "\(name) in \(file)")
            }
        }
    }

    @Test func theReplsCommandsAreDocumentedAndCompleted() throws {
        let page = try contents("man/jacknet-repl.1")
        for verb in ReplVerb.allCases {
            #expect(page.contains("\n.It Ic \(verb.rawValue)"), "\(verb)")
            // There is nothing to watch where there is no terminal.
            guard verb != .watch else { continue }
            for file in ["jacknet.bash", "_jacknet", "jacknet.fish"] {
                let words = try contents("completions/\(file)").matches(of: /[a-z]+/)
                #expect(words.contains { $0.0 == verb.rawValue }, "\(verb) in \(file)")
            }
        }
    }

    @Test(arguments: ["jacknet.bash", "_jacknet", "jacknet.fish"])
    func membersAreCompleted(file: String) throws {
        let text = try contents("completions/\(file)")
        for (name, _) in LinkReport().jsonMembers(peaks: []) {
            #expect(text.contains(" \(name)") || text.contains("(\(name) "), "\(name) in \(file)")
        }
    }

    @Test func theDefaultsAreThoseOfTheCode() throws {
        let send = try contents("man/jacknet-send.1")
        let receive = try contents("man/jacknet-recv.1")
        #expect(send.contains("\(Defaults.port) by default"))
        #expect(send.contains("\(Defaults.mtuBytes) by default"))
        #expect(send.contains("\(Defaults.rate.hertz) by default"))
        #expect(send.contains(".Li \(Defaults.senderName)\nby default"))
        #expect(receive.contains(".Li \(Defaults.receiverName)\nby default"))
        #expect(receive.contains("\(Int(Defaults.latency.milliseconds)) by default"))
    }

    @Test(.enabled(if: installed("mandoc")))
    func mandocHasNothingToSay() throws {
        let result = try shell("mandoc -T lint *.[1-8]", in: "man")
        #expect(result.status == 0)
        #expect(result.output.isEmpty && result.errors.isEmpty, "\(result.output)")
    }

    @Test(.enabled(if: installed("shellcheck")))
    func shellcheckHasNothingToSay() throws {
        let result = try shell("shellcheck completions/jacknet.bash")
        #expect(result.status == 0, "\(result.output)")
    }
}
