import DSP
import Glibc
import HostIO
import RealTime
import Streaming
import Synchronization
import Units

/// What a paced source plays.
enum PacedContent: Sendable {
    /// A sine on every channel.
    case tone(hertz: Double)
    case input(ReadAhead)
}

/// A capture device of our own: cycles of a tone, or of an input, by the machine's clock. Before
/// `play`, and after the input's end, they are silent.
final class PacedSource: CaptureDevice {
    /// A tone's peak: EBU's alignment level (R 68).
    static let toneAmplitude = 0.125_892_541_179_416_73

    let sampleRate: SampleRate
    let periodFrames: Int
    private let cycles: PacedCycles
    private let pacer: Pacer
    private let thread: Lent<RealTimeThread>

    init(
        _ content: PacedContent, channels: Int, rate: SampleRate, mixer: EndMixer
    ) throws(HostIOError) {
        sampleRate = rate
        periodFrames = Pacer.periodFrames(at: rate)
        let cycles = PacedCycles(
            content, channels: channels, rate: rate, frames: periodFrames, mixer: mixer)
        mixer.pointer.pointee.prepare(sampleRate: rate)
        let pacer = Pacer(rate: rate) { cycles.run($0) }
        self.cycles = cycles
        self.pacer = pacer
        thread = Lent(try RealTimeThread(name: "jacknet-source", priority: 10) { pacer.run() })
    }

    deinit {
        pacer.stop()
        thread.free()
    }

    /// Times that an input had nothing when it was wanted.
    var underruns: Int { cycles.underruns.load(ordering: .relaxed) }
    var skips: Int { pacer.skips.load(ordering: .relaxed) }

    /// When the last frame of the input was at the port; nil before.
    var end: Nanoseconds? {
        let end = cycles.endStamp.load(ordering: .relaxed)
        return end == 0 ? nil : Nanoseconds(end)
    }

    /// Lets the content begin, or go on.
    func play() { cycles.plays.store(true, ordering: .relaxed) }

    func use(capture feed: UnsafeMutablePointer<CaptureFeed>?, mediaFlag: Int32) {
        // Whoever comes next is to say when it hears.
        cycles.plays.store(false, ordering: .relaxed)
        cycles.use(feed, mediaFlag)
    }
}

/// What the source's thread runs.
private final class PacedCycles: @unchecked Sendable {
    let plays = Atomic<Bool>(false)
    let underruns = Atomic<Int>(0)
    let endStamp = Atomic<Int64>(0)
    /// The feed in use, as a bit pattern; held while it runs.
    private let feed = Mutex<UInt>(0)
    private let flag = Atomic<Int32>(-1)
    private let content: PacedContent
    /// Of the stream.
    private let channels: Int
    /// Lines that can be mixed: the stream's channels and, where it has more, the content's.
    private let width: Int
    private let rate: SampleRate
    private let frames: Int
    private let samples: UnsafeMutablePointer<Float>
    private let inputs: UnsafeMutablePointer<UnsafePointer<Float>?>
    private let outputs: UnsafeMutablePointer<UnsafeMutablePointer<Float>>
    private let mixer: EndMixer
    private let fade: Fade
    // The source's thread alone from here on.
    private var position: Int64 = 0
    private var isSounding = false

    init(
        _ content: PacedContent, channels: Int, rate: SampleRate, frames: Int, mixer: EndMixer
    ) {
        self.content = content
        self.channels = channels
        self.mixer = mixer
        width =
            switch content {
            case .tone: channels
            case .input(let ahead):
                max(channels, min(ahead.ring.channels, ChannelMixer.maximumChannels))
            }
        self.rate = rate
        self.frames = frames
        samples = .allocate(capacity: width * frames)
        samples.initialize(repeating: 0, count: width * frames)
        inputs = .allocate(capacity: width)
        outputs = .allocate(capacity: width)
        for channel in 0..<width {
            (inputs + channel).initialize(to: UnsafePointer(samples + channel * frames))
            (outputs + channel).initialize(to: samples + channel * frames)
        }
        fade = Fade(frames: min(128, frames))
    }

    deinit {
        samples.deallocate()
        inputs.deallocate()
        outputs.deallocate()
    }

    func use(_ feed: UnsafeMutablePointer<CaptureFeed>?, _ mediaFlag: Int32) {
        self.feed.withLock { bits in
            bits = UInt(bitPattern: feed)
            flag.store(mediaFlag, ordering: .relaxed)
        }
    }

    func run(_ cycle: Pacer.Cycle) {
        feed.withLock { bits in
            guard let target = UnsafeMutablePointer<CaptureFeed>(bitPattern: bits) else {
                return mixer.pointer.pointee.settle()
            }
            samples.update(repeating: 0, count: width * frames)
            switch content {
            case .tone(let hertz): if plays.load(ordering: .relaxed) { sound(hertz) }
            case .input(let ahead): take(ahead, cycle)
            }
            if mixer.pointer.pointee.begin() {
                mixer.pointer.pointee.process(
                    inputs, count: width, into: outputs, channels: channels, frames: frames)
            }
            target.pointee.cycle(
                inputs: inputs, frames: frames, counter: cycle.counter, stamp: cycle.stamp)
            EventFlag.signal(fileDescriptor: flag.load(ordering: .relaxed))
        }
    }

    private func sound(_ hertz: Double) {
        for frame in 0..<frames {
            // The phase is reduced before it grows: a day later the tone is as clean.
            let turns = (Double(position) * (hertz / Double(rate.hertz)))
                .truncatingRemainder(dividingBy: 1)
            samples[frame] = Float(PacedSource.toneAmplitude * sin(2 * .pi * turns))
            position += 1
        }
        for channel in 1..<max(1, channels) {
            (samples + channel * frames).update(from: samples, count: frames)
        }
    }

    /// A cycle of the input. It looks one cycle ahead, so that what will break off fades out.
    private func take(_ ahead: ReadAhead, _ cycle: Pacer.Cycle) {
        let isAtEnd = ahead.isAtEnd.load(ordering: .acquiring)
        let available = Int(ahead.ring.end - position)
        let mayPlay = plays.load(ordering: .relaxed)
        if isAtEnd, available <= 0 {
            guard mayPlay, endStamp.load(ordering: .relaxed) == 0 else { return }
            endStamp.store(cycle.stamp, ordering: .relaxed)
            return
        }
        if !isSounding {
            // After a pause, 20 ms are gathered first.
            let needed = position == 0 ? 2 * frames : 6 * frames
            guard mayPlay, isAtEnd || available >= needed else { return }
        } else if available < frames, !isAtEnd {
            isSounding = false
            return
        }
        let count = min(frames, available)
        let goesOn = mayPlay && (isAtEnd || available >= 2 * frames)
        for channel in 0..<min(width, ahead.ring.channels) {
            let line = samples + channel * frames
            ahead.ring.read(into: line, channel: channel, at: position, frames: count)
            if !isSounding, position > 0 { fade.fadeIn(line, count: count, from: 0) }
            if !goesOn { fade.fadeOut(line, count: frames, from: 0) }
        }
        if !goesOn, mayPlay { underruns.add(1, ordering: .relaxed) }
        isSounding = goesOn
        position += Int64(count)
        ahead.ring.release(before: position)
    }
}
