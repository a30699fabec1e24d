import NetworkIO
import Protection
import Session
import Synchronization
import Text
import Units

/// How a sender tells people and programs of itself.
extension SenderLink {
    var codecLabel: String {
        guard settings.codec == .opus, let stream else { return settings.codec.rawValue }
        return "opus \(stream.voice.bitsPerSecond / 1_000)k"
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
        case _ where source.captureDevice == nil, .idle, .dialling:
            report.state = .waiting(reason: waiting)
        case .greeting, .offering:
            report.state = .connecting
            report.peer = placeName
        case .running(_, let peer, _):
            report.state = .connected
            report.peer = peer
        }
        totals.tell(&report)
        report.codec = codecLabel
        report.key = connection?.key?.name
        report.xruns = UInt64(source.xruns)
        report.packetsRefused = UInt64(meeting.strangers.count)
        report.roundTrip = liveness.roundTrip
        if let stream {
            let counts = stream.media.counts
            report.channels = stream.description.channels
            report.rate = SampleRate(hertz: stream.description.sampleRate)
            report.protection = settings.protection.rawValue
            report.transport = stream.media.route.isTCP ? "tcp" : "udp"
            report.peaks = stream.takePeaks()
            report.bytesPerSecond = rate.take(
                counts.octets.load(ordering: .relaxed), now)
            warnOfLength(counts)
        }
        if stream != nil, let statistics {
            report.latencyActual = Nanoseconds(statistics.latencyNanoseconds)
            report.latencyTarget = Nanoseconds(statistics.targetNanoseconds)
        }
        let event = silence.take(
            &report, settings.silenceAlarm, isMeasured: isMeasured, now)
        if let event { observer.event(event) }
        report.remote = remoteView.map { .object($0.members.sorted { $0.key < $1.key }) }
        latestReport = report
        steward.take(report, now)
        observer.report(report)
        tellPeer(report, now)
    }

    /// How the link is seen here, twice a second.
    private func tellPeer(_ report: LinkReport, _ now: Nanoseconds) {
        guard now >= nextView else { return }
        nextView = now + Nanoseconds(500_000_000)
        _ = say(.view(report.view))
    }

    /// Levels are taken where there is a stream that a receiver plays.
    private var isMeasured: Bool {
        guard stream != nil, source.captureDevice != nil, case .running = session else {
            return false
        }
        return true
    }

    private func warnOfLength(_ counts: MediaCounts) {
        guard !hasWarnedOfLength, counts.tooLong.load(ordering: .relaxed) > 0 else { return }
        hasWarnedOfLength = true
        observer.event(
            LinkEvent(
                .warning, "packets.tooLong",
                "packets of up to \(settings.mtuBytes) bytes are longer than the way to "
                    + "\(placeName) takes, and dropped: set a smaller --mtu, such as 1280"))
    }
}
