package import Simulation
package import Units

/// Everything `jacknet send` can be told, checked and typed; what the engine is started with.
package struct SendSettings: Hashable, Sendable {
    /// Where the receiver listens: a host name or an address, IPv6 without brackets; empty where this end listens.
    package var host: String
    /// The receiver's port, TCP and UDP alike: a number, 1 … 65535.
    package var port: String
    /// Where this end waits for a receiver to call; nil where it calls itself.
    package var listening: Listening?
    /// The name of the JACK client and of this end of the session.
    package var name: String
    /// The source is asked for exactly `name`: a name that is taken is a failure, not `-2`.
    package var requiresExactName: Bool
    package var source: AudioSource
    /// 1 … 64; nil is as many as the source has (a file).
    package var channels: Int?
    /// The rate of a source that names none itself; nil where JACK or a file gives it.
    package var rate: SampleRate?
    /// Before the meters, and what is sent.
    package var mix: MixSettings
    package var codec: CodecChoice
    /// Used with `CodecChoice.opus` only.
    package var opus: OpusSettings
    package var transport: TransportChoice
    /// The longest IP packet sent, headers included, in bytes, 576 … 65535.
    package var mtuBytes: Int
    /// The DiffServ code point (RFC 2474) of media packets, 0 … 63.
    package var dscp: UInt8
    /// The network interface that media leaves by; nil leaves it to the routing table.
    package var interface: String?
    /// Ports to connect to the in ports, in order; none are connected unless asked for.
    package var connections: [PortPattern]
    /// Waits for a JACK server that is not there at start, instead of failing.
    package var waitsForJack: Bool
    /// Ends after this long, counted from the start; nil is never.
    package var duration: Nanoseconds?
    /// What happens to the datagrams that this end sends; nil is nothing.
    package var impairment: Impairment?
    /// No key is used, and nothing is encrypted: for a receiver that does the same.
    package var isOpen: Bool
    /// The file with the keys that may be used; nil is those in the usual place.
    package var keyFile: String?
    /// When silence is told of; nil is never.
    package var silenceAlarm: SilenceAlarm?
    /// What a shell runs at events; nil is nothing.
    package var eventCommand: String?

    package init(
        host: String, port: String = Defaults.port, name: String = Defaults.senderName,
        requiresExactName: Bool = false, source: AudioSource = .jack(server: nil),
        channels: Int? = Defaults.channels, rate: SampleRate? = nil,
        mix: MixSettings = MixSettings(), codec: CodecChoice = .f32,
        opus: OpusSettings = OpusSettings(), transport: TransportChoice = .auto,
        mtuBytes: Int = Defaults.mtuBytes, dscp: UInt8 = Defaults.dscp, interface: String? = nil,
        connections: [PortPattern] = [], waitsForJack: Bool = false, duration: Nanoseconds? = nil,
        impairment: Impairment? = nil, isOpen: Bool = false, keyFile: String? = nil,
        listening: Listening? = nil, silenceAlarm: SilenceAlarm? = nil, eventCommand: String? = nil
    ) {
        self.host = host
        self.port = port
        self.name = name
        self.requiresExactName = requiresExactName
        self.source = source
        self.channels = channels
        self.rate = rate
        self.mix = mix
        self.codec = codec
        self.opus = opus
        self.transport = transport
        self.mtuBytes = mtuBytes
        self.dscp = dscp
        self.interface = interface
        self.connections = connections
        self.waitsForJack = waitsForJack
        self.duration = duration
        self.impairment = impairment
        self.isOpen = isOpen
        self.keyFile = keyFile
        self.listening = listening
        self.silenceAlarm = silenceAlarm
        self.eventCommand = eventCommand
    }
}
