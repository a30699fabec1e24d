import Codec
import HostIO
import NetworkIO
import Protection
import Session
import Streaming
import Synchronization
import Text
import Units

/// How a receiver is changed while it runs.
extension ReceiverLink: ChangeHost {
    static var table: SettingTable<ReceiveSettings> { SettingCatalogue.receiver }

    func say(_ message: SessionMessage) -> Bool {
        guard let guest, stream != nil else { return false }
        guest.connection.send(message)
        return true
    }

    /// What is too short for a codec is played as it can be, as at the start.
    func refusal(of new: ReceiveSettings) -> ChangeRefusal? {
        new.connections == settings.connections ? nil : connectionRefusal
    }

    /// What a sender may ask of the latency.
    func objection(to new: ReceiveSettings) -> ChangeRefusal? {
        let range = settings.latencyRange
        let words =
            "\(range.lowerBound.milliseconds.shortest) to "
            + "\(range.upperBound.milliseconds.shortest) ms are the sender's to ask for here"
        if let asked = new.latency.known {
            guard !range.contains(asked) else { return nil }
            return ChangeRefusal(.refused, "latency \(asked.milliseconds.shortest): \(words)")
        }
        guard range != Defaults.latencyRange, new.latency != settings.latency else { return nil }
        return ChangeRefusal(.refused, "latency auto: may go anywhere, and \(words)")
    }

    func needsStream(for new: ReceiveSettings) -> Bool {
        stream != nil && (new.latency.known ?? .zero) > reach
    }

    func beginStream(for new: ReceiveSettings) throws(ChangeRefusal) {
        guard let stream else { return }
        renewedLatency = new.latency
        succession = .underWay
        _ = say(.renew(StreamReference(ssrc: stream.description.ssrc)))
    }

    func endSuccession() {
        succession = .idle
        renewedLatency = nil
    }

    func adopt(_ new: ReceiveSettings) {
        let old = settings
        settle(for: new)
        nextReport = .zero
        if new.latency != old.latency || new.repair != old.repair {
            orders.set(.init(latency: new.latency, repair: new.repair))
            media.wake()
        }
        if new.mix != old.mix { sink.mix(new.mix) }
        if new.ceiling != old.ceiling { sink.setCeiling(new.ceiling) }
        if new.connections != old.connections { sink.setConnections(new.connections) }
        if new.eventCommand != old.eventCommand { observer.run(new.eventCommand) }
        if new.impairment != old.impairment { media.impair(new.impairment) }
        if new.latency != old.latency {
            hasWarnedOfLatency = false
            let word = new.latency.json.flagWord
            observer.event(
                LinkEvent(
                    .info, "latency.changed",
                    "latency \(word)\(new.latency.known == nil ? "" : " ms") from now on",
                    fields: ["latency": .text(word)]))
        }
    }

    // MARK: A stream that takes over

    /// Takes a stream beside the one that plays, if it can play like that one.
    func take(_ succession: Succession, _ from: ControlConnection) {
        let description = succession.stream
        func answer(_ refusal: String?) {
            _ = say(
                .successionAnswer(
                    SuccessionAnswer(
                        ssrc: description.ssrc, feedbackSsrc: incoming?.feedbackSsrc ?? 0,
                        feedbackSecret: incoming?.feedbackSecret, refusal: refusal)))
        }
        guard let stream, let peer = SocketAddress(ip: from.peerAddress, port: 0) else { return }
        guard incoming == nil else { return answer("another stream is taking over already") }
        guard description.channels == stream.description.channels else {
            return answer("channels cannot change while a link runs; connect anew")
        }
        let latency = renewedLatency ?? settings.latency
        if let reason = tooLittle(latency, for: description, stream) { return answer(reason) }
        guard let protection = PacketProtection(description.secret, as: settings.protection) else {
            return answer(Self.otherProtection)
        }
        do throws(StreamingError) {
            let made = try ReceiveStream(
                description, from: peer, latency: settings.latency, room: latency, keptDelay: nil,
                sharesClock: settings.clock == .shared, media: media, orders: orders,
                repair: settings.repair, protection: protection, takingOverFrom: stream)
            incoming = made
            if let device = sink.playoutDevice { made.play(on: device) }
            answer(nil)
        } catch {
            answer(error.description)
        }
    }

    /// Why `latency` is too little for a stream; nil where it is not.
    private func tooLittle(
        _ latency: LatencyWish, for description: StreamDescription, _ current: ReceiveStream
    ) -> String? {
        guard let asked = latency.known, description.codec == CodecKind.opus.rawValue else {
            return nil
        }
        let frame = description.opusFrame
        let needed = current.surroundings + frame + description.opusLookahead
        guard needed > asked else { return nil }
        let least = (needed.milliseconds * 10).rounded(.up) / 10
        return
            "opus in frames of \(frame.milliseconds.shortest) ms needs \(least.shortest) ms here, and the latency is "
            + "\(asked.milliseconds.shortest): set latency \(Int(least.rounded(.up))) first, or a shorter frame"
    }

    /// Sees the stream that takes over through.
    func keepSuccession() {
        guard let incoming, incoming.hasTakenOver else { return }
        let old = stream?.description
        sessionPast = sessionPast + (stream?.counts.totals ?? LinkTotals())
        incoming.forgetPredecessor()
        stream = incoming
        self.incoming = nil
        if let renewedLatency {
            reach = ReceiveStream.reach(of: renewedLatency)
            succession = .done
        }
        _ = say(.succeeded(StreamReference(ssrc: incoming.description.ssrc)))
        guard old?.codec != incoming.description.codec else { return }
        observer.event(
            LinkEvent(
                .info, "codec.changed",
                "the sound comes as \(incoming.description.codec) from now on",
                fields: ["codec": .text(incoming.description.codec)]))
    }

    /// The sender keeps the stream that plays.
    func takeWithdrawn(_ reference: StreamReference) {
        guard let incoming, incoming.description.ssrc == reference.ssrc else { return }
        // Too late: what plays is sent no more.
        guard incoming.giveUp() else { return lose("it took back what plays already") }
        self.incoming = nil
    }

    /// Lets the stream that plays go on alone.
    func dropIncoming(because reason: String) {
        guard let incoming else { return }
        if incoming.giveUp() {
            self.incoming = nil
            _ = say(
                .successionAnswer(
                    SuccessionAnswer(
                        ssrc: incoming.description.ssrc, feedbackSsrc: 0, refusal: reason)))
            if renewedLatency != nil { succession = .failed(ChangeRefusal(.refused, reason)) }
            return
        }
        // It is fading: that is over soon, where the sink still runs.
        for _ in 0..<100 where !incoming.hasTakenOver {
            MonotonicClock.sleep(until: MonotonicClock.now() + Nanoseconds(1_000_000))
        }
        keepSuccession()
        if self.incoming != nil {
            incoming.leaveDevice()
            incoming.forgetPredecessor()
            self.incoming = nil
        }
    }
}
