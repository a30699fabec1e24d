import NetworkIO
import Simulation
import Text
import Units

/// Every setting of every end. A setting is added by one entry here, and one in jacknet-control(7).
package enum SettingCatalogue {
    package static let sender = SettingTable(
        own.sender, peer: receiverAlone.forPeer, standard: standard.sender)
    package static let receiver = SettingTable(
        own.receiver, peer: senderAlone.forPeer, standard: standard.receiver)

    /// What each is to the other is found in tables that know no peer.
    private static let senderAlone = SettingTable(own.sender, peer: [], standard: standard.sender)
    private static let receiverAlone = SettingTable(
        own.receiver, peer: [], standard: standard.receiver)
    private static let own = (sender: senderSettings, receiver: receiverSettings)
    private static let standard = (
        sender: SendSettings(host: ""), receiver: ReceiveSettings()
    )

    /// `allow`, of both ends.
    static func allow<Settings>(
        help: String, get: @escaping @Sendable (Settings) -> [AddressRange],
        set: @escaping @Sendable (inout Settings, [AddressRange]) -> Void
    ) -> Setting<Settings> {
        Setting(
            SettingDescription(name: "allow", kind: .list, help: help),
            get: { .array(get($0).map { .text($0.description) }) },
            set: { (settings, value) throws(InvalidValue) in
                var ranges: [AddressRange] = []
                for text in try value.flagTexts() { ranges.append(try Values.addressRange(text)) }
                set(&settings, ranges)
            })
    }

    /// `silence-alarm`, of both ends.
    static func silenceAlarm<Settings>(
        _ path: any WritableKeyPath<Settings, SilenceAlarm?> & Sendable
    ) -> Setting<Settings> {
        Setting(
            SettingDescription(
                name: "silence-alarm", kind: .text, choices: ["none"], isLive: true,
                help: "So long a silence is told of, SECONDS or SECONDS:dBFS; none is no silence"),
            get: { .optional($0[keyPath: path]) { .text($0.text) } },
            set: { (settings, value) throws(InvalidValue) in
                switch value {
                case .null, .text("none"): settings[keyPath: path] = nil
                default: settings[keyPath: path] = try Values.silenceAlarm(try value.flagText())
                }
            })
    }

    /// `on-event`, of both ends.
    static func eventCommand<Settings>(
        _ path: any WritableKeyPath<Settings, String?> & Sendable
    ) -> Setting<Settings> {
        Setting(
            SettingDescription(
                name: "on-event", kind: .text, isLive: true,
                help: "What a shell runs at connected, lost, silence and recovered"),
            optional: path, parse: Values.command, json: JSONValue.text)
    }

    /// `name`, of both ends.
    static func name<Settings>(
        _ path: any WritableKeyPath<Settings, String> & Sendable
    ) -> Setting<Settings> {
        Setting(
            SettingDescription(
                name: "name", kind: .text, help: "The JACK client's, and what the peer sees"),
            path, parse: Values.name, json: JSONValue.text)
    }

    /// `exact-name`, of both ends.
    static func exactName<Settings>(
        _ path: any WritableKeyPath<Settings, Bool> & Sendable
    ) -> Setting<Settings> {
        Setting(
            SettingDescription(
                name: "exact-name", kind: .flag, help: "The name gains no -2 where it is taken"),
            flag: path)
    }

    /// `wait`, of both ends.
    static func wait<Settings>(
        _ path: any WritableKeyPath<Settings, Bool> & Sendable
    ) -> Setting<Settings> {
        Setting(
            SettingDescription(
                name: "wait", kind: .flag,
                help: "A JACK server that is not running is waited for at start"),
            flag: path)
    }

    /// `connect`, of both ends.
    static func connect<Settings>(
        _ path: any WritableKeyPath<Settings, [PortPattern]> & Sendable, help: String
    ) -> Setting<Settings> {
        Setting(
            SettingDescription(name: "connect", kind: .list, isLive: true, help: help),
            get: { .array($0[keyPath: path].map { .text($0.text) }) },
            set: { (settings, value) throws(InvalidValue) in
                var patterns: [PortPattern] = []
                for text in try value.flagTexts() { patterns.append(try Values.portPattern(text)) }
                settings[keyPath: path] = patterns
            })
    }

    /// `gain`, of both ends.
    static func gain<Settings>(
        _ path: any WritableKeyPath<Settings, Decibels> & Sendable
    ) -> Setting<Settings> {
        Setting(
            SettingDescription(
                name: "gain", kind: .number, unit: "dB", range: -100...24, isLive: true,
                help: "How much louder or softer the sound becomes at this end"),
            path, parse: Values.gain, json: { .number($0.value) })
    }

    /// `mute`, of both ends.
    static func mute<Settings>(
        _ path: any WritableKeyPath<Settings, Bool> & Sendable
    ) -> Setting<Settings> {
        Setting(
            SettingDescription(
                name: "mute", kind: .flag, isLive: true, help: "Nothing passes this end but silence"
            ),
            flag: path)
    }

    /// `map`, of both ends.
    static func map<Settings>(
        _ path: any WritableKeyPath<Settings, ChannelMap> & Sendable, help: String
    ) -> Setting<Settings> {
        Setting(
            SettingDescription(name: "map", kind: .text, isLive: true, help: help),
            get: { $0[keyPath: path].sources.isEmpty ? .null : .text($0[keyPath: path].text) },
            set: { (settings, value) throws(InvalidValue) in
                if case .null = value {
                    settings[keyPath: path] = .identity
                } else {
                    settings[keyPath: path] = try Values.map(try value.flagText())
                }
            })
    }

    /// `impair`, of both ends.
    static func impair<Settings>(
        _ path: any WritableKeyPath<Settings, Impairment?> & Sendable
    ) -> Setting<Settings> {
        Setting(
            SettingDescription(
                name: "impair", kind: .text, choices: ["none"], isLive: true,
                help: "What happens to the datagrams that this end sends; none is nothing"),
            get: { .optional($0[keyPath: path]) { .text($0.description) } },
            set: { (settings, value) throws(InvalidValue) in
                switch value {
                case .null, .text("none"): settings[keyPath: path] = nil
                default: settings[keyPath: path] = try Values.impairment(try value.flagText())
                }
            })
    }

    /// `open`, of both ends.
    static func open<Settings>(
        _ path: any WritableKeyPath<Settings, Bool> & Sendable
    ) -> Setting<Settings> {
        Setting(
            SettingDescription(
                name: "open", kind: .flag, help: "There is no key, and nothing is encrypted"),
            flag: path)
    }

    /// `key-file`, of both ends.
    static func keyFile<Settings>(
        _ path: any WritableKeyPath<Settings, String?> & Sendable, help: String
    ) -> Setting<Settings> {
        Setting(
            SettingDescription(name: "key-file", kind: .text, help: help),
            optional: path, parse: Values.keyFile, json: JSONValue.text)
    }

    /// `duration`, of both ends.
    static func duration<Settings>(
        _ path: any WritableKeyPath<Settings, Nanoseconds?> & Sendable
    ) -> Setting<Settings> {
        Setting(
            SettingDescription(
                name: "duration", kind: .number, unit: "s", range: 0.001...31_536_000,
                help: "How long the link runs, counted from its start"),
            optional: path, parse: Values.duration, json: { .number($0.seconds) })
    }

    static let repairs = ["auto", "none", "nack", "dup:1", "dup:2", "rs:K+M"]
    static let codePoints = ["EF", "VA", "AF41", "AF31", "CS5", "CS0", "LE"]

    /// The words of an enum that the command line takes.
    static func words<Choice: CaseIterable & RawRepresentable<String>>(
        _ type: Choice.Type
    ) -> [String] {
        Choice.allCases.map(\.rawValue)
    }

    /// `HOST:PORT`, or the port alone.
    static func text(host: String?, port: String) -> JSONValue {
        guard let host, !host.isEmpty else { return .text(port) }
        return .text(host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)")
    }
}
