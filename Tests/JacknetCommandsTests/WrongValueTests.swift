// Every wrong value ends with 64 and one line that names the flag, the value and what is allowed.
import ArgumentParser
import Engine
import Testing
import Text

@testable import JacknetCommands

@Suite struct WrongValueTests {
    private static let long = String(repeating: "x", count: 61)

    @Test(arguments: [
        ("send --codec flac h", ["--codec", "'flac'", "f32, s24, s16, opus"]),
        ("send --codec opsu h", ["did you mean opus?"]),
        ("send --codec opus --bitrate 5k h", ["--bitrate", "'5k'", "too small", "6k"]),
        ("send --codec opus --bitrate fast h", ["--bitrate", "not a bitrate"]),
        ("send --codec opus --bitrate 99M h", ["--bitrate", "too large"]),
        ("send --codec opus --bitrate 1100k h", ["--bitrate 1100000", "12k to 1020k"]),
        ("send --codec opus --bitrate nan h", ["--bitrate", "not a bitrate"]),
        ("send --bitrate 64k h", ["--bitrate 64000", "f32", "allowed: --codec opus"]),
        ("send --frame 5 h", ["--frame 5", "allowed: --codec opus"]),
        ("send --application voice --codec s16 h", ["--application voice", "s16"]),
        ("send --codec opus --frame 3 h", ["--frame", "'3'", "2.5, 5, 10, 20"]),
        ("send --codec opus --application rap h", ["'rap'", "audio, lowdelay, voice"]),
        ("send --gain 24.1 h", ["--gain", "'24.1'", "too large", "-100 to 24"]),
        ("send --gain -101 h", ["'-101'", "too small"]),
        ("send --gain loud h", ["'loud'", "not a number"]),
        ("send --map 0 h", ["--map", "'0'", "no channel \"0\"", "1 to 64 or -"]),
        ("send --map 1,65 h", ["no channel \"65\""]),
        ("send --map 1,,2 h", ["no channel \"\""]),
        ("send --map 1,+2 h", ["no channel \"+2\""]),
        ("send --channels 0 h", ["--channels", "'0'", "too small", "1 to 64"]),
        ("send --channels 65 h", ["'65'", "too large", "1 to 64"]),
        ("send --channels 1.5 h", ["not a whole number", "1 to 64"]),
        ("send --channels 99999999999999999999999 h", ["not a number", "1 to 64"]),
        ("send --channels 99999999999999999999 h", ["not a whole number", "1 to 64"]),
        ("send --transport sctp h", ["--transport", "'sctp'", "auto, udp, tcp"]),
        ("send --mtu 575 h", ["--mtu", "'575'", "too small", "576 to 65535"]),
        ("send --mtu 65536 h", ["'65536'", "too large", "576 to 65535"]),
        ("send --mtu 0x600 h", ["'0x600'", "not a number"]),
        ("send --dscp EFF h", ["--dscp", "'EFF'", "EF", "0 to 63"]),
        ("send --dscp 64 h", ["'64'", "too large"]),
        ("send --dscp 1.5 h", ["not a whole number"]),
        ("send --interface averyveryverylongname h", ["--interface", "too long", "15 bytes"]),
        ("send --interface a/b h", ["--interface", "contains /"]),
        ("send --name a/b h", ["--name", "'a/b'", "contains /"]),
        ("send --name .a h", ["--name", "starts with a dot"]),
        ("send --name a:b h", ["--name", "contains :"]),
        ("send --name \(long) h", ["--name", "61 bytes long", "1 to 60 bytes"]),
        ("send --from tone:loud h", ["--from", "'tone:loud'", "tone:HERTZ|tone:1"]),
        ("send --from tone:0 h", ["--from", "too small"]),
        ("send --from tone:24000 h", ["--from tone:24000", "--rate 48000", "below half"]),
        ("send --from tone:440 --connect x h", ["--connect x", "--from tone:"]),
        ("send --from x.wav --jack-server B h", ["--jack-server B", "--from FILE"]),
        ("send --from x.wav --rate 48000 h", ["--rate 48000", "file", "--from tone:HERTZ or -"]),
        ("send --rate 48000 h", ["--rate 48000", "JACK", "--from tone:HERTZ or -"]),
        ("send --from - --rate 7999 h", ["--rate", "'7999'", "8000 to 384000"]),
        ("send --from - --rate 48k h", ["--rate", "not a number"]),
        ("send --jack-server a/b h", ["--jack-server", "contains /"]),
        ("send --duration 0 h", ["--duration", "'0'", "too small", "10s"]),
        ("send --duration 5y h", ["'5y'", "no such unit"]),
        ("send --duration soon h", ["'soon'", "10s"]),
        ("send --duration 9999999h h", ["too large"]),
        ("send --duration -5 h", ["--duration"]),
        ("send h:0", ["'h:0'", "1 to 65535"]),
        ("send h:65536", ["'h:65536'", "1 to 65535"]),
        ("send h:", ["'h:'", "1 to 65535"]),
        ("send h:http", ["'h:http'", "1 to 65535"]),
        ("send :5000", ["':5000'", "no host"]),
        ("send [::1", ["[ without ]"]),
        ("send [::1]5000", ["no : after ]"]),
        ("send [host]:5000", ["no IPv6 address"]),
        ("send a[::1]:5000", ["[ or ] within the host"]),
        ("send a/b", ["contains /"]),
        ("send", ["Missing", "host", "--listen"]),
        ("send --listen 7 h", ["--listen 7", "one of them"]),
        ("send --listen=no", ["--listen", "'no'", "no port"]),
        ("send --listen no", ["--listen", "'no'", "no port"]),
        ("send h --allow ::1", ["--allow", "--listen"]),
        ("recv h --listen 7", ["--listen 7", "one of them"]),
        ("recv h --allow ::1", ["--allow", "nobody calls"]),
        ("recv --silence-alarm 0", ["--silence-alarm", "'0'", "0.1 to 86400"]),
        ("recv --silence-alarm 5:", ["--silence-alarm", "SECONDS:dB"]),
        ("send h --silence-alarm 5:1", ["--silence-alarm", "-120 to 0"]),
        ("recv --on-event=", ["--on-event", "Missing value"]),
        ("recv --backup=", ["--backup", "Missing value"]),
        ("send h --codec", ["Missing value", "--codec"]),
        ("send h extra", ["'extra'", "see jacknet send --help"]),
        ("send h --wait=yes", ["--wait", "'yes'"]),
        ("send h --interfce x", ["--interfce", "--interface"]),
        ("recv --listen here", ["--listen", "'here'", "no port", "ADDR:PORT"]),
        ("recv --listen 65536", ["'65536'", "0 to 65535"]),
        ("recv --listen ::1", ["'::1'", "no port", "[IPV6]:PORT"]),
        ("recv --latency 10001", ["--latency", "too large", "0 to 10000"]),
        ("recv --latency=-1", ["--latency", "too small"]),
        ("recv --latency auto:fast", ["'auto:fast'", "no such profile", "auto:safe"]),
        ("recv --latency automatic", ["'automatic'", "not a number"]),
        ("recv --latency 1e1", ["'1e1'", "not a number"]),
        ("recv --allow host", ["--allow", "'host'", "no IP address", "192.0.2.0/24"]),
        ("recv --allow 10.0.0.0/33", ["no number of bits", "0 to 32"]),
        ("recv --allow 10.0.0.1/24", ["more bits than count", "10.0.0.0/24"]),
        ("recv --allow fe80::1%eth0", ["no IP address"]),
        ("recv --latency-range 20", ["--latency-range", "'20'", "not a range", "LOW-HIGH"]),
        ("recv --latency-range 20-10", ["LOW above HIGH"]),
        ("recv --latency-range 0-10001", ["too large"]),
        ("recv --latency-range 1-2-3", ["not a range"]),
        ("recv --latency-range a-5", ["not a number"]),
        ("recv --mute=yes", ["--mute", "'yes'"]),
        ("recv --ceiling 1", ["--ceiling", "'1'", "too large", "-60 to 0"]),
        ("recv --ceiling -61", ["--ceiling", "'-61'", "too small"]),
        ("recv --channels none", ["--channels", "1 to 64"]),
        ("recv --rate 48000", ["--rate 48000", "JACK", "--to FILE"]),
        ("recv --to null --connect x", ["--connect x", "--to null"]),
        ("recv --to - --jack-server B", ["--jack-server B", "--to -"]),
        ("recv --to x.wav --rate 1", ["--rate", "too small"]),
        ("recv --name ..", ["--name", "dot"]),
        ("recv --mtu 5", ["--mtu", "see jacknet recv --help"]),
        ("recv --codec f32", ["--codec", "see jacknet recv --help"]),
        ("ports --inputs --outputs", ["--inputs", "--outputs", "one of them"]),
        ("ports a b", ["'b'"]),
        ("sned h", ["'sned'", "did you mean send?", "send, recv, probe, status"]),
        ("receive", ["'receive'", "send, recv, probe, status"]),
        ("help rcv", ["'rcv'", "did you mean recv?"]),
        ("--verbose", ["--verbose", "see jacknet --help"]),
    ])
    func isAUsageError(line: String, needles: [String]) throws {
        let words = line.split(separator: " ").map(String.init)
        let outcome = try #require(ending(words))
        #expect(outcome.status == .usage)
        #expect(outcome.data.isEmpty)
        #expect(!outcome.message.contains("\n"))
        #expect(outcome.message.hasPrefix("jacknet"))
        for needle in needles {
            let found = needle.split(separator: "|").contains { outcome.message.contains($0) }
            #expect(found, "\(outcome.message) lacks \(needle)")
        }
    }

    @Test(arguments: [
        ["send", "h", "--name", ""], ["send", ""], ["send", "h", "--from", ""],
        ["send", "h", "--connect", ""], ["send", "h", "--jack-server", ""],
        ["send", "h", "--interface", ""], ["recv", "--to", ""], ["recv", "--listen", ""],
        ["ports", ""], ["send", "h", "--name", "a\u{0}b"], ["send", "h", "--name", "a\u{202e}b"],
        ["send", "h", "--name", "a\nb"], ["send", "a b"], ["send", "a\u{1b}[2Jb"],
    ])
    func emptyOrUnprintable(words: [String]) throws {
        let outcome = try #require(ending(words))
        #expect(outcome.status == .usage)
        #expect(outcome.message.contains("allowed: "))
        #expect(outcome.message.escaped == outcome.message)
    }

    @Test func whatIsNotUTF8IsShownByteByByte() {
        let words: [[UInt8]] = [Array("send".utf8), [0x68, 0xFF, 0x1B]]
        #expect {
            try Jacknet.parse(words)
        } throws: { error in
            (error as? Ending)?.message.contains("'h\\xff\\u{1b}' is not UTF-8") == true
        }
    }

    @Test(
        arguments: [(["help"], "SUBCOMMANDS"), (["help", "send"], "--bitrate")]
            as [([String], String)])
    func helpThatIsRun(words: [String], needle: String) throws {
        var (command, name) = try Jacknet.parse(words.map { Array($0.utf8) })
        do {
            try command.run()
            Issue.record("it ran")
        } catch {
            let ending = Ending(error, in: name)
            #expect(ending.status == .done)
            #expect(ending.data.contains(needle))
        }
    }

    @Test func aFailureKeepsItsStatus() {
        let failure = LinkFailure(.unknownHost, "\u{1b}[2Jb: no such host")
        let ending = Ending(failure, in: "jacknet send")
        #expect(ending.status == .unknownHost)
        #expect(ending.message == "jacknet send: \\u{1b}[2Jb: no such host")
    }
}
