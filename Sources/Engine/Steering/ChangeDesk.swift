import HostIO
import Session
import Text
import Units

/// Sees changes of a running link through, step by step: the peer is asked first, then another stream takes
/// the place of the one that flows where that is needed, then the rest is done at once, and in the end the
/// peer has noted it. Where a step fails, nothing has changed. The owner's thread.
///
/// Changes of this end follow one after the other, and so do those that the peer asks for, beside them: two
/// ends that ask each other at one time do not wait for each other.
final class ChangeDesk<Host: ChangeHost> {
    typealias Settings = Host.Settings

    /// Changes that wait for others.
    private static var mostWaiting: Int { 256 }
    /// A stream takes the latency, and some, to take another's place, and a peer that is asked may have to
    /// wait for one.
    private static var patience: Nanoseconds { Nanoseconds(20_000_000_000) }
    /// For the peer to note how things are now: that it has is a courtesy.
    private static var notePatience: Nanoseconds { Nanoseconds(1_000_000_000) }

    private enum Step {
        case waiting
        case asking(id: Int)
        case waitingForStream
        case streaming
        case telling(id: Int)
        case over(ChangeRefusal?)
    }

    private final class Change {
        let edit: (inout Settings) -> Void
        let wishes: [String: JSONValue]
        let completion: (ChangeRefusal?) -> Void
        private(set) var step = Step.waiting
        private(set) var since = Nanoseconds.zero
        /// What of the peer's settings is to be as before if a later step fails.
        var undo: [String: JSONValue] = [:]

        init(
            _ edit: @escaping (inout Settings) -> Void, _ wishes: [String: JSONValue],
            _ completion: @escaping (ChangeRefusal?) -> Void
        ) {
            self.edit = edit
            self.wishes = wishes
            self.completion = completion
        }

        func finish() {
            guard case .over(let refusal) = step else { return }
            completion(refusal)
        }

        func go(to step: Step, _ now: Nanoseconds) {
            self.step = step
            since = now
        }
    }

    private unowned let host: Host
    private let clock: () -> Nanoseconds
    private var own: [Change] = []
    private var asked: [Change] = []
    private var nextID = 1
    private var isTurning = false
    /// What the peer says of its settings.
    private(set) var peerSettings: [String: JSONValue] = [:]

    /// What is asked for between two turns begins at the instant of `clock`.
    init(host: Host, clock: @escaping () -> Nanoseconds = MonotonicClock.now) {
        self.host = host
        self.clock = clock
    }

    /// See `SteeredLink.change`.
    func change(
        _ edit: @escaping (inout Settings) -> Void, asking wishes: [String: JSONValue],
        completion: @escaping (ChangeRefusal?) -> Void
    ) {
        guard own.count < Self.mostWaiting else {
            return completion(
                ChangeRefusal(.busy, "\(own.count) changes wait already; wait for them"))
        }
        own.append(Change(edit, wishes, completion))
        turn(clock())
    }

    /// The same for the peer: it does not wait for changes of this end, which may wait for the peer.
    func serve(
        _ edit: @escaping (inout Settings) -> Void, completion: @escaping (ChangeRefusal?) -> Void
    ) {
        guard asked.count < Self.mostWaiting else {
            return completion(ChangeRefusal(.busy, "too many changes wait; wait for them"))
        }
        asked.append(Change(edit, [:], completion))
        turn(clock())
    }

    /// One look at what is under way.
    func turn(_ now: Nanoseconds) {
        // A change that follows on one that is over is found by the loop that found that one.
        guard !isTurning else { return }
        isTurning = true
        defer { isTurning = false }
        // By turns: neither end, wanting one stream after the other, keeps the other end from its own.
        var goesOn = true
        while goesOn {
            let ownIsOver = finishOwn(now)
            goesOn = finishAsked(now) || ownIsOver
        }
    }

    /// Whether the first of this end's changes is over, and gone.
    private func finishOwn(_ now: Nanoseconds) -> Bool {
        guard let change = own.first, advance(change, now) else { return false }
        own.removeFirst().finish()
        return true
    }

    private func finishAsked(_ now: Nanoseconds) -> Bool {
        guard let change = asked.first, advance(change, now) else { return false }
        asked.removeFirst().finish()
        return true
    }

    /// Tells a new peer how things are.
    func greet() {
        peerSettings = [:]
        _ = host.say(
            .settings(SettingsNote(id: takeID(), settings: host.shared(host.settings))))
    }

    /// The peer is gone, and what it was asked for with it.
    func part(_ now: Nanoseconds) {
        peerSettings = [:]
        asked = []
        // Else nothing that needs a stream could ever begin again.
        host.endSuccession()
        for change in own {
            switch change.step {
            case .waiting, .waitingForStream, .over: break
            case .asking, .streaming:
                change.go(to: .over(ChangeRefusal(.timedOut, "the peer is gone meanwhile")), now)
            case .telling: change.go(to: .over(nil), now)
            }
        }
    }

    // MARK: Steps

    /// Goes on with `change`; true where it is over.
    private func advance(_ change: Change, _ now: Nanoseconds) -> Bool {
        let waits = now - change.since
        switch change.step {
        case .waiting: begin(change, now)
        case .asking where waits > Self.patience:
            change.go(
                to: .over(ChangeRefusal(.timedOut, "the peer does not answer; ask again")), now)
        case .waitingForStream: makeStream(change, now)
        case .streaming: watchStream(change, now)
        case .telling where waits > Self.notePatience: change.go(to: .over(nil), now)
        case .asking, .telling, .over: break
        }
        if case .over = change.step { return true }
        return false
    }

    private func begin(_ change: Change, _ now: Nanoseconds) {
        var new = host.settings
        change.edit(&new)
        if let refusal = host.refusal(of: new) { return change.go(to: .over(refusal), now) }
        guard !change.wishes.isEmpty else { return makeStream(change, now) }
        let id = takeID()
        guard host.say(.request(SettingsRequest(id: id, settings: change.wishes))) else {
            let names = change.wishes.keys.sorted().joined(separator: ", ")
            let refusal = ChangeRefusal(
                .noPeer, "\(names): the other end's to set, and there is none; connect it first")
            return change.go(to: .over(refusal), now)
        }
        change.undo = peerSettings.filter { change.wishes[$0.key] != nil }
        change.go(to: .asking(id: id), now)
    }

    private func makeStream(_ change: Change, _ now: Nanoseconds) {
        // One stream takes another's place at a time.
        guard case .idle = host.succession else {
            return change.go(to: .waitingForStream, now)
        }
        var new = host.settings
        change.edit(&new)
        guard host.needsStream(for: new) else { return adopt(change, now) }
        do throws(ChangeRefusal) {
            try host.beginStream(for: new)
            change.go(to: .streaming, now)
        } catch {
            fail(change, error, now)
        }
    }

    private func watchStream(_ change: Change, _ now: Nanoseconds) {
        switch host.succession {
        case .underWay where now - change.since < Self.patience: break
        case .idle:
            host.endSuccession()
            fail(
                change,
                ChangeRefusal(
                    .timedOut, "the stream ended meanwhile, with JACK or the session; try again"),
                now)
        case .underWay:
            host.endSuccession()
            fail(
                change,
                ChangeRefusal(.timedOut, "the new stream did not come through; try again"), now)
        case .done:
            host.endSuccession()
            adopt(change, now)
        case .failed(let refusal):
            host.endSuccession()
            fail(change, refusal, now)
        }
    }

    /// Nothing stays changed: what the peer did for it is asked back.
    private func fail(_ change: Change, _ refusal: ChangeRefusal, _ now: Nanoseconds) {
        if !change.undo.isEmpty {
            _ = host.say(.request(SettingsRequest(id: takeID(), settings: change.undo)))
        }
        change.go(to: .over(refusal), now)
    }

    private func adopt(_ change: Change, _ now: Nanoseconds) {
        let before = host.shared(host.settings)
        var new = host.settings
        change.edit(&new)
        host.adopt(new)
        let after = host.shared(host.settings)
        let id = takeID()
        guard before != after, host.say(.settings(SettingsNote(id: id, settings: after))) else {
            return change.go(to: .over(nil), now)
        }
        change.go(to: .telling(id: id), now)
    }

    private func takeID() -> Int {
        defer { nextID += 1 }
        return nextID
    }

    // MARK: The peer's words

    /// Takes a message of the peer's that is about changes.
    func take(_ message: SessionMessage, _ now: Nanoseconds) {
        switch message {
        case .request(let request): take(request)
        case .answer(let answer):
            for change in own {
                guard case .asking(answer.id) = change.step else { continue }
                if let reason = answer.refusal {
                    change.go(to: .over(ChangeRefusal(.refused, reason)), now)
                } else {
                    makeStream(change, now)
                }
            }
        case .settings(let note):
            peerSettings = View(note.settings).bounded.members
            _ = host.say(.noted(SettingsAnswer(id: note.id, refusal: nil)))
        case .noted(let answer):
            for change in own + asked {
                if case .telling(answer.id) = change.step { change.go(to: .over(nil), now) }
            }
        default: return
        }
        turn(now)
    }

    private func take(_ request: SettingsRequest) {
        let answer = { [unowned host] (refusal: ChangeRefusal?) in
            _ = host.say(
                .answer(SettingsAnswer(id: request.id, refusal: refusal?.message)))
        }
        do throws(ChangeRefusal) {
            let wishes = View(request.settings).bounded.members
            serve(try host.edit(for: wishes), completion: answer)
        } catch {
            answer(error)
        }
    }
}
