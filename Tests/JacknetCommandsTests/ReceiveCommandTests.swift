// Every flag of `recv`, on its own and as what the engine is told.
import Engine
import NetworkIO
import Testing
import Text
import Units

@testable import JacknetCommands

@Suite struct ReceiveCommandTests {
    private func settings(_ words: String...) throws -> ReceiveSettings {
        let words = (["recv"] + words).map { Array($0.utf8) }
        let command = try #require(Jacknet.parse(words).command as? ReceiveCommand)
        return try command.settings(Environment { _ in nil })
    }

    @Test func saysNothingAndGetsTheDefaults() throws {
        let settings = try settings()
        #expect(settings == ReceiveSettings())
        #expect(settings.host == nil)
        #expect(settings.port == "54345")
        #expect(settings.name == "jacknet-recv")
        #expect(settings.latency == .fixed(Nanoseconds(20_000_000)))
        #expect(settings.channels == nil)
        #expect(settings.latencyRange == .zero...Nanoseconds(10_000_000_000))
        #expect(settings.mix == MixSettings(gain: Decibels(0), isMuted: false, map: .identity))
        #expect(settings.ceiling == nil)
        #expect(settings.sink == .jack(server: nil))
    }

    @Test func everyFlagOfAJackReceiver() throws {
        let loopback = try AddressRange("::1")
        let linkLocal = try AddressRange("fe80::/10")
        let settings = try settings(
            "--listen", "[::1]:0", "--allow", "::1", "--allow", "fe80::/10", "--name", "monitor",
            "--channels", "64", "--latency", "12.5",
            "--connect", "system", "--jack-server", "B", "--wait", "--once", "--exact-name",
            "--latency-range", "5-50.5", "--gain", "+1.5", "--mute", "--map", "-,1",
            "--ceiling", "-3.5", "--duration", "1.5h", "--json")
        #expect(
            settings
                == ReceiveSettings(
                    host: "::1", port: "0",
                    allowed: [loopback, linkLocal],
                    name: "monitor", requiresExactName: true,
                    sink: .jack(server: "B"), channels: 64,
                    latency: .fixed(Nanoseconds(12_500_000)),
                    latencyRange: Nanoseconds(5_000_000)...Nanoseconds(50_500_000),
                    mix: MixSettings(
                        gain: Decibels(1.5), isMuted: true, map: ChannelMap([nil, 0])),
                    ceiling: Decibels(-3.5), connections: [PortPattern("system")],
                    waitsForJack: true, endsAfterFirstSession: true,
                    duration: Nanoseconds(5_400_000_000_000)))
    }

    @Test(arguments: [
        ("null", AudioSink.null), ("-", .standardOutput), ("take1.wav", .file(path: "take1.wav")),
        ("./null", .file(path: "./null")),
    ])
    func sinks(text: String, sink: AudioSink) throws {
        let settings = try settings("--to", text, "--rate", "44100")
        #expect(settings.sink == sink)
        #expect(settings.rate == .cd)
    }

    @Test(
        arguments: [
            ("5000", nil, "5000"), (":5000", nil, "5000"), ("127.0.0.1:1", "127.0.0.1", "1"),
            ("[fe80::1%eth0]:65535", "fe80::1%eth0", "65535"), ("localhost:80", "localhost", "80"),
        ] as [(String, String?, String)])
    func addressesToListenOn(text: String, host: String?, port: String) throws {
        let settings = try settings("--listen", text)
        #expect(settings.host == host)
        #expect(settings.port == port)
    }

    @Test(arguments: [
        ("10", 10_000), ("10s", 10_000), ("500ms", 500), ("0.5s", 500), ("5m", 300_000),
        ("1h", 3_600_000),
    ])
    func durations(text: String, milliseconds: Double) throws {
        #expect(try settings("--duration", text).duration?.milliseconds == milliseconds)
    }

    @Test func aNegativeNumberIsAValue() throws {
        #expect(try settings("--ceiling=-6").ceiling == Decibels(-6))
        #expect(try settings("--ceiling", "-6").ceiling == Decibels(-6))
        #expect(try settings("--gain", "-6").mix.gain == Decibels(-6))
        #expect(try settings("--map", "-").mix.map == ChannelMap([nil]))
    }
}
