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
    func use(backup: UnsafeMutablePointer<BackupMixer>?) { cycles.use(backup: backup) }
}

/// What the sink's thread runs.
private final class SinkCycles: @unchecked Sendable {
    let overruns = Atomic<Int>(0)
    /// The feed in use, and what may play in its place, as bit patterns.
    private struct Used {
        var feed: UInt = 0
        var backup: UInt = 0
    }

    /// Held while they run.
    private let used = Mutex(Used())
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
        used.withLock { $0.feed = UInt(bitPattern: feed) }
    }

    func use(backup: UnsafeMutablePointer<BackupMixer>?) {
        used.withLock { $0.backup = UInt(bitPattern: backup) }
    }

    /// Plays it where `rendered` channels have sound already; returns how many have some then.
    private func play(_ backup: UnsafeMutablePointer<BackupMixer>, over rendered: Int) -> Int {
        let width = max(rendered, min(backup.pointee.width(of: channels), Self.mostChannels))
        for channel in max(rendered, channels)..<max(width, rendered, channels) {
            outputs[channel].update(repeating: 0, count: frames)
        }
        backup.pointee.process(UnsafePointer(outputs), channels: width, frames: frames)
        return width
    }

    func run(_ cycle: Pacer.Cycle) {
        samples.update(repeating: 0, count: channels * frames)
        used.withLock { used in
            var rendered = 0
            if let feed = UnsafeMutablePointer<PlayoutFeed>(bitPattern: used.feed) {
                feed.pointee.cycle(
                    outputs: outputs, frames: frames, counter: cycle.counter, stamp: cycle.stamp)
                rendered = min(feed.pointee.channels, Self.mostChannels)
                if feed.pointee.isPlaying { hasBegun = true }
            }
            if let backup = UnsafeMutablePointer<BackupMixer>(bitPattern: used.backup),
                backup.pointee.begin()
            {
                rendered = play(backup, over: rendered)
                hasBegun = true
            } else if used.feed == 0 {
                return mixer.pointer.pointee.settle()
            }
            if mixer.pointer.pointee.begin() {
                mixer.pointer.pointee.process(
                    inputs, count: rendered, into: outputs, channels: channels, frames: frames)
            }
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
