import Session
import Synchronization
import Units

/// How a sender tells people and programs of itself.
extension SenderLink {
    var codecLabel: String {
        guard settings.codec == .opus, let stream else { return settings.codec.rawValue }
        return "opus \(stream.description.bitsPerSecond / 1_000)k"
    }

    func wait(for reason: String) {
        guard waiting != reason else { return }
        waiting = reason
        observer.event(LinkEvent(.info, "peer.waiting", "waiting for \(reason)"))
    }

    func report(_ now: Nanoseconds) {
        guard now >= nextReport else { return }
        nextReport = now + Nanoseconds(100_000_000)
        var report = LinkReport()
        switch session {
        case .idle, .dialling: report.state = .waiting(reason: waiting)
        case .greeting, .offering: report.state = .connecting
        case .running(_, let peer, _):
            report.state = .connected
            report.peer = peer
        }
        report.codec = codecLabel
        report.xruns = UInt64(source.xruns)
        report.roundTrip = liveness.roundTrip
        if let stream {
            let counts = stream.media.counts
            report.channels = stream.description.channels
            report.rate = SampleRate(hertz: stream.description.sampleRate)
            report.transport = stream.media.route.isTCP ? "tcp" : "udp"
            report.packetsSent = UInt64(counts.packets.load(ordering: .relaxed))
            report.peaks = stream.takePeaks()
            report.bytesPerSecond = rate.take(
                counts.octets.load(ordering: .relaxed), now)
        }
        if let statistics {
            report.packetsReceived = UInt64(clamping: statistics.packetsReceived)
            report.packetsLost = UInt64(clamping: statistics.packetsLost)
            report.packetsLate = UInt64(clamping: statistics.packetsLate)
            report.concealedFrames = UInt64(clamping: statistics.concealedFrames)
            report.latencyActual = Nanoseconds(statistics.latencyNanoseconds)
            report.latencyTarget = Nanoseconds(statistics.targetNanoseconds)
        }
        observer.report(report)
    }
}
