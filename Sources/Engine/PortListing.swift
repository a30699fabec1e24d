import HostIO
import JackIO
import NetworkIO
import Synchronization
import Units

/// The ports of a JACK server of this machine, as they are now; nil is libjack's default server. One
/// that does not answer within five seconds is not waited for.
package func listPorts(server: String?) throws(LinkFailure) -> [PortDescription] {
    let inquiry: PortInquiry
    let thread: Lent<RealTimeThread>
    do {
        let made = try PortInquiry()
        inquiry = made
        thread = Lent(
            try RealTimeThread(name: "jacknet-ports", priority: nil) { made.ask(server) })
    } catch {
        throw LinkFailure(.system, error.description)
    }
    var poll = PollSet()
    let answered = poll.add(inquiry.isAnswered.fileDescriptor)
    _ = poll.wait(until: MonotonicClock.now() + Nanoseconds(5_000_000_000))
    guard poll.isReady(answered) else {
        throw LinkFailure(.unavailable, "the JACK server does not answer; restart it")
    }
    thread.free()
    return try inquiry.answer.withLock(\.self).get()
}

/// Asks on a thread of its own: libjack waits for its server without end.
private final class PortInquiry: Sendable {
    let isAnswered: EventFlag
    let answer = Mutex<Result<[PortDescription], LinkFailure>>(.success([]))

    init() throws(HostIOError) { isAnswered = try EventFlag() }

    func ask(_ server: String?) {
        let found: Result<[PortDescription], LinkFailure>
        do throws(JackError) {
            found = .success(try JackGraph.ports(server: server).map(PortDescription.init))
        } catch {
            found = .failure(LinkFailure(.unavailable, error.description))
        }
        answer.withLock { $0 = found }
        isAnswered.signal()
    }
}

extension PortDescription {
    init(_ port: JackGraph.Port) {
        self.init(
            name: port.name, isInput: port.isInput, isPhysical: port.isPhysical, type: port.type,
            connections: port.connections,
            captureLatency: LatencyRange(
                minimumFrames: port.capture.minimum, maximumFrames: port.capture.maximum,
                rate: port.rate),
            playbackLatency: LatencyRange(
                minimumFrames: port.playback.minimum, maximumFrames: port.playback.maximum,
                rate: port.rate))
    }
}
