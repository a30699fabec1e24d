import CJack
import CLinux
import Judge
import Synchronization

/// What a station's callbacks reach by one pointer.
struct StationState: ~Copyable {
    private static var mostXruns: Int { @_noLocks @_noAllocation get { 4_096 } }

    let client: OpaquePointer
    let isPlayer: Bool
    let channels: Int
    /// Hz.
    let rate: Double
    let capacity: Int
    let ports: UnsafeMutablePointer<OpaquePointer?>
    /// Channel by channel, `capacity` frames each.
    let samples: UnsafeMutablePointer<Float>
    let cycles: UnsafeMutablePointer<Capture.Cycle>
    let mostCycles: Int
    /// Written by the JACK thread; read when it is done.
    var cycleCount = 0
    /// When the server told that a client had come late, µs.
    let xruns: UnsafeMutablePointer<Double>
    var xrunCount = 0
    let isRunning = Atomic<Bool>(false)
    /// Played or recorded so far.
    let frames = Atomic<Int>(0)

    init(client: OpaquePointer, isPlayer: Bool, channels: Int, rate: Double, capacity: Int) {
        self.client = client
        self.isPlayer = isPlayer
        self.channels = channels
        self.rate = rate
        self.capacity = capacity
        ports = .allocate(capacity: channels)
        ports.initialize(repeating: nil, count: channels)
        samples = .allocate(capacity: capacity * channels)
        samples.initialize(repeating: 0, count: capacity * channels)
        mostCycles = capacity / 16
        cycles = .allocate(capacity: mostCycles)
        cycles.initialize(repeating: Capture.Cycle(frame: 0, time: 0), count: mostCycles)
        xruns = .allocate(capacity: Self.mostXruns)
        xruns.initialize(repeating: 0, count: Self.mostXruns)
    }

    deinit {
        ports.deallocate()
        samples.deallocate()
        cycles.deallocate()
        xruns.deallocate()
    }

    /// JACK thread.
    @_noLocks @_noAllocation
    mutating func cycle(_ count: Int) {
        let since = Double(jack_frames_since_cycle_start(client))
        let time = Double(jn_now_ns()) / 1_000 - since * 1e6 / rate
        let done = frames.load(ordering: .relaxed)
        let taken = isRunning.load(ordering: .acquiring) ? min(count, capacity &- done) : 0
        if taken > 0, cycleCount < mostCycles {
            (cycles + cycleCount).pointee.frame = done
            (cycles + cycleCount).pointee.time = time
            cycleCount &+= 1
        }
        var channel = 0
        while channel < channels {
            if let buffer = jack_port_get_buffer(ports[channel], jack_nframes_t(count)) {
                let block = buffer.assumingMemoryBound(to: Float.self)
                let line = samples + (channel &* capacity &+ done)
                var index = 0
                while index < count {
                    if isPlayer {
                        block[index] = index < taken ? line[index] : 0
                    } else if index < taken {
                        line[index] = block[index]
                    }
                    index &+= 1
                }
            }
            channel &+= 1
        }
        frames.store(done &+ taken, ordering: .releasing)
    }

    /// The thread of notifications.
    mutating func noteXrun() {
        guard isRunning.load(ordering: .acquiring), xrunCount < Self.mostXruns else { return }
        xruns[xrunCount] = Double(jn_now_ns()) / 1_000
        xrunCount += 1
    }
}

@c @_noLocks @_noAllocation
func stationProcess(_ frames: jack_nframes_t, _ context: UnsafeMutableRawPointer?) -> Int32 {
    guard let context else { return 0 }
    let state = context.assumingMemoryBound(to: StationState.self)
    state.pointee.cycle(Int(frames))
    return 0
}

@c func stationXrun(_ context: UnsafeMutableRawPointer?) -> Int32 {
    context?.assumingMemoryBound(to: StationState.self).pointee.noteXrun()
    return 0
}
