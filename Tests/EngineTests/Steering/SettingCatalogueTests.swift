// The tables of settings: each entry reads what it sets, and says the truth of itself.
import Testing
import Text
import Units

@testable import Engine

@Suite struct SettingCatalogueTests {
    @Test func namesAreThere() {
        let sender = SettingCatalogue.sender
        #expect(sender.peer.map(\.name) == ["latency", "repair"])
        let receiver = SettingCatalogue.receiver
        #expect(receiver.peer.map(\.name) == ["codec", "bitrate", "frame", "application"])
        for names in [sender.names, receiver.names] { #expect(Set(names).count == names.count) }
    }

    private func checkRoundTrip<Settings>(_ table: SettingTable<Settings>) throws {
        for setting in table.settings where setting.name != "host" {
            let value = setting.get(table.standard)
            var settings = table.standard
            do { try setting.set(&settings, value) } catch {
                // What cannot be unset refuses null, which none of those is.
                Issue.record("\(setting.name) does not take its own \(value): \(error)")
            }
            #expect(settings == table.standard, "\(setting.name)")
        }
    }

    @Test func everySettingTakesWhatItGives() throws {
        try checkRoundTrip(SettingCatalogue.sender)
        try checkRoundTrip(SettingCatalogue.receiver)
    }

    private func checkWords<Settings>(_ table: SettingTable<Settings>) throws {
        for setting in table.settings {
            let description = setting.description
            #expect(!description.help.isEmpty && !description.help.hasSuffix("."))
            for word in description.choices ?? [] where word != "rs:K+M" {
                var settings = table.standard
                try setting.set(&settings, .text(word))
                let value = setting.get(settings)
                try setting.set(&settings, value)
                #expect(setting.get(settings) == value, "\(setting.name) \(word)")
            }
            guard let range = description.range else { continue }
            for bound in [range.lowerBound, range.upperBound] {
                var settings = table.standard
                try setting.set(&settings, .number(bound))
                #expect(setting.get(settings) == .number(bound), "\(setting.name) \(bound)")
            }
            for beyond in [range.lowerBound - 1, range.upperBound + 1] {
                var settings = table.standard
                #expect(throws: InvalidValue.self, "\(setting.name) \(beyond)") {
                    try setting.set(&settings, .number(beyond))
                }
            }
        }
    }

    @Test func rangesAndChoicesAreTrue() throws {
        try checkWords(SettingCatalogue.sender)
        try checkWords(SettingCatalogue.receiver)
    }

    @Test(arguments: [
        ("latency", "12.5", JSONValue.number(12.5)), ("latency", "auto:normal", .text("auto")),
        ("latency", "auto:low", .text("auto:low")), ("repair", "rs:8+2", .text("rs:8+2")),
        ("repair", "dup:2", .text("dup:2")), ("ceiling", "-3", .number(-3)),
        ("impair", "loss=2%,delay=20ms", .text("loss=2%,delay=20ms")), ("impair", "none", .null),
        ("listen", "[::1]:0", .text("[::1]:0")), ("listen", "7", .text("7")),
        ("to", "null", .text("null")), ("to", "a.wav", .text("a.wav")),
        ("jack-server", "studio", .text("studio")), ("duration", "1.5s", .number(1.5)),
        ("once", "on", .flag(true)), ("open", "on", .flag(true)),
        ("key-file", "/k", .text("/k")), ("host", "[::1]:9", .text("[::1]:9")),
        ("silence-alarm", "10:-40", .text("10:-40")), ("silence-alarm", "2.50", .text("2.5")),
        ("silence-alarm", "none", .null), ("on-event", "date; x", .text("date; x")),
        ("backup", "a.flac", .text("a.flac")),
    ])
    func receiversTakeTheFlagsText(name: String, text: String, value: JSONValue) throws {
        let setting = try #require(SettingCatalogue.receiver[name])
        var settings = ReceiveSettings()
        try setting.set(&settings, .text(text))
        #expect(setting.get(settings) == value)
    }

    @Test(arguments: [
        ("host", "[::1]:9", JSONValue.text("[::1]:9")), ("bitrate", "1.5M", .integer(1_500_000)),
        ("frame", "2.5", .number(2.5)), ("dscp", "EF", .integer(46)),
        ("from", "tone:440", .text("tone:440")), ("from", "-", .text("-")),
        ("rate", "44100", .integer(44_100)), ("interface", "eth0", .text("eth0")),
        ("listen", "[::1]:0", .text("[::1]:0")), ("silence-alarm", "5:-60", .text("5")),
    ])
    func sendersTakeTheFlagsText(name: String, text: String, value: JSONValue) throws {
        let setting = try #require(SettingCatalogue.sender[name])
        var settings = SendSettings(host: "h")
        try setting.set(&settings, .text(text))
        #expect(setting.get(settings) == value)
    }

    @Test func aListTakesOneTextAndNull() throws {
        let setting = try #require(SettingCatalogue.sender["connect"])
        var settings = SendSettings(host: "h")
        try setting.set(&settings, .text("a,b"))
        #expect(settings.connections == [PortPattern("a,b")])
        try setting.set(&settings, .null)
        #expect(settings.connections == [])
    }

    @Test func rangesOfAddressesAreToldAsTheyAreTaken() throws {
        let setting = try #require(SettingCatalogue.receiver["allow"])
        var settings = ReceiveSettings()
        #expect(setting.get(settings) == .array([]))
        let ranges = JSONValue.array([.text("192.0.2.0/24"), .text("2001:db8::1")])
        try setting.set(&settings, ranges)
        #expect(setting.get(settings) == ranges)
        #expect(throws: InvalidValue.self) { try setting.set(&settings, .text("192.0.2.1/24")) }
    }

    @Test func whatAPeerIsAskedIsAsItHasIt() throws {
        let latency = try #require(SettingCatalogue.sender.peer("latency"))
        #expect(try latency.normalize(.text("30")) == .number(30))
        #expect(latency.standard == .number(20))
        #expect(throws: InvalidValue.self) { try latency.normalize(.text("-1")) }
        let bitrate = try #require(SettingCatalogue.receiver.peer("bitrate"))
        #expect(try bitrate.normalize(.null) == .null)
        #expect(try bitrate.normalize(.text("96k")) == .integer(96_000))
    }

    @Test func eventsAreSortedAndToldOnce() {
        let names = EventCatalogue.entries.map(\.name)
        #expect(names == Set(names).sorted())
    }
}
