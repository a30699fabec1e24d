import CJack
import Glibc

/// A JACK client that plays or records with the instant of every cycle; memory is taken before.
final class Station {
    enum Sound {
        case sine(hertz: Double, amplitude: Double)
        /// One full sample every half second, for latency.
        case pulses
        case recording
    }

    let channels: Int
    let rate: Double
    /// Frames so far, interleaved samples of a recording.
    private(set) var frames = 0
    let samples: UnsafeMutablePointer<Float>
    /// Of each cycle: its first frame, and when that was at the port (µs).
    private(set) var cycles: [(frame: Int, time: Double)] = []
    private let client: OpaquePointer
    private var ports: [OpaquePointer] = []
    private let sound: Sound
    private let capacity: Int

    init?(server: String, name: String, channels: Int, seconds: Double, sound: Sound) {
        var status = jack_status_t(0)
        guard let client = jn_client_open(name, JackNoStartServer, &status, server) else {
            return nil
        }
        self.client = client
        self.channels = channels
        self.sound = sound
        rate = Double(jack_get_sample_rate(client))
        capacity = Int((seconds + 2) * rate)
        samples = .allocate(capacity: capacity * channels)
        samples.initialize(repeating: 0, count: capacity * channels)
        cycles.reserveCapacity(capacity / 16)
        var flags = JackPortIsOutput
        if case .recording = sound { flags = JackPortIsInput }
        for channel in 1...channels {
            guard
                let port = jack_port_register(
                    client, "p_\(channel)", JACK_DEFAULT_AUDIO_TYPE, UInt(flags.rawValue), 0)
            else { return nil }
            ports.append(port)
        }
        jack_set_process_callback(
            client,
            { frames, context in
                guard let context else { return 0 }
                Unmanaged<Station>.fromOpaque(context).takeUnretainedValue().cycle(Int(frames))
                return 0
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    deinit {
        jack_client_close(client)
        samples.deallocate()
    }

    /// Plays or records for `seconds`, connected by `pattern`, whose `%d` is the channel.
    func run(connecting pattern: String, seconds: Double) -> Bool {
        guard jack_activate(client) == 0 else { return false }
        for channel in 1...channels {
            let other = pattern.replacing("%d", with: "\(channel)")
            let ours = jack_port_name(ports[channel - 1])
            var status: Int32 = -1
            for _ in 0..<100 where status != 0 {
                if case .recording = sound {
                    status = jack_connect(client, other, ours)
                } else {
                    status = jack_connect(client, ours, other)
                }
                if status != 0 { usleep(50_000) }
            }
            guard status == 0 else { return false }
        }
        usleep(UInt32(seconds * 1e6))
        jack_deactivate(client)
        return true
    }

    private func cycle(_ count: Int) {
        let since = Double(jack_frames_since_cycle_start(client))
        let time = Double(jack_get_time()) - since * 1e6 / rate
        guard frames + count <= capacity, cycles.count < cycles.capacity else { return }
        cycles.append((frames, time))
        for (channel, port) in ports.enumerated() {
            guard let buffer = jack_port_get_buffer(port, jack_nframes_t(count)) else { continue }
            let block = buffer.assumingMemoryBound(to: Float.self)
            for index in 0..<count {
                if case .recording = sound {
                    samples[(frames + index) * channels + channel] = block[index]
                } else {
                    block[index] = value(frames + index)
                }
            }
        }
        frames += count
    }

    private func value(_ frame: Int) -> Float {
        switch sound {
        case .sine(let hertz, let amplitude):
            Float(amplitude * sin(2 * .pi * hertz * Double(frame) / rate))
        case .pulses: frame % Int(rate / 2) == 0 ? 0.9 : 0
        case .recording: 0
        }
    }

    /// When `frame` was at the port, µs.
    func time(of frame: Int) -> Double {
        let cycle = cycles.last { $0.frame <= frame } ?? (0, 0)
        return cycle.time + Double(frame - cycle.frame) * 1e6 / rate
    }

    /// The instants of the loudest sample of each pulse on the first channel, µs.
    func pulseTimes() -> [Double] {
        if case .pulses = sound {
            return stride(from: 0, to: frames, by: Int(rate / 2)).map { time(of: $0) }
        }
        var times: [Double] = []
        var frame = 0
        while frame < frames {
            guard samples[frame * channels].magnitude > 0.1 else {
                frame += 1
                continue
            }
            let end = min(frame + 960, frames)
            let peak = (frame..<end).max {
                samples[$0 * channels].magnitude < samples[$1 * channels].magnitude
            }
            times.append(time(of: peak ?? frame))
            frame = end + 4_800
        }
        return times
    }
}
