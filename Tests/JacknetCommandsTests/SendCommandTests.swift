// Every flag of `send`, on its own and as what the engine is told.
import Engine
import Testing
import Units

@testable import JacknetCommands

@Suite struct SendCommandTests {
    private let noEnvironment = Environment { _ in nil }

    private func settings(_ words: String..., environment: Environment? = nil) throws
        -> SendSettings
    {
        let words = (["send"] + words).map { Array($0.utf8) }
        let command = try #require(Jacknet.parse(words).command as? SendCommand)
        return try command.settings(environment ?? noEnvironment)
    }

    @Test func saysNothingAndGetsTheDefaults() throws {
        let settings = try settings("studio-b")
        #expect(settings == SendSettings(host: "studio-b"))
        #expect(settings.port == "54345")
        #expect(settings.name == "jacknet-send")
        #expect(settings.codec == .f32)
        #expect(settings.channels == 2)
        #expect(settings.mtuBytes == 1500)
        #expect(settings.dscp == 46)
        #expect(settings.source == .jack(server: nil))
        #expect(settings.rate == nil)
        #expect(settings.transport == .auto)
    }

    @Test func everyFlagAtOnce() throws {
        let settings = try settings(
            "--codec", "opus", "--bitrate", "256k", "--frame", "2.5", "--application", "lowdelay",
            "--channels", "8", "--transport", "tcp", "--mtu", "9000", "--dscp", "af41",
            "--interface", "eth0", "--name", "stage left", "--exact-name", "--connect", "ardour",
            "--connect", "system:capture_*", "--jack-server", "B", "--wait", "--duration", "5m",
            "--gain", "-6", "--mute", "--map", "2,1,-", "--json", "[2001:db8::7]:5000")
        #expect(
            settings
                == SendSettings(
                    host: "2001:db8::7", port: "5000", name: "stage left", requiresExactName: true,
                    source: .jack(server: "B"), channels: 8,
                    mix: MixSettings(
                        gain: Decibels(-6), isMuted: true, map: ChannelMap([1, 0, nil])),
                    codec: .opus,
                    opus: OpusSettings(
                        bitsPerSecond: 256_000, frame: .ms2point5, application: .lowdelay),
                    transport: .tcp, mtuBytes: 9000, dscp: 34, interface: "eth0",
                    connections: [PortPattern("ardour"), PortPattern("system:capture_*")],
                    waitsForJack: true, duration: Nanoseconds(300_000_000_000)))
    }

    @Test func jsonIsTheReportersAlone() throws {
        let command: SendCommand = try parsed("send", "h", "--json")
        #expect(command.life.json)
    }

    @Test(arguments: CodecChoice.allCases)
    func everyCodec(codec: CodecChoice) throws {
        #expect(try settings("h", "--codec", codec.rawValue).codec == codec)
    }

    @Test(arguments: OpusSettings.Frame.allCases)
    func everyFrame(frame: OpusSettings.Frame) throws {
        let settings = try settings("h", "--codec=opus", "--frame", frame.rawValue)
        #expect(settings.opus.frame == frame)
        #expect(frame.duration.milliseconds == Double(frame.rawValue))
    }

    @Test(arguments: OpusSettings.Application.allCases)
    func everyApplication(kind: OpusSettings.Application) throws {
        let settings = try settings("h", "--codec=opus", "--application", kind.rawValue)
        #expect(settings.opus.application == kind)
    }

    @Test(arguments: TransportChoice.allCases)
    func everyTransport(transport: TransportChoice) throws {
        #expect(try settings("h", "--transport", transport.rawValue).transport == transport)
    }

    @Test(
        arguments: [
            ("tone:440", AudioSource.tone(hertz: 440)), ("tone:0.5e3", nil), ("-", .standardInput),
            ("take 1.wav", .file(path: "take 1.wav")), ("./tone:440", .file(path: "./tone:440")),
        ] as [(String, AudioSource?)])
    func sources(text: String, source: AudioSource?) throws {
        guard let source else {
            #expect(throws: Ending.self) { try settings("h", "--from", text) }
            return
        }
        #expect(try settings("h", "--from", text).source == source)
    }

    @Test func theRateIsTheSourcesOrIsGiven() throws {
        #expect(try settings("h", "--from", "tone:440").rate == .dat)
        #expect(try settings("h", "--from", "-", "--rate", "44100").rate == .cd)
        #expect(try settings("h", "--from", "x.wav").rate == nil)
    }

    @Test func aFilesChannelsAreItsOwnUnlessGiven() throws {
        #expect(try settings("h", "--from", "x.wav").channels == nil)
        #expect(try settings("h", "--from", "x.wav", "--channels", "1").channels == 1)
        #expect(try settings("h", "--from", "-").channels == 2)
    }

    @Test func theEnvironmentNamesTheServerUnlessAFlagDoes() throws {
        let environment = Environment { $0 == "JACK_DEFAULT_SERVER" ? "studio" : nil }
        #expect(try settings("h", environment: environment).source == .jack(server: "studio"))
        let flagged = try settings("h", "--jack-server", "B", environment: environment)
        #expect(flagged.source == .jack(server: "B"))
        let empty = Environment { _ in "" }
        #expect(try settings("h", environment: empty).source == .jack(server: nil))
        // Nobody asked for a JACK client, so the variable is no contradiction.
        #expect(
            try settings("h", "--from", "-", environment: environment).source == .standardInput)
    }
}
