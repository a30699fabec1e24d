import ControlIO
import Units

/// Who wants to hear what, and when. Instants are given; one thread.
struct Subscriptions {
    /// What can be subscribed to; the raw values are the words of `what`.
    enum Stream: String, CaseIterable {
        case statistics
        case levels
        case events
    }

    private struct Subscriber {
        var interval: Nanoseconds
        var streams: Set<Stream>
    }

    /// All who want an interval hear at the same instants, so that a line is made once for all.
    private struct Beat {
        var nextDue: Nanoseconds
        /// The highest of each channel since the last one.
        var peaks: [Decibels]?
    }

    /// What is to be told now to those of one interval.
    struct Due {
        var statistics: [ControlClientID]
        var levels: [ControlClientID]
        /// Nil where there was no report since the last time.
        var peaks: [Decibels]?
    }

    private var subscribers: [ControlClientID: Subscriber] = [:]
    private var beats: [Nanoseconds: Beat] = [:]

    func contains(_ client: ControlClientID) -> Bool { subscribers[client] != nil }

    /// Replaces what the client had.
    mutating func subscribe(
        _ client: ControlClientID, every interval: Nanoseconds, to streams: Set<Stream>,
        now: Nanoseconds
    ) {
        unsubscribe(client)
        subscribers[client] = Subscriber(interval: interval, streams: streams)
        guard streams != [.events], beats[interval] == nil else { return }
        beats[interval] = Beat(nextDue: now + interval)
    }

    mutating func unsubscribe(_ client: ControlClientID) {
        guard let old = subscribers.removeValue(forKey: client) else { return }
        if !subscribers.values.contains(where: { $0.interval == old.interval }) {
            beats[old.interval] = nil
        }
    }

    /// Takes the levels of a new report.
    mutating func note(_ peaks: [Decibels]) {
        for interval in beats.keys {
            guard let before = beats[interval]?.peaks, before.count == peaks.count else {
                beats[interval]?.peaks = peaks
                continue
            }
            beats[interval]?.peaks = zip(before, peaks).map { max($0, $1) }
        }
    }

    /// When somebody is to hear next.
    var nextDue: Nanoseconds? { beats.values.map(\.nextDue).min() }

    /// What is due. Instants that were missed are left out; those to come stay where they were.
    mutating func takeDue(_ now: Nanoseconds) -> [Due] {
        var due: [Due] = []
        for interval in beats.keys.sorted() {
            guard var beat = beats[interval], beat.nextDue <= now else { continue }
            let missed = (now - beat.nextDue).count / interval.count
            beat.nextDue += Nanoseconds(interval.count * (missed + 1))
            due.append(
                Due(
                    statistics: clients(of: .statistics, every: interval),
                    levels: clients(of: .levels, every: interval), peaks: beat.peaks))
            beat.peaks = nil
            beats[interval] = beat
        }
        return due
    }

    private func clients(of stream: Stream, every interval: Nanoseconds) -> [ControlClientID] {
        subscribers.filter { $0.value.interval == interval && $0.value.streams.contains(stream) }
            .map(\.key)
    }

    /// Those who want events.
    var listeners: [ControlClientID] {
        subscribers.filter { $0.value.streams.contains(.events) }.map(\.key)
    }
}
