import CJack
import CLinux
import DSP
import Glibc
import RealTime
import Streaming
import Synchronization

/// Everything that the callbacks of one client reach, by one pointer. Sized at init.
struct CallbackState: ~Copyable {
    static var maximumPorts: Int { @_noLocks @_noAllocation get { 64 } }
    static var maximumFrames: Int { @_noLocks @_noAllocation get { 8_192 } }

    let client: OpaquePointer
    /// Of the server when the client was made, Hz. JACK2's keeps it while it runs, PipeWire's may not.
    let sampleRate: Int64
    /// The server has another rate by now.
    let hasNewRate = Atomic<Bool>(false)
    let ports: UnsafeMutablePointer<OpaquePointer?>
    let portCount = Atomic<Int>(0)
    let inputs: UnsafeMutablePointer<UnsafePointer<Float>?>
    let outputs: UnsafeMutablePointer<UnsafeMutablePointer<Float>>
    /// A line for each channel: for what is mixed of the inputs, and for what is rendered for
    /// channels that have no port. Memory that costs nothing before it is used.
    let lines: UnsafeMutablePointer<Float>
    /// The feed in use, as a bit pattern; 0 is none.
    let feed = Atomic<UInt>(0)
    /// What plays in the sound's place, as a bit pattern; 0 is nothing.
    let backup = Atomic<UInt>(0)
    let isInside = Atomic<Bool>(false)
    /// Wakes the media thread after each captured cycle; −1 is nobody.
    let mediaFlag = Atomic<Int32>(-1)
    /// Wakes the owner: the server went, its period changed, ports came or went.
    let ownerFlag: Int32
    let xruns = Counter()
    private var xrunWatch: XrunWatch
    let isShutDown = Atomic<Bool>(false)
    let portsChanged = Atomic<Bool>(true)
    /// libjack's thread of notifications, as Linux numbers threads; 0 before it has told of a port.
    let listener = Atomic<Int32>(0)
    let periodFrames: Atomic<Int>
    /// What lies beyond this client's ports, on the far side of the link, in frames.
    let beyondMinimum = Atomic<UInt32>(0)
    let beyondMaximum = Atomic<UInt32>(0)
    /// The ports' latencies are set by the owner, not in the callback that asks for them. PipeWire's libjack
    /// runs what waits for its loop within `jack_port_set_latency_range`, a change of the period too, and then
    /// waits for a lock that the callback itself is called under (seen with 0.3.65).
    let leavesLatencyToOwner: Bool
    let isLatencyDue = Atomic<Bool>(false)
    /// In ports, whose sound is heard elsewhere later; else out ports, whose sound was captured
    /// elsewhere earlier.
    let isCapture: Bool
    let mixer: UnsafeMutablePointer<ChannelMixer>
    var ceiling: Ceiling

    init(
        client: OpaquePointer, isCapture: Bool, ownerFlag: Int32,
        mixer: UnsafeMutablePointer<ChannelMixer>, ceiling: consuming Ceiling
    ) {
        self.isCapture = isCapture
        self.client = client
        self.ownerFlag = ownerFlag
        self.mixer = mixer
        self.ceiling = ceiling
        leavesLatencyToOwner = String(cString: jack_get_version_string()).contains("PipeWire")
        xrunWatch = XrunWatch(delay: jack_get_xrun_delayed_usecs(client))
        sampleRate = Int64(jack_get_sample_rate(client))
        periodFrames = Atomic(Int(jack_get_buffer_size(client)))
        ports = .allocate(capacity: Self.maximumPorts)
        ports.initialize(repeating: nil, count: Self.maximumPorts)
        inputs = .allocate(capacity: Self.maximumPorts)
        inputs.initialize(repeating: nil, count: Self.maximumPorts)
        let count = Self.maximumPorts * Self.maximumFrames
        guard let zeros = calloc(count, MemoryLayout<Float>.size) else {
            preconditionFailure("no memory")
        }
        lines = zeros.bindMemory(to: Float.self, capacity: count)
        outputs = .allocate(capacity: Self.maximumPorts)
        for channel in 0..<Self.maximumPorts {
            (outputs + channel).initialize(to: lines + channel * Self.maximumFrames)
        }
    }

    deinit {
        ports.deallocate()
        inputs.deallocate()
        outputs.deallocate()
        free(lines)
    }

    /// The cycle's instant, ns: read in this order, a preemption makes it late, never early. By our own clock,
    /// since `jack_get_time` has another one in PipeWire, CLOCK_MONOTONIC.
    @_noLocks @_noAllocation
    func stamp() -> Int64 {
        let frames = Int64(jack_frames_since_cycle_start(client))
        let now = jn_now_ns()
        return now &- frames &* 1_000_000_000 / sampleRate
    }

    /// A sender's in ports have the playback latency, a receiver's out ports the capture latency, of what
    /// lies beyond the link; the other direction is the graph's own.
    var latencyMode: jack_latency_callback_mode_t {
        isCapture ? JackPlaybackLatency : JackCaptureLatency
    }

    /// Tells the graph of it. Not on the JACK thread.
    func setLatencies() {
        var range = jack_latency_range_t(
            min: beyondMinimum.load(ordering: .relaxed),
            max: beyondMaximum.load(ordering: .relaxed))
        for index in 0..<portCount.load(ordering: .acquiring) {
            if let port = ports[index] { jack_port_set_latency_range(port, latencyMode, &range) }
        }
    }

    /// Whether there was an xrun since the last cycle. `counter` is `jack_last_frame_time`.
    @_noLocks @_noAllocation
    private mutating func hasXrun(frames: Int, counter: UInt32) -> Bool {
        let found = xrunWatch.observe(
            delay: jack_get_xrun_delayed_usecs(client), frames: frames, counter: counter)
        if found { xruns.add() }
        return found
    }

    @_noLocks @_noAllocation
    mutating func capture(_ feed: UnsafeMutablePointer<CaptureFeed>, frames: Int) {
        let count = min(portCount.load(ordering: .acquiring), Self.maximumPorts)
        let channels = min(feed.pointee.ring.channels, Self.maximumPorts)
        var channel = 0
        while channel < max(channels, count) {
            inputs[channel] = nil
            if channel < count, let port = ports[channel],
                let buffer = jack_port_get_buffer(port, jack_nframes_t(frames))
            {
                inputs[channel] = UnsafePointer(buffer.assumingMemoryBound(to: Float.self))
            }
            channel &+= 1
        }
        if mixer.pointee.begin() { mixInputs(count, into: channels, frames) }
        let counter = jack_last_frame_time(client)
        if hasXrun(frames: frames, counter: counter) { feed.pointee.notifyXrun() }
        feed.pointee.cycle(inputs: inputs, frames: frames, counter: counter, stamp: stamp())
        let flag = mediaFlag.load(ordering: .relaxed)
        if flag >= 0 { jn_event_signal(flag) }
    }

    @_noLocks @_noAllocation
    private func mixInputs(_ count: Int, into channels: Int, _ frames: Int) {
        mixer.pointee.process(
            inputs, count: count, into: outputs, channels: channels, frames: frames)
        var channel = 0
        while channel < channels {
            inputs[channel] = UnsafePointer(outputs[channel])
            channel &+= 1
        }
    }

    @_noLocks @_noAllocation
    mutating func playout(_ feed: UnsafeMutablePointer<PlayoutFeed>?, frames: Int) {
        let count = min(portCount.load(ordering: .acquiring), Self.maximumPorts)
        var channel = 0
        while channel < Self.maximumPorts {
            outputs[channel] = lines + channel &* Self.maximumFrames
            if channel < count, let port = ports[channel],
                let buffer = jack_port_get_buffer(port, jack_nframes_t(frames))
            {
                outputs[channel] = buffer.assumingMemoryBound(to: Float.self)
            }
            channel &+= 1
        }
        var rendered = 0
        let counter = jack_last_frame_time(client)
        let hasXrun = hasXrun(frames: frames, counter: counter)
        if let feed {
            if hasXrun { feed.pointee.notifyXrun() }
            feed.pointee.cycle(
                outputs: outputs, frames: frames, counter: counter, stamp: stamp())
            rendered = min(feed.pointee.channels, Self.maximumPorts)
        }
        silence(from: rendered, to: count, frames)
        var sounds = feed != nil
        let bits = self.backup.load(ordering: .sequentiallyConsistent)
        if let backup = UnsafeMutablePointer<BackupMixer>(bitPattern: bits), backup.pointee.begin()
        {
            let width = max(rendered, min(backup.pointee.width(of: count), Self.maximumPorts))
            silence(from: max(rendered, count), to: width, frames)
            backup.pointee.process(UnsafePointer(outputs), channels: width, frames: frames)
            rendered = width
            sounds = true
        }
        if !sounds {
            mixer.pointee.settle()
        } else if mixer.pointee.begin() {
            mixOutputs(rendered, into: count, frames)
        }
        ceiling.process(outputs, channels: count, frames: frames)
    }

    /// In place; `rendered` may be more or fewer than there are ports.
    @_noLocks @_noAllocation
    private func mixOutputs(_ rendered: Int, into count: Int, _ frames: Int) {
        var channel = 0
        while channel < rendered {
            inputs[channel] = UnsafePointer(outputs[channel])
            channel &+= 1
        }
        mixer.pointee.process(
            inputs, count: rendered, into: outputs, channels: count, frames: frames)
    }

    @_noLocks @_noAllocation
    private func silence(from first: Int, to count: Int, _ frames: Int) {
        var channel = first
        while channel < count {
            let samples = outputs[channel]
            var frame = 0
            while frame < frames {
                samples[frame] = 0
                frame &+= 1
            }
            channel &+= 1
        }
    }
}
