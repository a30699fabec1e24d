// `--key-file`, `JACKNET_KEY_FILE` and `--open`, of both ends and in files of configuration.
import Engine
import Testing

@testable import JacknetCommands

@Suite struct KeyOptionsTests {
    @Test func thereIsAKeyUnlessToldOtherwise() throws {
        let home = try ConfigurationHome()
        #expect(try home.send("h").isOpen == false)
        #expect(try home.send("h").keyFile == nil)
        #expect(try home.receive().isOpen == false)
        #expect(try home.receive().keyFile == nil)
    }

    @Test func bothEndsTakeThem() throws {
        let home = try ConfigurationHome()
        #expect(try home.send("h", "--open").isOpen)
        #expect(try home.receive("--open").isOpen)
        #expect(try home.send("h", "--key-file", "./a.key").keyFile == "./a.key")
        #expect(try home.receive("--key-file=/b").keyFile == "/b")
    }

    @Test func theEnvironmentNamesTheFileUnlessAFlagDoes() throws {
        let home = try ConfigurationHome(more: ["JACKNET_KEY_FILE": "/k"])
        #expect(try home.send("h").keyFile == "/k")
        #expect(try home.receive().keyFile == "/k")
        #expect(try home.send("h", "--key-file", "/l").keyFile == "/l")
        #expect(try home.receive("--open").keyFile == nil)
        #expect(try ConfigurationHome(more: ["JACKNET_KEY_FILE": ""]).receive().keyFile == nil)
        let command = try home.command(["recv", "--print-config"], as: ReceiveCommand.self)
        let text = try PrintedConfiguration(of: command, home.environment).text
        #expect(text.contains("\nkey-file = \"/k\"  # $JACKNET_KEY_FILE\n"), "\(text)")
    }

    @Test(arguments: ["send h", "recv"])
    func oneExcludesTheOther(line: String) throws {
        let words = line.split(separator: " ").map(String.init)
        let refusal = try #require(ending(words + ["--open", "--key-file", "/k"]))
        #expect(refusal.status == .usage)
        #expect(refusal.message.contains("--key-file /k: no key is used with --open"))
    }

    @Test func aFileOfConfigurationSaysThem() throws {
        let home = try ConfigurationHome(
            "key-file = '/k'\n[profile.stage]\nopen = true\n[profile.both]\nopen = true\nkey-file = '/l'"
        )
        #expect(try home.send("h").keyFile == "/k")
        #expect(try home.receive("--key-file", "/l").keyFile == "/l")
        // What is asked for more plainly counts.
        for settings in [try home.receive("--open"), try home.receive("@stage")] {
            #expect(settings.isOpen && settings.keyFile == nil)
        }
        #expect(throws: Ending.self) { try home.receive("@both") }
        #expect(throws: Ending.self) { try home.receive("@stage", "--key-file", "/l") }
    }
}
