import HostIO
import JackIO
import NetworkIO
import Synchronization
import Units

/// Asks a JACK server on a thread of its own, for libjack waits for it without end; one that does not answer within
/// five seconds is not waited for.
func askJack<Answer: Sendable>(
    _ question: @escaping @Sendable () throws(JackError) -> Answer
) throws(LinkFailure) -> Answer {
    let inquiry: JackInquiry<Answer>
    let thread: Lent<RealTimeThread>
    do {
        let made = try JackInquiry(question)
        inquiry = made
        thread = Lent(
            try RealTimeThread(name: "jacknet-ports", priority: nil) { made.ask() })
    } catch {
        throw LinkFailure(.system, error.description)
    }
    var poll = PollSet()
    let answered = poll.add(inquiry.isAnswered.fileDescriptor)
    _ = poll.wait(until: MonotonicClock.now() + Nanoseconds(5_000_000_000))
    guard poll.isReady(answered), let answer = inquiry.answer.withLock(\.self) else {
        throw LinkFailure(.unavailable, "the JACK server does not answer; restart it")
    }
    thread.free()
    return try answer.get()
}

private final class JackInquiry<Answer: Sendable>: Sendable {
    let isAnswered: EventFlag
    let answer = Mutex<Result<Answer, LinkFailure>?>(nil)
    private let question: @Sendable () throws(JackError) -> Answer

    init(_ question: @escaping @Sendable () throws(JackError) -> Answer) throws(HostIOError) {
        self.question = question
        isAnswered = try EventFlag()
    }

    func ask() {
        let found: Result<Answer, LinkFailure>
        do throws(JackError) {
            found = .success(try question())
        } catch {
            found = .failure(LinkFailure(.unavailable, error.description))
        }
        answer.withLock { $0 = found }
        isAnswered.signal()
    }
}
