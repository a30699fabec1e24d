import HostIO
import NetworkIO
import Protection
import RealTime
import Session
import Streaming
import Synchronization
import Text
import Units

/// How a receiver tells people and programs of itself.
extension ReceiverLink {
    func wait(for reason: String) {
        guard waiting != reason else { return }
        waiting = reason
        observer.event(LinkEvent(.info, "peer.waiting", "waiting for \(reason)"))
    }

    func report(_ now: Nanoseconds) {
        guard now >= nextReport else { return }
        nextReport = now + Nanoseconds(100_000_000)
        var report = LinkReport()
        totals.tell(&report)
        report.state = .waiting(reason: waiting)
        report.latencyTarget = settings.latency.known
        report.packetsRefused = UInt64(media.refused.count + meeting.strangers.count)
        report.xruns = UInt64(sink.xruns)
        if let guest {
            report.peer = guest.hello.name
            report.roundTrip = guest.liveness.roundTrip
            report.transport = guest.transport
            report.key = guest.connection.key?.name
            if sink.playoutDevice != nil { report.state = .connecting }
        }
        if let stream {
            let counts = stream.counts
            if sink.playoutDevice != nil { report.state = .connected }
            report.codec = stream.description.codec
            report.channels = stream.description.channels
            report.rate = SampleRate(hertz: stream.description.sampleRate)
            report.latencyActual = Nanoseconds(counts.latency.load(ordering: .relaxed))
            report.latencyTarget = Nanoseconds(counts.target.load(ordering: .relaxed))
            report.latencyFloor = Nanoseconds(counts.floor.load(ordering: .relaxed))
            report.protection = settings.protection.rawValue
            tellNetwork(counts, &report)
            let trip = counts.roundTrip.load(ordering: .relaxed)
            if trip >= 0 { report.roundTrip = Nanoseconds(trip) }
            report.peaks = stream.takePeaks()
            report.bytesPerSecond = rate.take(
                counts.octets.load(ordering: .relaxed), now)
            warnOfLatency(counts)
        }
        if let event = silence.take(&report, settings.effectiveAlarm, now) { observer.event(event) }
        if let backup {
            for event in backup.play(isSilent: silence.isSilent) { observer.event(event) }
            report.backup = backup.word
        }
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

    private func tellNetwork(_ counts: MediaCounts, _ report: inout LinkReport) {
        guard hasPlayed else { return }
        report.jitter50 = Nanoseconds(counts.jitter50.load(ordering: .relaxed))
        report.jitter95 = Nanoseconds(counts.jitter95.load(ordering: .relaxed))
        report.jitter99 = Nanoseconds(counts.jitter99.load(ordering: .relaxed))
        let distance = counts.distance.load(ordering: .relaxed)
        if distance >= 0 { report.latencyUncertainty = Nanoseconds(distance) }
        let ratio = counts.clockRatio.load(ordering: .relaxed)
        if ratio != MediaCounts.unknown { report.clockRatio = Double(ratio) * 1e-6 }
        let wander = counts.clockWander.load(ordering: .relaxed)
        if wander != MediaCounts.unknown { report.clockWander = Double(wander) * 1e-6 }
        if report.transport == "udp" {
            report.repair = RepairChoice(bits: counts.repair.load(ordering: .relaxed)).description
        }
    }

    private func warnOfLatency(_ counts: MediaCounts) {
        guard !hasWarnedOfLatency, let asked = settings.latency.known,
            counts.isRaised.load(ordering: .relaxed)
        else { return }
        hasWarnedOfLatency = true
        let actual = Nanoseconds(counts.latency.load(ordering: .relaxed)).milliseconds
        let text = (actual * 100).rounded() / 100
        observer.event(
            LinkEvent(
                .warning, "latency.raised",
                "\(asked.milliseconds) ms is less than this link can do: playing at "
                    + "\(text) ms; ask for more with --latency, or use shorter periods"))
    }
}
