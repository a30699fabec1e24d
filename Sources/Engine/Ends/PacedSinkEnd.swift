import FileIO
import Glibc
import HostIO
import Units

/// A file, a pipe, or nobody at a receiver's end. The first stream decides what was not asked for:
/// channels and rate.
final class PacedSinkEnd: ReceiveSink {
    private let settings: ReceiveSettings
    private let mixer: EndMixer
    private var ceiling: Decibels?
    private var sink: PacedSink?
    private(set) var portCount = 0
    private var behind: WriteBehind?
    private var thread: Lent<RealTimeThread>?
    private var isAnnounced = false
    private var overruns = 0
    private var nextWarning = Nanoseconds.zero

    init(_ settings: ReceiveSettings) throws(LinkFailure) {
        self.settings = settings
        mixer = EndMixer(settings.mix)
        ceiling = settings.ceiling
        guard case .file(let path) = settings.sink else { return }
        do throws(FileIOError) {
            try SoundFileOutput.check(path: path)
        } catch {
            throw LinkFailure(error)
        }
    }

    var playoutDevice: (any PlayoutDevice)? { sink }
    var xruns: Int { sink?.skips ?? 0 }

    func mix(_ settings: MixSettings) { mixer.set(settings) }

    func setCeiling(_ ceiling: Decibels?) {
        self.ceiling = ceiling
        sink?.setCeiling(ceiling)
    }

    func prepare(channels: Int, rate: SampleRate) throws(LinkFailure) {
        guard sink == nil else { return }
        let channels = settings.channels ?? channels
        portCount = channels
        let rate = settings.rate ?? rate
        do {
            if let output = try makeOutput(channels, rate) {
                let behind = WriteBehind(output, frames: rate.hertz)
                self.behind = behind
                thread = Lent(
                    try RealTimeThread(name: "jacknet-write", priority: nil) { behind.run() })
            }
            sink = try PacedSink(
                into: behind, channels: channels, rate: rate, mixer: mixer, ceiling: ceiling)
        } catch let error as FileIOError {
            throw LinkFailure(error)
        } catch {
            throw LinkFailure(.system, "\(error)")
        }
    }

    private func makeOutput(
        _ channels: Int, _ rate: SampleRate
    ) throws(FileIOError) -> (any SampleOutput)? {
        switch settings.sink {
        case .file(let path):
            try SoundFileOutput(path: path, channels: channels, sampleRate: rate)
        case .standardOutput:
            RawOutput(descriptor: STDOUT_FILENO, name: "standard output", channels: channels)
        case .null, .jack: nil
        }
    }

    func poll(_ now: Nanoseconds) throws(LinkFailure) -> EndNews {
        if let error = behind?.error {
            if error == .closed { return .ended }
            throw LinkFailure(error)
        }
        guard let sink, !isAnnounced else { return .none }
        isAnnounced = true
        let name =
            switch settings.sink {
            case .file(let path): path
            case .standardOutput: "standard output"
            case .null, .jack: "null"
            }
        return .ready("\(name): at \(sink.sampleRate.hertz) Hz")
    }

    func takeWarnings() -> [LinkEvent] {
        let now = MonotonicClock.now()
        guard let sink, sink.overruns > overruns, now >= nextWarning else { return [] }
        nextWarning = now + Nanoseconds(1_000_000_000)
        let lost = (sink.overruns - overruns) * 1_000 / Pacer.cyclesPerSecond
        overruns = sink.overruns
        return [
            LinkEvent(
                .warning, "sink.slow",
                "what is received is not taken fast enough: \(lost) ms were dropped; use a faster "
                    + "disk or reader")
        ]
    }

    /// Everything received is written before it returns.
    func close() throws(LinkFailure) {
        sink = nil
        behind?.stop()
        thread?.free()
        thread = nil
        if let error = behind?.error, error != .closed { throw LinkFailure(error) }
    }
}
