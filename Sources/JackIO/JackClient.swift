import CJack
package import DSP
import Glibc
import RealTime
package import Streaming
import Synchronization
package import Units

/// A client of one JACK server with ports of one direction. One owner's thread, but for the
/// callbacks, which live in `CallbackState`.
package final class JackClient {
    package enum Direction: Sendable { case capture, playout }

    /// The name that the server gave.
    package let name: String
    package let sampleRate: SampleRate
    private let direction: Direction
    private let client: OpaquePointer
    private let state: UnsafeMutablePointer<CallbackState>

    /// libjack did not let go of a client: there is none to be had in this process any more.
    package static var isStuck: Bool { ClientCloser.isStuck }

    /// Opens a client on `server` (nil: libjack's default). `ownerFlag` is an eventfd that is
    /// signalled whenever `isShutDown`, `hasNewRate`, `periodFrames` or the server's ports have changed, or
    /// `settleLatencies` has something to do. `mixer`
    /// must outlive the client, which alone uses it meanwhile.
    package init(
        name: String, server: String?, exactName: Bool, direction: Direction, ownerFlag: Int32,
        mixer: UnsafeMutablePointer<ChannelMixer>, ceiling: Decibels?
    ) throws(JackError) {
        guard !ClientCloser.isStuck else { throw .stuck }
        jack_set_error_function(jacknetQuiet)
        jack_set_info_function(jacknetQuiet)
        let client = try Self.open(name, server: server, exactName: exactName)
        guard let rate = SampleRate(hertz: Int(jack_get_sample_rate(client))) else {
            ClientCloser.close(client)
            throw .refused("a sample rate that can be used")
        }
        self.client = client
        self.name = String(cString: jack_get_client_name(client))
        self.direction = direction
        sampleRate = rate
        mixer.pointee.prepare(sampleRate: rate)
        state = .allocate(capacity: 1)
        state.initialize(
            to: CallbackState(
                client: client, isCapture: direction == .capture, ownerFlag: ownerFlag,
                mixer: mixer, ceiling: Ceiling(ceiling, sampleRate: rate)))
        jack_set_thread_init_callback(client, jacknetThreadInit, state)
        switch direction {
        case .capture: jack_set_process_callback(client, jacknetCapture, state)
        case .playout: jack_set_process_callback(client, jacknetPlayout, state)
        }
        jack_on_shutdown(client, jacknetShutdown, state)
        jack_set_buffer_size_callback(client, jacknetBufferSize, state)
        jack_set_sample_rate_callback(client, jacknetSampleRate, state)
        jack_set_port_registration_callback(client, jacknetPortRegistered, state)
        jack_set_latency_callback(client, jacknetLatency, state)
        // Where it fails, `deinit` closes the client: nothing is missing any more.
        guard jack_activate(client) == 0 else { throw .refused("to activate the client") }
    }

    /// A client of this name or, where it is taken and another one will do, NAME-2, NAME-3 and so on.
    ///
    /// JackUseExactName is of no help: JACK2 answers a name that is taken as it does a server that is
    /// ill. Without it libjack makes a name of its own, NAME-01, which tells.
    private static func open(
        _ name: String, server: String?, exactName: Bool
    ) throws(JackError) -> OpaquePointer {
        for attempt in 1...64 {
            let tried = attempt == 1 ? name : "\(name)-\(attempt)"
            var status = jack_status_t(0)
            guard let client = jn_client_open(tried, JackNoStartServer, &status, server) else {
                throw .noServer(server ?? "")
            }
            if String(cString: jack_get_client_name(client)) == tried { return client }
            ClientCloser.close(client)
            if exactName { throw .nameTaken(name) }
        }
        throw .nameTaken(name)
    }

    deinit { ClientCloser.close(client, state) }

    /// The server is gone; this client is of no more use.
    package var isShutDown: Bool { state.pointee.isShutDown.load(ordering: .acquiring) }
    /// The server runs at another rate than `sampleRate`: this client is of no more use.
    package var hasNewRate: Bool { state.pointee.hasNewRate.load(ordering: .acquiring) }
    package var periodFrames: Int { state.pointee.periodFrames.load(ordering: .acquiring) }
    package var xruns: Int { state.pointee.xruns.count }
    package var portCount: Int { state.pointee.portCount.load(ordering: .relaxed) }
    package static var maximumFrames: Int { CallbackState.maximumFrames }

    /// Sets the out ports' ceiling while they sound; nil is none.
    package func setCeiling(_ ceiling: Decibels?) { state.pointee.ceiling.set(ceiling) }

    /// True once after ports of the server came or went.
    package func takePortsChanged() -> Bool {
        state.pointee.portsChanged.exchange(false, ordering: .acquiring)
    }

    /// Makes the client have `count` ports, `in_1` … or `out_1` …; those that are there stay.
    package func setPorts(_ count: Int) throws(JackError) {
        let current = portCount
        if count < current {
            state.pointee.portCount.store(count, ordering: .releasing)
            settle()
            for index in count..<current {
                if let port = state.pointee.ports[index] { jack_port_unregister(client, port) }
                state.pointee.ports[index] = nil
            }
        }
        for index in current..<max(current, count) {
            let name = "\(direction == .capture ? "in" : "out")_\(index + 1)"
            let flags = direction == .capture ? JackPortIsInput : JackPortIsOutput
            guard
                let port = jack_port_register(
                    client, name, JACK_DEFAULT_AUDIO_TYPE, UInt(flags.rawValue), 0)
            else { throw .refused("port \(name)") }
            state.pointee.ports[index] = port
            state.pointee.portCount.store(index + 1, ordering: .releasing)
        }
    }

    /// Hands the callback its feed, nil for none; when it returns, the one before is no longer in
    /// use. `mediaFlag` is signalled after each captured cycle.
    package func use(capture feed: UnsafeMutablePointer<CaptureFeed>?, mediaFlag: Int32) {
        state.pointee.mediaFlag.store(mediaFlag, ordering: .relaxed)
        exchange(UInt(bitPattern: feed))
    }

    /// Likewise for a receiver.
    package func use(playout feed: UnsafeMutablePointer<PlayoutFeed>?) {
        exchange(UInt(bitPattern: feed))
    }

    /// Hands the callback what may play in the sound's place, nil for nothing; when it returns, the one before is no
    /// longer in use.
    package func use(backup: UnsafeMutablePointer<BackupMixer>?) {
        state.pointee.backup.store(UInt(bitPattern: backup), ordering: .sequentiallyConsistent)
        settle()
    }

    private func exchange(_ bits: UInt) {
        state.pointee.feed.store(bits, ordering: .sequentiallyConsistent)
        settle()
    }

    /// Waits until no callback runs that began before this call.
    private func settle() {
        var patience = 20_000
        while state.pointee.isInside.load(ordering: .sequentiallyConsistent), patience > 0 {
            sched_yield()
            patience -= 1
            if patience < 19_900 { usleep(100) }
        }
    }

    /// What the graph on this side adds: to in ports, how long ago their sound was captured; to out
    /// ports, how long until it is heard. Over all ports, in frames.
    package var graphLatency: ClosedRange<Int> {
        let mode = direction == .capture ? JackCaptureLatency : JackPlaybackLatency
        var least = Int.max
        var most = 0
        for index in 0..<portCount {
            guard let port = state.pointee.ports[index], jack_port_connected(port) > 0 else {
                continue
            }
            var range = jack_latency_range_t()
            jack_port_get_latency_range(port, mode, &range)
            least = min(least, Int(range.min))
            most = max(most, Int(range.max))
        }
        return min(least, most)...most
    }

    /// Tells the graph what lies beyond the ports, on the far side of the link, in frames. A change of less
    /// than a quarter of a millisecond is not worth asking every client of the server anew.
    package func tell(beyond frames: ClosedRange<Int>) {
        let (low, high) = (UInt32(clamping: frames.lowerBound), UInt32(clamping: frames.upperBound))
        let least = Int64(sampleRate.hertz / 4_000)
        func isNews(_ new: UInt32, _ old: UInt32) -> Bool {
            abs(Int64(new) - Int64(old)) >= max(1, least)
        }
        guard
            isNews(low, state.pointee.beyondMinimum.load(ordering: .relaxed))
                || isNews(high, state.pointee.beyondMaximum.load(ordering: .relaxed))
        else { return }
        state.pointee.beyondMinimum.store(low, ordering: .relaxed)
        state.pointee.beyondMaximum.store(high, ordering: .relaxed)
        jack_recompute_total_latencies(client)
    }

    /// Tells the graph the ports' latencies, where it has asked and the callback may not answer.
    package func settleLatencies() {
        if state.pointee.isLatencyDue.exchange(false, ordering: .acquiring) {
            state.pointee.setLatencies()
        }
    }

    /// Two ports, by their full names: one of ours, and another client's.
    package struct Pair: Hashable, Sendable {
        package var ours: String
        package var other: String

        package init(ours: String, other: String) {
            self.ours = ours
            self.other = other
        }
    }

    /// Which port of ours goes with which other one, where ours are connected one after the other to
    /// the ports that have a rank in `order`, those of one rank in the server's order.
    package func pairs(inOrderOf order: (String) -> Int?) -> [Pair] {
        zip(portNames, others(inOrderOf: order)).map { Pair(ours: $0, other: $1) }
    }

    /// The ports of others that ours could be connected to and that have a rank in `order`.
    package func others(inOrderOf order: (String) -> Int?) -> [String] {
        let flags = direction == .capture ? JackPortIsOutput : JackPortIsInput
        guard
            let list = jack_get_ports(client, nil, JACK_DEFAULT_AUDIO_TYPE, UInt(flags.rawValue))
        else { return [] }
        defer { jack_free(list) }
        var others: [(rank: Int, entry: Int, name: String)] = []
        var entry = 0
        while let other = list[entry] {
            entry += 1
            let name = String(cString: other)
            if let rank = order(name) { others.append((rank, entry, name)) }
        }
        others.sort { ($0.rank, $0.entry) < ($1.rank, $1.entry) }
        return others.map(\.name)
    }

    /// Makes a connection; false where it was there before, or the server refuses it.
    package func connect(_ pair: Pair) -> Bool { connect(pair.ours, pair.other) == 0 }

    /// The full names of our ports.
    package var portNames: [String] {
        (0..<portCount).compactMap { index in
            state.pointee.ports[index].map { String(cString: jack_port_name($0)) }
        }
    }

    /// What our ports are connected to.
    package var connections: Set<Pair> {
        var pairs: Set<Pair> = []
        for index in 0..<portCount {
            guard let port = state.pointee.ports[index] else { continue }
            let ours = String(cString: jack_port_name(port))
            for other in JackGraph.connections(of: port, client) {
                pairs.insert(Pair(ours: ours, other: other))
            }
        }
        return pairs
    }

    /// All ports of the server.
    package var graph: [JackGraph.Port] { JackGraph.ports(of: client) }

    /// `jack_connect`, with sound from `other` or to it: 0, EEXIST, or another errno.
    private func connect(_ ours: String, _ other: String) -> Int32 {
        direction == .capture
            ? jack_connect(client, other, ours) : jack_connect(client, ours, other)
    }

    /// Connects our port `ours` to another client's, both by their full names; one that is connected
    /// already stays so.
    package func connect(ours: String, to other: String) throws(JackError) {
        let status = connect(ours, other)
        guard status == 0 || status == EEXIST else {
            throw .refused("to connect \(ours) and \(other)")
        }
    }

    /// Disconnects our port `ours`, by its full name, from another client's, or from all where that is nil;
    /// ones that are not connected stay so. Returns what was parted.
    @discardableResult
    package func disconnect(ours: String, from other: String?) throws(JackError) -> [Pair] {
        guard let port = jack_port_by_name(client, ours) else { throw .noPort(ours) }
        var pairs: [Pair] = []
        for name in JackGraph.connections(of: port, client) where other == nil || other == name {
            let status =
                direction == .capture
                ? jack_disconnect(client, name, ours) : jack_disconnect(client, ours, name)
            guard status == 0 else { throw .refused("to disconnect \(ours) and \(name)") }
            pairs.append(Pair(ours: ours, other: name))
        }
        return pairs
    }
}
