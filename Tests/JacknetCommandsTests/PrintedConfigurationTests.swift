// `--print-config`: what it says, and that it says the same when it is fed to jacknet again.
import Engine
import Testing

@testable import JacknetCommands

@Suite struct PrintedConfigurationTests {
    private func printed<Command: LinkCommand>(
        _ words: [String], _ home: ConfigurationHome, as type: Command.Type
    ) throws -> String {
        let command = try home.command(words + ["--print-config"], as: type)
        return try PrintedConfiguration(of: command, home.environment).text
            .replacing(home.file, with: "FILE")
    }

    @Test func everyValueNamesItsOrigin() throws {
        let home = try ConfigurationHome(
            "mtu = 700\n[profile.studio]\nhost = 'b:5000'\nframe = 2.5\nwait = true",
            more: ["JACK_DEFAULT_SERVER": "B"])
        let text = try printed(
            ["send", "@studio", "--codec", "opus", "--connect", "a \"b\"", "--connect=5"], home,
            as: SendCommand.self)
        for line in [
            "[send]",
            "host = \"b:5000\"  # FILE:3 (profile studio)",
            "codec = \"opus\"  # command line",
            "# bitrate =  # default: 64k a channel",
            "frame = 2.5  # FILE:4 (profile studio)",
            "application = \"audio\"  # default",
            "channels = 2  # default",
            "# from =  # not set",
            "# rate =  # default: 48000",
            "mtu = 700  # FILE:1",
            "exact-name = false  # default",
            "connect = [\"a \\\"b\\\"\", 5]  # command line",
            "jack-server = \"B\"  # $JACK_DEFAULT_SERVER",
            "wait = true  # FILE:5 (profile studio)",
        ] {
            #expect(text.contains("\(line)\n"), "\(text)")
        }
    }

    @Test func whatIsLeftOutIsShown() throws {
        let home = try ConfigurationHome("\nconnect = ['a']")
        let text = try printed(["send", "h", "--from", "tone:5"], home, as: SendCommand.self)
        #expect(
            text.contains(
                "\n# connect =  # [\"a\"] is left out, does not go with the rest: FILE:2\n"))
        #expect(text.contains("\nrate = 48000  # default\n"))
    }

    @Test func aHostIsNotNeeded() throws {
        let home = try ConfigurationHome()
        let text = try printed(["send"], home, as: SendCommand.self)
        #expect(text.contains("\n# host =  # not set\n"))
    }

    @Test(arguments: CommandKeys.all.map(\.command))
    func everyFlagAppears(command: String) throws {
        let home = try ConfigurationHome()
        let text =
            command == "send"
            ? try printed(["send"], home, as: SendCommand.self)
            : try printed(["recv"], home, as: ReceiveCommand.self)
        let names = text.matches(of: /\n(?:# )?([a-z-]+) =/).map { String($0.1) }
        #expect(names == CommandKeys(command: command)?.keys.map(\.name))
    }

    @Test(arguments: [
        "h", "@a", "@a other --connect x", "@a --codec s16 --exact-name --name Bühne",
        "h --from tone:440", "h --from - --rate 44100", "h --from ./x.wav", "[::1]:5 --dscp CS0",
        "h --codec opus --bitrate 1.5M --frame 20 --application voice --channels 8",
        "h --impair loss=2%,delay=20ms --duration 1.5h --json --jack-server B --interface eth0",
    ])
    func whatItSendsComesBack(line: String) throws {
        try comesBack(["send"] + line.split(separator: " ").map(String.init), as: SendCommand.self)
    }

    @Test(arguments: [
        "", "@a", "--to null", "--to - --rate 44100 --channels 2", "--to ./null --once",
        "--latency auto:low --repair rs:6+4 --clock shared --ceiling -6",
        "--latency 2.5 --listen [::1]:0 --connect a --connect b",
        "--allow 192.0.2.0/24 --allow 2001:db8::/32",
    ])
    func whatItReceivesComesBack(line: String) throws {
        try comesBack(
            ["recv"] + line.split(separator: " ").map(String.init), as: ReceiveCommand.self)
    }

    private func comesBack<Command: LinkCommand>(_ words: [String], as type: Command.Type) throws {
        let home = try ConfigurationHome(
            """
            channels = 6
            [send]
            connect = ["system:capture_*", "Ä \\u0022 \\\\"]
            [profile.a]
            host = "studio:7"
            connect = ["y"]
            """)
        let before = try home.command(words, as: type)
        let text = try printed(words, home, as: type)
        let other = try ConfigurationHome(text)
        let after = try other.command([words[0]], as: type)
        #expect(
            try before.settings(home.environment) == after.settings(other.environment), "\(text)")
    }

    @Test func itEndsWithoutStartingAnything() throws {
        let result = try shell("$jacknet recv --print-config --listen 1")
        #expect(result.status == 0)
        let head = "[recv]\n# host =  # not set\nlisten = 1  # command line\n"
        #expect(result.output.hasPrefix(head))
        #expect(result.errors.isEmpty)
        #expect(try shell("$jacknet send --print-config h > /dev/full").status == 74)
        #expect(try shell("$jacknet send --print-config --mtu 1").status == 64)
    }
}
