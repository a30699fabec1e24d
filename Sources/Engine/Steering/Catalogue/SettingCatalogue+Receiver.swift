import NetworkIO
import Session
import Streaming
import Text
import Units

extension SettingCatalogue {
    static let receiverSettings: [Setting<ReceiveSettings>] = [
        Setting(
            SettingDescription(
                name: "listen", kind: .text, help: "The port and address listened on, ADDR:PORT"),
            get: { text(host: $0.host, port: $0.port) },
            set: { (settings, value) throws(InvalidValue) in
                let place = try Values.listen(try value.flagText())
                settings.host = place.host
                settings.port = place.port ?? Defaults.port
            }),
        allow(
            help: "Where senders may come from; none is everywhere", get: \.allowed,
            set: { $0.allowed = $1 }),
        Setting(
            SettingDescription(
                name: "host", kind: .text,
                help: "Where the sender listens that is called, HOST:PORT; null: this end listens"),
            get: { .optional($0.sender) { text(host: $0.host, port: String($0.port)) } },
            set: { (settings, value) throws(InvalidValue) in
                guard value != .null else {
                    settings.sender = nil
                    return
                }
                let place = try Values.peer(try value.flagText())
                settings.sender = HostPort(place)
            }),
        Setting(
            SettingDescription(
                name: "latency", kind: .number, unit: "ms", range: 0...10_000,
                choices: ["auto", "auto:low", "auto:normal", "auto:safe"], isLive: true,
                mayPeerAsk: true,
                help: "From the sender's input to the receiver's output; auto finds the least"),
            \.latency, parse: Values.latency, json: \.json),
        Setting(
            SettingDescription(
                name: "latency-range", kind: .text, unit: "ms", isLive: true,
                help: "What the sender may ask the latency to be, LOW-HIGH"),
            \.latencyRange, parse: Values.latencyRange,
            json: {
                let (low, high) = ($0.lowerBound.milliseconds, $0.upperBound.milliseconds)
                return .text("\(low.shortest)-\(high.shortest)")
            }),
        Setting(
            SettingDescription(
                name: "clock", kind: .choice, choices: words(ClockChoice.self),
                help: "What the sender's clock is to this end's"),
            \.clock, parse: Values.choice, json: { .text($0.rawValue) }),
        Setting(
            SettingDescription(
                name: "repair", kind: .text, choices: repairs, isLive: true, mayPeerAsk: true,
                help: "How losses are repaired; K to 32, M to 16"),
            \.repair, parse: Values.repair, json: { .text($0.text) }),
        Setting(
            SettingDescription(
                name: "channels", kind: .number, range: 1...64,
                help: "How many channels are played; null is as many as the sender has"),
            optional: \.channels, parse: Values.channels, json: { .integer(Int64($0)) }),
        Setting(
            SettingDescription(
                name: "to", kind: .text,
                help: "Where the sound goes: a file, -, null; a JSON null is JACK"),
            get: { settings in
                switch settings.sink {
                case .jack: .null
                case .file(let path): .text(path)
                case .standardOutput: .text("-")
                case .null: .text("null")
                }
            },
            set: { (settings, value) throws(InvalidValue) in
                switch (value, settings.sink) {
                case (.null, .jack): break
                case (.null, _): settings.sink = .jack(server: nil)
                default: settings.sink = try Values.sink(try value.flagText())
                }
            }),
        Setting(
            SettingDescription(
                name: "rate", kind: .number, unit: "Hz", range: 8_000...384_000,
                help: "The sample rate of a file, - or null; null is the sender's, or JACK's own"),
            optional: \.rate, parse: Values.rate, json: { .integer(Int64($0.hertz)) }),
        gain(\.mix.gain),
        mute(\.mix.isMuted),
        map(\.mix.map, help: "The channel that each port takes, 2,1; - is silence, null its own"),
        Setting(
            SettingDescription(
                name: "ceiling", kind: .number, unit: "dBFS", range: -60...0, isLive: true,
                help: "Samples are held to this level; null lets all pass"),
            optional: \.ceiling, parse: Values.ceiling, json: { .number($0.value) }),
        Setting(
            SettingDescription(
                name: "once", kind: .flag,
                help: "The link ends after the first sender's goodbye"),
            flag: \.endsAfterFirstSession),
        silenceAlarm(\.silenceAlarm),
        Setting(
            SettingDescription(
                name: "backup", kind: .text,
                help: "A sound file that plays while there is silence; null is none"),
            optional: \.backup, parse: Values.soundFile, json: JSONValue.text),
        eventCommand(\.eventCommand),
        impair(\.impairment),
        open(\.isOpen),
        keyFile(\.keyFile, help: "The file of the keys that are let in; null is the usual place"),
        name(\.name),
        exactName(\.requiresExactName),
        connect(
            \.connections, help: "Ports that the out ports are connected to, patterns in order"),
        Setting(
            SettingDescription(
                name: "jack-server", kind: .text,
                help: "The JACK server; null is the usual one, or that there is none"),
            get: { if case .jack(let server?) = $0.sink { .text(server) } else { .null } },
            set: { (settings, value) throws(InvalidValue) in
                if case .null = value {
                    if case .jack = settings.sink { settings.sink = .jack(server: nil) }
                } else {
                    settings.sink = .jack(server: try Values.jackServer(try value.flagText()))
                }
            }),
        wait(\.waitsForJack),
        duration(\.duration),
    ]
}

extension LatencyWish {
    /// Milliseconds, or the command line's words.
    var json: JSONValue {
        switch self {
        case .fixed(let latency): .number(latency.milliseconds)
        case .automatic(.normal): .text("auto")
        case .automatic(let profile): .text("auto:" + profile.rawValue)
        }
    }
}

extension RepairWish {
    /// The command line's word.
    fileprivate var text: String {
        switch self {
        case .auto: "auto"
        case .none: "none"
        case .nack: "nack"
        case .duplicates(let count): "dup:\(count)"
        case .reedSolomon(let data, let parity): "rs:\(data)+\(parity)"
        }
    }
}
