import HostIO
import RealTime
import Session
import Synchronization
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
        report.latencyTarget = settings.latency
        report.packetsRefused = UInt64(media.refused.count + strangers)
        report.xruns = UInt64(sink.xruns)
        if let guest {
            report.peer = guest.hello.name
            report.roundTrip = guest.liveness.roundTrip
            report.transport = guest.transport
            if sink.playoutDevice != nil { report.state = .connecting }
        }
        if let stream {
            let counts = stream.counts
            if sink.playoutDevice != nil { report.state = .connected }
            report.codec = stream.description.codec
            report.channels = stream.description.channels
            report.rate = SampleRate(hertz: stream.description.sampleRate)
            report.latencyActual = Nanoseconds(counts.latency.load(ordering: .relaxed))
            report.latencyFloor = Nanoseconds(counts.floor.load(ordering: .relaxed))
            let trip = counts.roundTrip.load(ordering: .relaxed)
            if trip >= 0 { report.roundTrip = Nanoseconds(trip) }
            report.peaks = stream.takePeaks()
            report.bytesPerSecond = rate.take(
                counts.octets.load(ordering: .relaxed), now)
            warnOfLatency(counts)
        }
        observer.report(report)
    }

    private func warnOfLatency(_ counts: MediaCounts) {
        guard !hasWarnedOfLatency, counts.isRaised.load(ordering: .relaxed) else { return }
        hasWarnedOfLatency = true
        let actual = Nanoseconds(counts.latency.load(ordering: .relaxed)).milliseconds
        let text = (actual * 100).rounded() / 100
        observer.event(
            LinkEvent(
                .warning, "latency.raised",
                "\(settings.latency.milliseconds) ms is less than this link can do: playing at "
                    + "\(text) ms; ask for more with --latency, or use shorter periods"))
    }
}
