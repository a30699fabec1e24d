package import NetworkIO
package import Session
package import Simulation
package import Units

/// Everything `jacknet recv` can be told, checked and typed; what the engine is started with.
package struct ReceiveSettings: Hashable, Sendable {
    /// The address to listen on, IPv6 without brackets; nil is every address of this machine.
    package var host: String?
    /// The port to listen on, TCP and UDP alike: a number; `"0"` is any free one.
    package var port: String
    /// Where senders may come from; empty is everywhere.
    package var allowed: [AddressRange]
    /// Where a sender listens that this end calls; nil where it listens itself.
    package var sender: HostPort?
    /// The name of the JACK client and of this end of the session.
    package var name: String
    /// The sink is asked for exactly `name`: a name that is taken is a failure, not `-2`.
    package var requiresExactName: Bool
    package var sink: AudioSink
    /// 1 … 64; nil takes the first sender's count.
    package var channels: Int?
    /// The rate of a sink other than JACK; nil takes the sender's, and JACK gives its own.
    package var rate: SampleRate?
    /// End to end, from the sender's input to the receiver's output, 0 … 10 s.
    package var latency: LatencyWish
    /// What a sender may ask `latency` to be.
    package var latencyRange: ClosedRange<Nanoseconds>
    package var clock: ClockChoice
    package var repair: RepairWish
    /// Before the ceiling, behind the meters.
    package var mix: MixSettings
    /// Samples beyond this level are held at it; nil lets everything pass.
    package var ceiling: Decibels?
    /// Ports to connect the out ports to, in order; none are connected unless asked for.
    package var connections: [PortPattern]
    /// Waits for a JACK server that is not there at start, instead of failing.
    package var waitsForJack: Bool
    /// Ends, with success, after the first sender's goodbye.
    package var endsAfterFirstSession: Bool
    /// Ends after this long, counted from the start; nil is never.
    package var duration: Nanoseconds?
    /// What happens to the datagrams that this end sends; nil is nothing.
    package var impairment: Impairment?
    /// Every sender is let in without a key, and nothing is encrypted.
    package var isOpen: Bool
    /// The file with the keys of the senders that are let in; nil is those in the usual place.
    package var keyFile: String?
    /// When silence is told of; nil is never.
    package var silenceAlarm: SilenceAlarm?
    /// What a shell runs at events; nil is nothing.
    package var eventCommand: String?
    /// A sound file that plays while there is silence; nil is none.
    package var backup: String?

    package init(
        host: String? = nil, port: String = Defaults.port, allowed: [AddressRange] = [],
        name: String = Defaults.receiverName,
        requiresExactName: Bool = false, sink: AudioSink = .jack(server: nil), channels: Int? = nil,
        rate: SampleRate? = nil, latency: LatencyWish = .fixed(Defaults.latency),
        latencyRange: ClosedRange<Nanoseconds> = Defaults.latencyRange,
        clock: ClockChoice = .free, repair: RepairWish = .auto,
        mix: MixSettings = MixSettings(), ceiling: Decibels? = nil,
        connections: [PortPattern] = [], waitsForJack: Bool = false,
        endsAfterFirstSession: Bool = false, duration: Nanoseconds? = nil,
        impairment: Impairment? = nil, isOpen: Bool = false, keyFile: String? = nil,
        sender: HostPort? = nil, silenceAlarm: SilenceAlarm? = nil, eventCommand: String? = nil,
        backup: String? = nil
    ) {
        self.host = host
        self.port = port
        self.allowed = allowed
        self.name = name
        self.requiresExactName = requiresExactName
        self.sink = sink
        self.channels = channels
        self.rate = rate
        self.latency = latency
        self.latencyRange = latencyRange
        self.clock = clock
        self.repair = repair
        self.mix = mix
        self.ceiling = ceiling
        self.connections = connections
        self.waitsForJack = waitsForJack
        self.endsAfterFirstSession = endsAfterFirstSession
        self.duration = duration
        self.impairment = impairment
        self.isOpen = isOpen
        self.keyFile = keyFile
        self.sender = sender
        self.silenceAlarm = silenceAlarm
        self.eventCommand = eventCommand
        self.backup = backup
    }

    /// When silence is told of: a file that plays meanwhile wants to be told in any case.
    package var effectiveAlarm: SilenceAlarm? {
        silenceAlarm ?? (backup == nil ? nil : Defaults.backupAlarm)
    }
}
