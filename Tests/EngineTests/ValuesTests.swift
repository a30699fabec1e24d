// Values where more than one way of writing means the same.
import Testing
import Text
import Units

@testable import Engine

@Suite struct ValuesTests {
    @Test(
        arguments: [
            ("EF", 46), ("ef", 46), ("AF41", 34), ("AF11", 10), ("AF43", 38), ("CS0", 0),
            ("CS7", 56),
            ("LE", 1), ("VA", 44), ("DF", 0), ("0", 0), ("63", 63),
        ] as [(String, UInt8)])
    func codePoints(text: String, point: UInt8) throws {
        #expect(try Values.dscp(text) == point)
    }

    @Test(arguments: [("128k", 128_000), ("1.5M", 1_500_000), ("64000", 64_000), ("6K", 6_000)])
    func bitrates(text: String, bits: Int) throws {
        #expect(try Values.bitrate(text) == bits)
    }

    @Test(
        arguments: [
            ("1", [0]), ("2,1", [1, 0]), ("-,64,-", [nil, 63, nil]), ("1,1,1", [0, 0, 0]),
        ] as [(String, [Int?])])
    func maps(text: String, sources: [Int?]) throws {
        let map = try Values.map(text)
        #expect(map == ChannelMap(sources))
        #expect(map.text == text)
        #expect(map.source(of: 63) == 63)
    }

    @Test func aMapIsOfSixtyFourChannels() {
        let longest = Array(repeating: "-", count: 64).joined(separator: ",")
        #expect(throws: Never.self) { try Values.map(longest) }
        #expect(throws: InvalidValue.self) { try Values.map(longest + ",-") }
        #expect(throws: InvalidValue.self) { try Values.map("") }
    }

    @Test(arguments: [("0-10000", 0, 10_000), ("5-5", 5, 5), ("2.5-20", 2.5, 20)])
    func latencyRanges(text: String, low: Double, high: Double) throws {
        let range = try Values.latencyRange(text)
        #expect(range.lowerBound.milliseconds == low)
        #expect(range.upperBound.milliseconds == high)
    }

    @Test(
        arguments: [
            ("h", "h", nil), ("h:1", "h", "1"), ("::1", "::1", nil), ("[::1]", "::1", nil),
            ("[::1]:9", "::1", "9"), ("10.0.0.1:65535", "10.0.0.1", "65535"),
        ] as [(String, String, String?)])
    func peers(text: String, host: String, port: String?) throws {
        #expect(try Values.peer(text) == HostAndPort(host: host, port: port))
    }

    @Test(arguments: ["a", "jacknet-send", "Bühne links", String(repeating: "x", count: 60)])
    func names(text: String) throws {
        #expect(try Values.name(text) == text)
    }

    @Test(arguments: ["", ".", "1.", ".5", "1e3", "0x1", "nan", "inf", "--1", "+", "1.2.3", "१"])
    func noDecimals(text: String) {
        #expect(Values.decimal(text) == nil)
    }

    @Test(arguments: [("5", 5), ("-5.25", -5.25), ("+0.5", 0.5)])
    func decimals(text: String, number: Double) {
        #expect(Values.decimal(text) == number)
    }

    @Test(arguments: [("sned", "send"), ("port", "ports"), ("rcev", "recv"), ("sendd", "send")])
    func nearestWord(text: String, word: String) {
        #expect(nearest(to: text, among: ["send", "recv", "ports", "help"]) == word)
    }

    @Test func aBeginningIsNear() {
        #expect(nearest(to: "laten", among: ["listen", "latency-range", "latency"]) == "latency")
        #expect(nearest(to: "l", among: ["listen", "latency"]) == nil)
    }

    @Test(arguments: ["", "x", "status", String(repeating: "send", count: 1000)])
    func nothingNear(text: String) {
        #expect(nearest(to: text, among: ["send", "recv", "ports", "help"]) == nil)
    }
}
