// The manual pages and the completions say what the parser says, no more and no less.
import ArgumentParser
import Engine
import Foundation
import Testing
import Units

@testable import JacknetCommands

@Suite struct ManPageTests {
    private static let commands = [
        ("send", JacknetCommand.helpMessage(for: SendCommand.self)),
        ("recv", JacknetCommand.helpMessage(for: ReceiveCommand.self)),
        ("ports", JacknetCommand.helpMessage(for: PortsCommand.self)),
        ("status", JacknetCommand.helpMessage(for: StatusCommand.self)),
        ("repl", JacknetCommand.helpMessage(for: ReplCommand.self)),
        (
            "key",
            KeyCommand.configuration.subcommands.map { JacknetCommand.helpMessage(for: $0) }
                .joined()
        ),
    ]

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

    @Test(arguments: [
        ("jacknet", ["ENVIRONMENT", "FILES", "EXIT STATUS", "EXAMPLES"]),
        ("jacknet-send", ["LATENCY", "ENVIRONMENT", "FILES", "EXIT STATUS", "EXAMPLES"]),
        ("jacknet-recv", ["LATENCY", "ENVIRONMENT", "FILES", "EXIT STATUS", "EXAMPLES"]),
        ("jacknet-ports", ["ENVIRONMENT", "FILES", "EXIT STATUS", "EXAMPLES"]),
        ("jacknet-status", ["ENVIRONMENT", "FILES", "EXIT STATUS", "EXAMPLES"]),
        ("jacknet-key", ["ENVIRONMENT", "FILES", "EXIT STATUS", "EXAMPLES"]),
        ("jacknet-repl", ["ENVIRONMENT", "FILES", "EXIT STATUS", "EXAMPLES"]),
    ])
    func manPagesHaveTheirSections(page: String, sections: [String]) throws {
        let text = try contents("man/\(page).1")
        for section in sections { #expect(text.contains("\n.Sh \(section)\n")) }
    }

    @Test func theFilesOfConfigurationAreDescribed() throws {
        let page = try contents("man/jacknet-config.5")
        for section in ["DESCRIPTION", "FILES", "EXAMPLES", "DIAGNOSTICS", "SEE ALSO"] {
            #expect(page.contains("\n.Sh \(section)\n"))
        }
        // The example is one that is accepted.
        let start = try #require(page.range(of: "# For every link"))
        let end = try #require(page.range(of: ".Ed", range: start.lowerBound..<page.endIndex))
        let home = try ConfigurationHome(String(page[start.lowerBound..<end.lowerBound]))
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
