import ArgumentParser
import Engine
import Text
import Units

extension ReceiveCommand {
    /// What the engine is started with; throws where flags contradict each other.
    func settings(_ environment: Environment = .process) throws -> ReceiveSettings {
        switch to {
        case nil, .jack:
            if let rate {
                throw ValidationError(
                    "--rate \(rate.hertz): JACK sets the rate; allowed: with --to FILE, - or null")
            }
        case .file: try jack.refuseWithoutJack("--to FILE")
        case .standardOutput: try jack.refuseWithoutJack("--to -")
        case .null: try jack.refuseWithoutJack("--to null")
        }
        let sink = to ?? .jack(server: jack.server.resolved(environment))
        let hasClock = if case .jack = sink { true } else { false }
        return ReceiveSettings(
            host: listen?.host, port: listen?.port ?? Defaults.port, allowed: allow,
            name: jack.name ?? Defaults.receiverName, requiresExactName: jack.exactName,
            sink: sink, channels: channels,
            rate: rate, latency: latency ?? .fixed(Defaults.latency), latencyRange: latencyRange,
            clock: clock ?? (hasClock ? .free : .shared), repair: repair,
            mix: mix.settings, ceiling: ceiling,
            connections: jack.connect, waitsForJack: jack.wait, endsAfterFirstSession: once,
            duration: life.duration, impairment: impairment.impair,
            isOpen: keys.open, keyFile: keys.file(environment),
            silenceAlarm: alarm.silenceAlarm, eventCommand: alarm.onEvent)
    }
}
