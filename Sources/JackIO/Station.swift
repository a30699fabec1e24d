import CJack
import CLinux
import Glibc
import HostIO
package import Judge
import Synchronization

/// A JACK client that plays the judge's signal, or records what came of it, with the instant of every cycle. One
/// thread; all memory is taken before.
package final class Station {
    package enum Role: String, Sendable { case play, record }

    private let role: Role
    private let channels: Int
    private let seconds: Double
    private let signal: JudgedSignal
    private let client: OpaquePointer
    private let state: UnsafeMutablePointer<StationState>
    private let witness = Witness()
    /// How many frames are played or recorded.
    private let capacity: Int

    /// Nil where `server` has no such client; for a sine of `seconds` and what follows it.
    package init?(server: String, role: Role, channels: Int, seconds: Double) {
        jack_set_error_function { _ in }
        jack_set_info_function { _ in }
        var status = jack_status_t(0)
        // Clients of one name that come to two servers at once take each other's socket (JACK 1.9.21).
        let name = "judge-\(role.rawValue)-\(getpid())"
        guard let client = jn_client_open(name, JackNoStartServer, &status, server) else {
            return nil
        }
        self.client = client
        self.role = role
        self.channels = channels
        self.seconds = seconds
        let rate = Double(jack_get_sample_rate(client))
        signal = JudgedSignal(rate: rate, seconds: seconds)
        // A recorder is there a second before and after.
        let length = seconds + signal.tailSeconds + (role == .play ? 0 : 1.5)
        capacity = Int(length * rate)
        state = .allocate(capacity: 1)
        state.initialize(
            to: StationState(
                client: client, isPlayer: role == .play, channels: channels, rate: rate,
                capacity: capacity))
        if role == .play { fill() }
        guard register() else { return nil }
        jack_set_process_callback(client, stationProcess, state)
        jack_set_xrun_callback(client, stationXrun, state)
        guard jack_activate(client) == 0 else { return nil }
    }

    deinit {
        jack_client_close(client)
        state.deinitialize(count: 1)
        state.deallocate()
    }

    private func fill() {
        for channel in 0..<channels {
            let line = state.pointee.samples + channel * capacity
            for frame in 0..<capacity { line[frame] = signal.value(frame, channel: channel) }
        }
    }

    private func register() -> Bool {
        let flags = role == .play ? JackPortIsOutput : JackPortIsInput
        for channel in 0..<channels {
            guard
                let port = jack_port_register(
                    client, "p_\(channel + 1)", JACK_DEFAULT_AUDIO_TYPE, UInt(flags.rawValue), 0)
            else { return false }
            state.pointee.ports[channel] = port
        }
        return true
    }

    /// Connects all channels by `pattern`, whose `%d` is the channel; waits for them, five seconds at most.
    package func connect(_ pattern: String) -> Bool {
        let deadline = jn_now_ns() + 5_000_000_000
        for channel in 1...channels {
            let other = pattern.replacing("%d", with: "\(channel)")
            let ours = jack_port_name(state.pointee.ports[channel - 1])
            while true {
                let status =
                    role == .play
                    ? jack_connect(client, ours, other) : jack_connect(client, other, ours)
                if status == 0 || status == EEXIST { break }
                guard jn_now_ns() < deadline else { return false }
                usleep(20_000)
            }
        }
        return true
    }

    /// Plays or records to the end.
    package func run() {
        if role == .record { witness.watch() }
        state.pointee.isRunning.store(true, ordering: .releasing)
        let deadline = jn_now_ns() + Int64((seconds + signal.tailSeconds + 5) * 1e9)
        while state.pointee.frames.load(ordering: .acquiring) < capacity, jn_now_ns() < deadline {
            usleep(10_000)
        }
        jack_deactivate(client)
    }

    /// What was played or recorded; after `run`.
    package var capture: Capture {
        let frames = state.pointee.frames.load(ordering: .acquiring)
        return Capture(
            rate: signal.rate, channels: channels, seconds: seconds,
            cycles: Array(
                UnsafeBufferPointer(start: state.pointee.cycles, count: state.pointee.cycleCount)),
            standstills: witness.standstills,
            xruns: Array(
                UnsafeBufferPointer(start: state.pointee.xruns, count: state.pointee.xrunCount)),
            samples: role == .play
                ? []
                : (0..<channels).map { channel in
                    Array(
                        UnsafeBufferPointer(
                            start: state.pointee.samples + channel * capacity, count: frames))
                })
    }
}
