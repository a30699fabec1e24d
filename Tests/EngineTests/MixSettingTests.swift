// Settings of gain, mute, map and what a sender may ask, as the control socket takes and gives them.
import Testing
import Text
import Units

@testable import Engine

@Suite struct MixSettingTests {
    @Test(
        arguments: [
            ("gain", .text("-6"), .number(-6)), ("gain", .number(1.5), .number(1.5)),
            ("mute", .flag(true), .flag(true)), ("map", .text("2,1,-"), .text("2,1,-")),
            ("map", .null, .null), ("latency-range", .text("5-50.5"), .text("5-50.5")),
        ] as [(String, JSONValue, JSONValue)])
    func aReceiverTakes(name: String, value: JSONValue, result: JSONValue) throws {
        let setting = try #require(SettingCatalogue.receiver[name])
        var settings = ReceiveSettings()
        try setting.set(&settings, value)
        #expect(setting.get(settings) == result)
        #expect(setting.description.isLive && !setting.description.mayPeerAsk)
    }

    @Test(arguments: [("gain", JSONValue.number(25)), ("map", .text("0")), ("mute", .text("x"))])
    func aSenderRefuses(name: String, value: JSONValue) throws {
        let setting = try #require(SettingCatalogue.sender[name])
        var settings = SendSettings(host: "h")
        #expect(throws: InvalidValue.self) { try setting.set(&settings, value) }
        #expect(settings == SendSettings(host: "h"))
    }
}
