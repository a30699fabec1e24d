import Text
import Units

extension SettingCatalogue {
    static let senderSettings: [Setting<SendSettings>] = [
        Setting(
            SettingDescription(
                name: "host", kind: .text, help: "Where the receiver listens, HOST:PORT"),
            get: { $0.host.isEmpty ? .null : text(host: $0.host, port: $0.port) },
            set: { (settings, value) throws(InvalidValue) in
                let place = try Values.peer(try value.flagText())
                settings.host = place.host ?? ""
                settings.port = place.port ?? Defaults.port
            }),
        Setting(
            SettingDescription(
                name: "listen", kind: .text,
                help: "Where a receiver is waited for; null: HOST is called"),
            get: { .optional($0.listening) { text(host: $0.host, port: $0.port) } },
            set: { (settings, value) throws(InvalidValue) in
                guard value != .null else {
                    settings.listening = nil
                    return
                }
                let place = try Values.listen(try value.flagText())
                settings.listening = Listening(
                    host: place.host, port: place.port ?? Defaults.port,
                    allowed: settings.listening?.allowed ?? [])
            }),
        allow(
            help: "Where receivers may come from; none is everywhere",
            get: { $0.listening?.allowed ?? [] },
            set: { $0.listening?.allowed = $1 }),
        Setting(
            SettingDescription(
                name: "codec", kind: .choice, choices: words(CodecChoice.self), isLive: true,
                mayPeerAsk: true, help: "What the sound is coded in"),
            \.codec, parse: Values.choice, json: { .text($0.rawValue) }),
        Setting(
            SettingDescription(
                name: "bitrate", kind: .number, unit: "bit/s", range: 6_000...32_640_000,
                isLive: true, mayPeerAsk: true,
                help: "Of the whole link, with Opus; null is 64000 a channel"),
            optional: \.opus.bitsPerSecond, parse: Values.bitrate, json: { .integer(Int64($0)) }),
        Setting(
            SettingDescription(
                name: "frame", kind: .choice, unit: "ms", range: 2.5...20,
                choices: words(OpusSettings.Frame.self), isLive: true, mayPeerAsk: true,
                help: "How much sound a packet holds, with Opus"),
            \.opus.frame, parse: Values.choice, json: { .number($0.duration.milliseconds) }),
        Setting(
            SettingDescription(
                name: "application", kind: .choice, choices: words(OpusSettings.Application.self),
                isLive: true, mayPeerAsk: true, help: "What Opus is tuned for"),
            \.opus.application, parse: Values.choice, json: { .text($0.rawValue) }),
        Setting(
            SettingDescription(
                name: "channels", kind: .number, range: 1...64,
                help: "How many channels are sent; null is as many as the file has"),
            optional: \.channels, parse: Values.channels, json: { .integer(Int64($0)) }),
        Setting(
            SettingDescription(
                name: "from", kind: .text,
                help: "Where the sound comes from: tone:HERTZ, a file, -; null is JACK"),
            get: { settings in
                switch settings.source {
                case .jack: .null
                case .tone(let hertz): .text("tone:\(hertz.shortest)")
                case .file(let path): .text(path)
                case .standardInput: .text("-")
                }
            },
            set: { (settings, value) throws(InvalidValue) in
                switch (value, settings.source) {
                case (.null, .jack): break
                case (.null, _): settings.source = .jack(server: nil)
                default: settings.source = try Values.source(try value.flagText())
                }
            }),
        Setting(
            SettingDescription(
                name: "rate", kind: .number, unit: "Hz", range: 8_000...384_000,
                help: "The sample rate of tone: and -; null where JACK or a file has its own"),
            optional: \.rate, parse: Values.rate, json: { .integer(Int64($0.hertz)) }),
        Setting(
            SettingDescription(
                name: "transport", kind: .choice, choices: words(TransportChoice.self),
                help: "What carries the sound"),
            \.transport, parse: Values.choice, json: { .text($0.rawValue) }),
        Setting(
            SettingDescription(
                name: "mtu", kind: .number, unit: "bytes", range: 576...65_535,
                help: "The longest IP packet that is sent"),
            \.mtuBytes, parse: Values.mtu, json: { .integer(Int64($0)) }),
        Setting(
            SettingDescription(
                name: "dscp", kind: .number, range: 0...63, choices: codePoints, isLive: true,
                help: "The DiffServ code point of the sound's packets, by number or name"),
            \.dscp, parse: Values.dscp, json: { .integer(Int64($0)) }),
        Setting(
            SettingDescription(
                name: "interface", kind: .text,
                help: "The network interface that is sent by; null leaves it to the routes"),
            optional: \.interface, parse: Values.interface, json: JSONValue.text),
        gain(\.mix.gain),
        mute(\.mix.isMuted),
        map(\.mix.map, help: "The port that each channel takes, 2,1; - is silence, null its own"),
        silenceAlarm(\.silenceAlarm),
        eventCommand(\.eventCommand),
        impair(\.impairment),
        open(\.isOpen),
        keyFile(\.keyFile, help: "The file of the keys that may be used; null is the usual place"),
        name(\.name),
        exactName(\.requiresExactName),
        connect(\.connections, help: "Ports that the in ports are connected to, patterns in order"),
        Setting(
            SettingDescription(
                name: "jack-server", kind: .text,
                help: "The JACK server; null is the usual one, or that there is none"),
            get: { if case .jack(let server?) = $0.source { .text(server) } else { .null } },
            set: { (settings, value) throws(InvalidValue) in
                if case .null = value {
                    if case .jack = settings.source { settings.source = .jack(server: nil) }
                } else {
                    let server = try Values.jackServer(try value.flagText())
                    settings.source = .jack(server: server)
                }
            }),
        wait(\.waitsForJack),
        duration(\.duration),
    ]
}
