import DSP
import HostIO
import RealTime
import Streaming
import Synchronization
import Units

/// A playout device of our own: cycles by the machine's clock, for a file, a pipe, or nobody.
final class PacedSink: PlayoutDevice {
    let sampleRate: SampleRate
    let periodFrames: Int
    private let cycles: SinkCycles
    private let pacer: Pacer
    private let thread: Lent<RealTimeThread>

    /// What is played goes into `behind`'s ring, if there is one.
    init(
        into behind: WriteBehind?, channels: Int, rate: SampleRate, mixer: EndMixer,
        ceiling: Decibels?
    ) throws(HostIOError) {
        sampleRate = rate
        periodFrames = Pacer.periodFrames(at: rate)
        let cycles = SinkCycles(
            behind, channels: channels, frames: periodFrames, mixer: mixer,
            ceiling: Ceiling(ceiling, sampleRate: rate))
        mixer.pointer.pointee.prepare(sampleRate: rate)
        let pacer = Pacer(rate: rate) { cycles.run($0) }
        self.cycles = cycles
        self.pacer = pacer
        thread = Lent(try RealTimeThread(name: "jacknet-sink", priority: 10) { pacer.run() })
    }

    deinit {
        pacer.stop()
        thread.free()
    }

    /// Cycles for which there was no room, because nobody took the ones before.
    var overruns: Int { cycles.overruns.load(ordering: .relaxed) }
    var skips: Int { pacer.skips.load(ordering: .relaxed) }

    func setCeiling(_ ceiling: Decibels?) { cycles.ceiling.pointer.pointee.set(ceiling) }

    func use(playout feed: UnsafeMutablePointer<PlayoutFeed>?) { cycles.use(feed) }
}

/// What the sink's thread runs.
private final class SinkCycles: @unchecked Sendable {
    let overruns = Atomic<Int>(0)
    /// The feed in use, as a bit pattern; held while it runs.
    private let feed = Mutex<UInt>(0)
    private let behind: WriteBehind?
    private let channels: Int
    private let frames: Int
    private let samples: UnsafeMutablePointer<Float>
    private let outputs: UnsafeMutablePointer<UnsafeMutablePointer<Float>>
    private let inputs: UnsafeMutablePointer<UnsafePointer<Float>?>
    private let mixer: EndMixer
    let ceiling: Lent<Ceiling>
    // The sink's thread alone from here on.
    private var position: Int64 = 0
    private var hasBegun = false
    /// A feed may have more channels than the sink.
    private static let mostChannels = ChannelMixer.maximumChannels

    init(
        _ behind: WriteBehind?, channels: Int, frames: Int, mixer: EndMixer,
        ceiling: consuming Ceiling
    ) {
        self.behind = behind
        self.channels = channels
        self.frames = frames
        self.mixer = mixer
        self.ceiling = Lent(ceiling)
        samples = .allocate(capacity: Self.mostChannels * frames)
        samples.initialize(repeating: 0, count: Self.mostChannels * frames)
        outputs = .allocate(capacity: Self.mostChannels)
        inputs = .allocate(capacity: Self.mostChannels)
        for channel in 0..<Self.mostChannels {
            (outputs + channel).initialize(to: samples + channel * frames)
            (inputs + channel).initialize(to: UnsafePointer(samples + channel * frames))
        }
    }

    deinit {
        samples.deallocate()
        outputs.deallocate()
        inputs.deallocate()
        ceiling.free()
    }

    func use(_ feed: UnsafeMutablePointer<PlayoutFeed>?) {
        self.feed.withLock { $0 = UInt(bitPattern: feed) }
    }

    func run(_ cycle: Pacer.Cycle) {
        samples.update(repeating: 0, count: channels * frames)
        feed.withLock { bits in
            guard let feed = UnsafeMutablePointer<PlayoutFeed>(bitPattern: bits) else {
                return mixer.pointer.pointee.settle()
            }
            feed.pointee.cycle(
                outputs: outputs, frames: frames, counter: cycle.counter, stamp: cycle.stamp)
            if mixer.pointer.pointee.begin() {
                mixer.pointer.pointee.process(
                    inputs, count: min(feed.pointee.channels, Self.mostChannels), into: outputs,
                    channels: channels, frames: frames)
            }
            if feed.pointee.isPlaying { hasBegun = true }
        }
        // What is written begins with the first sound, and then has no gaps.
        guard hasBegun, let behind else { return }
        ceiling.pointer.pointee.process(outputs, channels: channels, frames: frames)
        guard position + Int64(frames) - behind.ring.wanted <= Int64(behind.ring.capacity) else {
            overruns.add(1, ordering: .relaxed)
            return
        }
        for channel in 0..<channels {
            behind.ring.write(outputs[channel], channel: channel, at: position, frames: frames)
        }
        position += Int64(frames)
        behind.ring.publish(end: position)
    }
}
