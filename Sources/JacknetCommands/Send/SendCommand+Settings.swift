import ArgumentParser
import Engine
import Text
import Units

extension SendCommand {
    /// What the engine is started with; throws where flags contradict each other.
    func settings(_ environment: Environment = .process) throws -> SendSettings {
        let source = from ?? .jack(server: jack.server.resolved(environment))
        let rate = try rate(of: source)
        let isFile = if case .file = source { true } else { false }
        let channels = channels ?? (isFile ? nil : Defaults.channels)
        // What is to be printed needs no host.
        let listening =
            config.printConfig && peer == nil && listen.listen == nil
            ? nil : try listen.listening(peer: peer)
        return SendSettings(
            host: peer?.host ?? "", port: peer?.port ?? Defaults.port,
            name: jack.name ?? Defaults.senderName, requiresExactName: jack.exactName,
            source: source, channels: channels, rate: rate, mix: mix.settings,
            codec: codec,
            opus: try opus.settings(codec: codec, channels: channels),
            transport: network.transport ?? .auto, mtuBytes: network.packets.mtu,
            dscp: network.packets.dscp, interface: network.packets.interface,
            connections: jack.connect, waitsForJack: jack.wait,
            duration: life.duration, impairment: impairment.impair,
            isOpen: keys.open, keyFile: keys.file(environment),
            listening: listening,
            silenceAlarm: alarm.silenceAlarm, eventCommand: alarm.onEvent)
    }

    /// The rate where the source itself has none; refused where it has.
    private func rate(of source: AudioSource) throws -> SampleRate? {
        switch source {
        case .jack:
            if let rate {
                throw ValidationError(
                    "--rate \(rate.hertz): JACK sets the rate; allowed: with --from tone:HERTZ or -"
                )
            }
            return nil
        case .file:
            if let rate {
                throw ValidationError(
                    "--rate \(rate.hertz): the file sets the rate; allowed: with --from tone:HERTZ or -"
                )
            }
            try jack.refuseWithoutJack("--from FILE")
            return nil
        case .tone(let hertz):
            try jack.refuseWithoutJack("--from tone:")
            let rate = rate ?? Defaults.rate
            if hertz * 2 >= Double(rate.hertz) {
                throw ValidationError(
                    "--from tone:\(hertz.shortest): does not fit into --rate \(rate.hertz); "
                        + "allowed: below half of it")
            }
            return rate
        case .standardInput:
            try jack.refuseWithoutJack("--from -")
            return rate ?? Defaults.rate
        }
    }
}
