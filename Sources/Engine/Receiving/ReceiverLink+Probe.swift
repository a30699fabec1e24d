import DSP
import HostIO
import NetworkIO
import Probing
import Protection
import RealTime
import Session
import Units

/// A probe of the way to a receiver: a session of its own, beside the sender's.
struct ProbeVisit {
    let connection: ControlConnection
    let name: String
    let began: Nanoseconds
    let count = ProbeCount()
    /// What the media thread answers by; nil before it has asked for that.
    var way: Lent<ProbedWay>?
    var nextTally = Nanoseconds.zero
    var nextKeyLook = Nanoseconds.zero

    init(_ connection: ControlConnection, name: String, began: Nanoseconds) {
        self.connection = connection
        self.name = name
        self.began = began
    }
}

/// What a receiver says to a probe. Neither the sender's session nor its stream know of it.
extension ReceiverLink {
    /// Until it has said what it wants; a whole one.
    private static let probePatience = Nanoseconds(5_000_000_000)
    private static let longestVisit = Nanoseconds(90_000_000_000)
    private static let tallyInterval = Nanoseconds(250_000_000)

    func greetProbe(_ hello: Hello, _ from: ControlConnection, _ now: Nanoseconds) {
        if let visit {
            return refuseProbe(
                from, "busy", "busy with a probe by \(visit.name); try again in a minute")
        }
        visit = ProbeVisit(from, name: hello.name, began: now)
        from.send(.hello(self.hello))
    }

    /// Takes what a probe says that has been greeted.
    func takeFromProbe(_ message: SessionMessage, _ from: ControlConnection, _ now: Nanoseconds) {
        switch message {
        case .probe(let request): grant(request, from, now)
        case .ping(let ping): from.send(.pong(ping))
        case .goodbye: endVisit()
        default: break
        }
    }

    private func grant(_ request: ProbeRequest, _ from: ControlConnection, _ now: Nanoseconds) {
        guard visit?.way == nil, let peer = SocketAddress(ip: from.peerAddress, port: 0) else {
            return
        }
        func refuse(_ code: String, _ reason: String) {
            refuseProbe(from, code, reason)
            endVisit()
        }
        let wanted = ProbeTerms(
            packetsPerSecond: request.packetsPerSecond, bitsPerSecond: request.bitsPerSecond,
            duration: request.durationNanoseconds)
        let terms: ProbeTerms = guest == nil ? .idle : .playing
        if let excess = terms.excess(of: wanted) {
            let remedy =
                guest == nil
                ? "fewer --channels, or a shorter --duration"
                : "fewer --channels or --codec opus, or probe while no link plays there"
            return refuse("terms", "\(excess); \(remedy)")
        }
        guard let protection = PacketProtection(request.secret, as: settings.protection) else {
            return refuse("format", Self.otherProtection)
        }
        let ssrc = UInt32.random(in: 1 ... .max)
        let answers = PacketProtection.random(protection.profile)
        let echo: ProbeEcho
        do throws(ProtectionError) {
            echo = try ProbeEcho(
                ssrc: request.ssrc, protection: protection, answerSsrc: ssrc,
                answerProtection: answers, terms: terms, now: now.count)
        } catch {
            return refuse("format", error.description)
        }
        guard let count = visit?.count else { return }
        let way = Lent(
            ProbedWay(
                echo, peer: peer, isProtected: protection != .none, count: count))
        media.probes.add(way.pointer)
        visit?.way = way
        let need = probedNeed(streamRate: request.sampleRate)
        from.send(
            .probing(
                ProbeGrant(
                    ssrc: ssrc, secret: answers.secret, mediaPort: mediaPort,
                    periodNanoseconds: need.period, outputNanoseconds: need.output,
                    sampleRate: need.rate,
                    wallClockNanoseconds: MonotonicClock.wallClockOffset(),
                    isPlaying: guest != nil)))
        observer.event(
            LinkEvent(
                .info, "peer.probed", "\(visit?.name ?? "") probes the way to here",
                fields: ["peer": .text(visit?.name ?? "")]))
    }

    /// The sink's cycle, and what it looks ahead in one of a stream at `streamRate` Hz, ns; zeros where there
    /// is no sink yet.
    private func probedNeed(streamRate: Int) -> (period: Int64, output: Int64, rate: Int) {
        guard let device = sink.playoutDevice else { return (0, 0, 0) }
        let rate = device.sampleRate
        let period = rate.duration(ofFrames: Int64(device.periodFrames)).count
        let isDirect = settings.clock == .shared && rate.hertz == streamRate
        let reach =
            isDirect
            ? 0 : VariableResampler.reach(inputRate: streamRate, outputRate: rate.hertz)
        return (
            period, period + Int64(reach) * 1_000_000_000 / Int64(max(streamRate, 1)), rate.hertz
        )
    }

    /// Tells a probe what came of it, and ends one that takes too long.
    func keepVisit(_ now: Nanoseconds) {
        guard let visit else { return }
        let patience = visit.way == nil ? Self.probePatience : Self.longestVisit
        if now - visit.began > patience || !hasItsKey(visit, now) { return endVisit() }
        guard visit.way != nil, now >= visit.nextTally else { return }
        self.visit?.nextTally = now + Self.tallyInterval
        visit.connection.send(.probed(ProbeTally(packetsReceived: visit.count.received.count)))
    }

    /// Its key is still one of those that are accepted; looked at once a second.
    private func hasItsKey(_ visit: ProbeVisit, _ now: Nanoseconds) -> Bool {
        guard now >= visit.nextKeyLook else { return true }
        self.visit?.nextKeyLook = now + Nanoseconds(1_000_000_000)
        return meeting.accepts(visit.connection)
    }

    func endVisit() {
        guard let visit else { return }
        self.visit = nil
        if let way = visit.way {
            media.probes.remove(way.pointer)
            way.free()
        }
        visit.connection.close()
    }

    private func refuseProbe(_ from: ControlConnection, _ code: String, _ reason: String) {
        from.send(.refuse(Refusal(code: code, reason: reason)))
        from.close()
    }
}
