import Codec
import NetworkIO
import Protection
import Session
import Streaming
import Synchronization
import Text
import Units

/// How a sender is changed while it runs.
extension SenderLink: ChangeHost {
    static var table: SettingTable<SendSettings> { SettingCatalogue.sender }

    func say(_ message: SessionMessage) -> Bool {
        guard case .running(let connection, _, _) = session else { return false }
        connection.send(message)
        return true
    }

    private func configuration(
        _ settings: SendSettings
    ) throws(CodecError) -> CodecConfiguration? {
        guard let device = source.captureDevice else { return nil }
        return try SendVoice.configuration(
            settings, channels: source.channels, rate: device.sampleRate)
    }

    func refusal(of new: SendSettings) -> ChangeRefusal? {
        if new.connections != settings.connections, let refusal = connectionRefusal {
            return refusal
        }
        do throws(CodecError) {
            _ = try configuration(new)
            return nil
        } catch {
            return ChangeRefusal(.unfit, error.description)
        }
    }

    func needsStream(for new: SendSettings) -> Bool {
        guard case .running = session, let stream, let wanted = try? configuration(new) else {
            return false
        }
        let current = stream.voice.configuration
        let isOther =
            wanted.kind != current.kind || wanted.frameDuration != current.frameDuration
            || wanted.laneCount != current.laneCount
            || (wanted.kind == .opus && wanted.application != current.application)
        return mustRenew || isOther
    }

    func beginStream(for new: SendSettings) throws(ChangeRefusal) {
        mustRenew = false
        do throws(StreamingError) {
            guard let description = try stream?.prepareSuccessor(new) else { return }
            succession = .underWay
            _ = say(.succession(Succession(stream: description)))
        } catch {
            throw ChangeRefusal(.unfit, error.description)
        }
    }

    func endSuccession() {
        if let successor = stream?.successor {
            _ = say(.withdrawn(StreamReference(ssrc: successor.description.ssrc)))
            stream?.dropSuccessor()
        }
        succession = .idle
    }

    /// The receiver takes the voice that is to succeed, or does not.
    func take(_ answer: SuccessionAnswer) {
        guard let stream, answer.ssrc == stream.successor?.description.ssrc else { return }
        var refusal = answer.refusal
        if refusal == nil {
            refusal = start(hearing: answer.feedbackSsrc, answer.feedbackSecret, stream)
        }
        guard let refusal else { return }
        stream.dropSuccessor()
        succession = .failed(ChangeRefusal(.refused, refusal))
    }

    /// Lets the voice flow that is to succeed; says why it cannot.
    private func start(
        hearing feedbackSsrc: UInt32, _ secret: MediaSecret?, _ stream: SendStream
    ) -> String? {
        guard let feedback = PacketProtection(secret, as: settings.protection) else {
            return "the receiver does not protect its packets as this end does"
        }
        do throws(ProtectionError) {
            try stream.startSuccessor(hearing: feedbackSsrc, feedback)
            return nil
        } catch {
            return error.description
        }
    }

    /// The receiver plays it, and needs the other one no more.
    func takeSucceeded(_ reference: StreamReference) {
        guard let stream, reference.ssrc == stream.successor?.description.ssrc,
            stream.finishSuccession()
        else { return }
        succession = .done
    }

    /// The receiver needs a stream that it has more room for, coded as this one.
    func renewStream() {
        guard case .running = session, !mustRenew else { return }
        mustRenew = true
        desk.serve({ _ in }, completion: { _ in })
    }

    func adopt(_ new: SendSettings) {
        let old = settings
        settle(for: new)
        nextReport = .zero
        if let stream, let configuration = try? configuration(new) {
            stream.voice.orders.bitsPerSecond.store(
                configuration.bitsPerSecond, ordering: .relaxed)
        }
        if new.mix != old.mix { source.mix(new.mix) }
        if new.connections != old.connections { source.setConnections(new.connections) }
        if new.eventCommand != old.eventCommand { observer.run(new.eventCommand) }
        if new.dscp != old.dscp { mark(new.dscp) }
        if new.impairment != old.impairment { stream?.media.impairment.set(new.impairment) }
        guard toldLabel != codecLabel else { return }
        toldLabel = codecLabel
        observer.event(
            LinkEvent(
                .info, "codec.changed", "coded as \(codecLabel) from now on",
                fields: ["codec": .text(codecLabel)]))
    }

    private func mark(_ point: UInt8) {
        do throws(UDPSocketError) {
            try stream?.setDSCP(point)
        } catch {
            observer.event(LinkEvent(.warning, "dscp", error.description))
        }
    }
}
