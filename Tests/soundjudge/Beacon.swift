import CJack
import CJudge
import CLinux
import Glibc
import HostIO
import Judge
import Synchronization

/// Plays pulses and a sine for as long as it is let, or hears what became of them, and tells of both line
/// by line while it does; through any end of its JACK server, with which the process begins anew.
///
/// Channel 1 has a pulse every tenth of a second, channel 2 a sine of 1 kHz. A beacon prints `played
/// TIME` for each pulse, an ear `heard TIME` and, for each twentieth of a second, `sound TIME` or
/// `quiet TIME` or `broken TIME`, and `still TIME` where the machine stood still; times in µs of jacknet's
/// clock.
final class Beacon {
    enum Role: String { case beacon, ear }

    static let pulse: Float = 0.9
    static let pulsesPerSecond = 10
    static let blocksPerSecond = 20

    private let role: Role
    private let client: OpaquePointer
    private let rate: Int
    private var ports: [OpaquePointer] = []
    /// What the JACK thread hands the one that tells: both channels, in turn.
    private let samples: UnsafeMutablePointer<Float>
    private let cycles: UnsafeMutablePointer<Capture.Cycle>
    /// Powers of two, so that free-running counts wrap into them.
    private static let capacity = 1 << 19
    private static let cycleCapacity = 1 << 14
    private let frames = Atomic<Int>(0)
    private let cycleCount = Atomic<Int>(0)
    private let isShutDown = Atomic<Bool>(false)
    private var told = 0
    private var heard = 0
    private let witness = Witness()
    private var standstills = 0

    /// Tells until its server ends, or does not answer; then the process begins anew.
    static func last(_ role: Role, server: String) -> Never {
        // libjack may wait without end for a server that is about to end.
        alarm(3)
        signal(SIGALRM) { _ in Beacon.beginAnew() }
        while true {
            if let beacon = Beacon(role, server: server) {
                beacon.tell()
                beginAnew()
            }
            usleep(20_000)
            alarm(3)
        }
    }

    /// The process keeps its number and what it writes to; libjack keeps nothing, not even sockets: a server
    /// would wait for the rest of a request from them for ever.
    private static func beginAnew() {
        judge_close_from(3)
        var none = sigset_t()
        sigemptyset(&none)
        sigprocmask(SIG_SETMASK, &none, nil)
        execv("/proc/self/exe", CommandLine.unsafeArgv)
        _exit(1)
    }

    private init?(_ role: Role, server: String) {
        var status = jack_status_t(0)
        jack_set_error_function { _ in }
        jack_set_info_function { _ in }
        guard let client = jn_client_open(role.rawValue, JackNoStartServer, &status, server),
            String(cString: jack_get_client_name(client)) == role.rawValue
        else { return nil }
        self.client = client
        self.role = role
        rate = Int(jack_get_sample_rate(client))
        samples = .allocate(capacity: 2 * Self.capacity)
        samples.initialize(repeating: 0, count: 2 * Self.capacity)
        cycles = .allocate(capacity: Self.cycleCapacity)
        cycles.initialize(repeating: Capture.Cycle(frame: 0, time: 0), count: Self.cycleCapacity)
        let flags = role == .beacon ? JackPortIsOutput : JackPortIsInput
        for channel in 1...2 {
            guard
                let port = jack_port_register(
                    client, "p_\(channel)", JACK_DEFAULT_AUDIO_TYPE, UInt(flags.rawValue), 0)
            else { return nil }
            ports.append(port)
        }
        let me = Unmanaged.passUnretained(self).toOpaque()
        jack_on_shutdown(
            client,
            { context in
                guard let context else { return }
                let beacon = Unmanaged<Beacon>.fromOpaque(context).takeUnretainedValue()
                beacon.isShutDown.store(true, ordering: .relaxed)
            }, me)
        jack_set_process_callback(
            client,
            { frames, context in
                guard let context else { return 0 }
                Unmanaged<Beacon>.fromOpaque(context).takeUnretainedValue().cycle(Int(frames))
                return 0
            }, me)
        guard jack_activate(client) == 0 else { return nil }
    }

    // The process ends before its client does.

    private func cycle(_ count: Int) {
        let since = Double(jack_frames_since_cycle_start(client))
        let time = Double(jn_now_ns()) / 1_000 - since * 1e6 / Double(rate)
        let first = frames.load(ordering: .relaxed)
        let index = cycleCount.load(ordering: .relaxed)
        cycles[index & (Self.cycleCapacity - 1)] = Capture.Cycle(frame: first, time: time)
        for (channel, port) in ports.enumerated() {
            guard let buffer = jack_port_get_buffer(port, jack_nframes_t(count)) else { continue }
            let block = buffer.assumingMemoryBound(to: Float.self)
            for offset in 0..<count {
                if role == .beacon {
                    block[offset] = value(first + offset, channel)
                } else {
                    let place = (first + offset) & (Self.capacity - 1)
                    samples[channel * Self.capacity + place] = block[offset]
                }
            }
        }
        cycleCount.store(index + 1, ordering: .releasing)
        frames.store(first + count, ordering: .releasing)
    }

    private func value(_ frame: Int, _ channel: Int) -> Float {
        guard channel == 1 else {
            return frame % (rate / Self.pulsesPerSecond) == 0 && frame > 0 ? Self.pulse : 0
        }
        // 1 kHz: its phase comes round every second.
        return Float(
            JudgedSignal.amplitude * sin(2 * .pi * 1_000 * Double(frame % rate) / Double(rate)))
    }

    // MARK: Telling

    /// Seconds without a cycle after which the server hangs. Whoever an ear listens to may itself be frozen for
    /// 10 s, and that long the ear has no cycles either.
    private static let patience: UInt32 = 12

    /// Returns when the server has ended.
    private func tell() {
        if role == .ear { witness.watch() }
        var seen = 0
        while !isShutDown.load(ordering: .relaxed) {
            let end = frames.load(ordering: .acquiring)
            if end != seen { alarm(Self.patience) }
            seen = end
            // Some cycles more say when the ones before really were.
            let ready = end - 8 * 1_024
            if role == .beacon { tellPlayed(until: ready) } else { tellHeard(until: ready) }
            fflush(nil)
            usleep(10_000)
        }
    }

    private func tellPlayed(until end: Int) {
        let step = rate / Self.pulsesPerSecond
        while told + step < end {
            told += step
            print("played \(instant(of: told))")
        }
    }

    private func tellHeard(until end: Int) {
        let block = rate / Self.blocksPerSecond
        while told + block < end {
            hearPulses(told, block)
            print("\(judge(told, block)) \(instant(of: told))")
            told += block
        }
        let standstills = witness.standstills
        for time in standstills.dropFirst(self.standstills) { print("still \(time)") }
        self.standstills = standstills.count
    }

    private func sample(_ frame: Int, _ channel: Int) -> Float {
        samples[channel * Self.capacity + (frame & (Self.capacity - 1))]
    }

    /// A pulse is the highest sample within a millisecond.
    private func hearPulses(_ first: Int, _ count: Int) {
        let reach = rate / 1_000
        for frame in max(first, heard)..<first + count where sample(frame, 0).magnitude > 0.3 {
            guard frame >= heard else { continue }
            let around = frame..<frame + reach
            let peak = around.max { sample($0, 0).magnitude < sample($1, 0).magnitude } ?? frame
            print("heard \(instant(of: peak))")
            heard = frame + rate / 50
        }
    }

    private func judge(_ first: Int, _ count: Int) -> String {
        var power = 0.0
        for frame in first..<first + count {
            power += Double(sample(frame, 1)) * Double(sample(frame, 1))
        }
        let level = (2 * power / Double(count)).squareRoot()
        if level < 0.01 { return "quiet" }
        let factor = Float(2 * cos(2 * .pi * 1_000 / Double(rate)))
        let isWhole = (first + 2..<first + count).allSatisfy {
            (sample($0, 1) - factor * sample($0 - 1, 1) + sample($0 - 2, 1)).magnitude < 2e-3
        }
        return isWhole && abs(level - JudgedSignal.amplitude) < 0.05 ? "sound" : "broken"
    }

    /// µs: by the earliest of the cycles around, since a stamp is late where its cycle was, never early.
    private func instant(of frame: Int) -> Int {
        let newest = cycleCount.load(ordering: .acquiring) - 1
        var index = newest
        while index > max(0, newest - Self.cycleCapacity / 2),
            cycles[index & (Self.cycleCapacity - 1)].frame > frame
        {
            index -= 1
        }
        let around = max(0, index - 6)...min(newest, index + 6)
        let times = around.map { index in
            let cycle = cycles[index & (Self.cycleCapacity - 1)]
            return cycle.time + Double(frame - cycle.frame) * 1e6 / Double(rate)
        }
        return Int(times.min() ?? 0)
    }
}
