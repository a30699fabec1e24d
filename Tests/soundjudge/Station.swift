import CJack
import Glibc

/// A JACK client that plays the signal, or records, with the instant of every cycle; all memory is
/// taken before.
final class Station {
    private let channels: Int
    private let rate: Double
    private let seconds: Double
    private let isPlayer: Bool
    private let signal: Signal
    private let client: OpaquePointer
    private var ports: [OpaquePointer] = []
    private let capacity: Int
    private let samples: UnsafeMutablePointer<Float>
    private var cycles: [Capture.Cycle] = []
    private var frames = 0
    /// When the server told that a client had come late, µs.
    private var xruns: [Double] = []
    private var isRunning = false
    private let witness = Witness()
    /// A port has come or gone.
    private let graphChange = Event()
    /// All frames are played or recorded.
    private let end = Event()

    /// For a sine of `seconds` and what follows it.
    init?(server: String, name: String, channels: Int, seconds: Double, isPlayer: Bool) {
        var status = jack_status_t(0)
        guard let client = jn_client_open(name, JackNoStartServer, &status, server) else {
            return nil
        }
        self.client = client
        self.channels = channels
        self.seconds = seconds
        self.isPlayer = isPlayer
        rate = Double(jack_get_sample_rate(client))
        signal = Signal(rate: rate, seconds: seconds)
        // A recorder is there a second before and after.
        capacity = Int((seconds + signal.tailSeconds + (isPlayer ? 0 : 1.5)) * rate)
        samples = .allocate(capacity: capacity * channels)
        samples.initialize(repeating: 0, count: capacity * channels)
        if isPlayer {
            for channel in 0..<channels {
                for frame in 0..<capacity {
                    samples[channel * capacity + frame] = signal.value(frame, channel: channel)
                }
            }
        }
        cycles.reserveCapacity(capacity / 16)
        xruns.reserveCapacity(4_096)
        let flags = isPlayer ? JackPortIsOutput : JackPortIsInput
        for channel in 1...channels {
            guard
                let port = jack_port_register(
                    client, "p_\(channel)", JACK_DEFAULT_AUDIO_TYPE, UInt(flags.rawValue), 0)
            else { return nil }
            ports.append(port)
        }
        jack_set_port_registration_callback(
            client,
            { _, _, context in
                guard let context else { return }
                Unmanaged<Station>.fromOpaque(context).takeUnretainedValue().graphChange.post()
            }, Unmanaged.passUnretained(self).toOpaque())
        jack_set_process_callback(
            client,
            { frames, context in
                guard let context else { return 0 }
                Unmanaged<Station>.fromOpaque(context).takeUnretainedValue().cycle(Int(frames))
                return 0
            }, Unmanaged.passUnretained(self).toOpaque())
        jack_set_xrun_callback(
            client,
            { context in
                guard let context else { return 0 }
                Unmanaged<Station>.fromOpaque(context).takeUnretainedValue().noteXrun()
                return 0
            }, Unmanaged.passUnretained(self).toOpaque())
        guard jack_activate(client) == 0 else { return nil }
    }

    deinit {
        jack_client_close(client)
        samples.deallocate()
    }

    /// Connects all channels by `pattern`, whose `%d` is the channel; waits for them for five seconds.
    func connect(_ pattern: String) -> Bool {
        let deadline = Event.deadline(seconds: 5)
        for channel in 1...channels {
            let other = pattern.replacing("%d", with: "\(channel)")
            let ours = jack_port_name(ports[channel - 1])
            while true {
                let status =
                    isPlayer ? jack_connect(client, ours, other) : jack_connect(client, other, ours)
                if status == 0 || status == EEXIST { break }
                guard graphChange.wait(until: deadline) else { return false }
            }
        }
        return true
    }

    /// Plays or records to the end.
    func run() {
        isRunning = true
        if !isPlayer { witness.watch() }
        _ = end.wait(until: Event.deadline(seconds: seconds + signal.tailSeconds + 5))
        jack_deactivate(client)
    }

    var capture: Capture {
        Capture(
            rate: rate, channels: channels, seconds: seconds, cycles: cycles,
            standstills: witness.standstills, xruns: xruns,
            samples: isPlayer
                ? []
                : (0..<channels).map { channel in
                    (0..<frames).map { samples[channel * capacity + $0] }
                })
    }

    private func noteXrun() {
        if isRunning, xruns.count < xruns.capacity { xruns.append(Witness.now()) }
    }

    private func cycle(_ count: Int) {
        let since = Double(jack_frames_since_cycle_start(client))
        let time = Witness.now() - since * 1e6 / rate
        let taken = isRunning ? min(count, capacity - frames) : 0
        if taken > 0 { cycles.append(Capture.Cycle(frame: frames, time: time)) }
        for (channel, port) in ports.enumerated() {
            guard let buffer = jack_port_get_buffer(port, jack_nframes_t(count)) else { continue }
            let block = buffer.assumingMemoryBound(to: Float.self)
            let line = samples + (channel * capacity + frames)
            for index in 0..<count {
                if isPlayer {
                    block[index] = index < taken ? line[index] : 0
                } else if index < taken {
                    line[index] = block[index]
                }
            }
        }
        frames += taken
        if taken > 0, frames == capacity { end.post() }
    }
}
