import HostIO
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
        let counts = media.counts
        report.state = .waiting(reason: waiting)
        report.latencyTarget = settings.latency
        report.packetsRefused = UInt64(counts.refused.load(ordering: .relaxed) + strangers)
        report.xruns = UInt64(sink.xruns)
        if let guest {
            report.peer = guest.hello.name
            report.roundTrip = guest.liveness.roundTrip
            report.state = .connecting
            report.transport = guest.transport
        }
        if let stream {
            report.state = .connected
            report.codec = stream.description.codec
            report.channels = stream.description.channels
            report.rate = SampleRate(hertz: stream.description.sampleRate)
            report.latencyActual = Nanoseconds(counts.latency.load(ordering: .relaxed))
            report.latencyFloor = Nanoseconds(counts.floor.load(ordering: .relaxed))
            report.packetsReceived = UInt64(counts.packets.load(ordering: .relaxed))
            report.packetsLost = UInt64(counts.lost.load(ordering: .relaxed))
            report.packetsLate = UInt64(counts.late.load(ordering: .relaxed))
            report.concealedFrames = UInt64(counts.concealed.load(ordering: .relaxed))
            report.peaks = stream.takePeaks()
            report.bytesPerSecond = rate.take(
                counts.octets.load(ordering: .relaxed), now)
            warnOfLatency()
        }
        observer.report(report)
    }

    private func warnOfLatency() {
        guard !hasWarnedOfLatency, media.counts.isRaised.load(ordering: .relaxed) else { return }
        hasWarnedOfLatency = true
        let actual = Nanoseconds(media.counts.latency.load(ordering: .relaxed)).milliseconds
        let text = (actual * 100).rounded() / 100
        observer.event(
            LinkEvent(
                .warning, "latency.raised",
                "\(settings.latency.milliseconds) ms is less than this link can do: playing at "
                    + "\(text) ms; ask for more with --latency, or use shorter periods"))
    }
}
