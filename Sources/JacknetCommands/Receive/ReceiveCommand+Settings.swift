import ArgumentParser
import Engine
import NetworkIO
import Session
import Text
import Units

extension ReceiveCommand {
    /// A number alone is a port that was meant to be waited at. Not `settings`' to say: the number may be the
    /// value of a flag that there is none of, which the parser finds after that.
    func refuseNumberAsHost() throws {
        guard let peer, peer.port == nil, let host = peer.host,
            host.utf8.allSatisfy(Values.isDigit)
        else { return }
        throw ValidationError("'\(host)' is no host; a port to wait at is --listen \(host)")
    }

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
        if let peer {
            if let listen {
                throw ValidationError(
                    "<host[:port]> \(peer), --listen \(listen): this end calls or is called; "
                        + "allowed: one of them")
            }
            if let range = allow.first {
                throw ValidationError(
                    "--allow \(range): nobody calls where <host[:port]> is called; allowed: "
                        + "without it")
            }
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
            sender: peer.map { HostPort($0) },
            silenceAlarm: alarm.silenceAlarm, eventCommand: alarm.onEvent, backup: backup)
    }
}
