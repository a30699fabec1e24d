import FileIO
import Glibc
import HostIO
import Units

/// A tone, a file or a pipe at a sender's end. A file or a pipe begins when the peer plays, so that
/// nothing of it is lost, and ends the link; without a peer it stands still.
final class PacedSourceEnd: SendSource {
    let channels: Int
    private let source: PacedSource
    private let mixer: EndMixer
    private let ahead: ReadAhead?
    private let thread: Lent<RealTimeThread>?
    private let name: String
    private var isAnnounced = false
    private var isPlaying = false
    private var underruns = 0
    private var nextWarning = Nanoseconds.zero

    init(_ settings: SendSettings) throws(LinkFailure) {
        let input: (any SampleInput)?
        var rate = settings.rate ?? Defaults.rate
        do throws(FileIOError) {
            switch settings.source {
            case .file(let path):
                let file = try SoundFileInput(path: path)
                rate = file.sampleRate
                input = file
                name = path
            case .standardInput:
                name = "standard input"
                input = RawInput(
                    descriptor: STDIN_FILENO, name: name,
                    channels: settings.channels ?? Defaults.channels)
            case .tone(let hertz):
                name = "tone:" + (Int(exactly: hertz).map { "\($0)" } ?? "\(hertz)")
                input = nil
            case .jack:
                name = ""
                input = nil
            }
        } catch {
            throw LinkFailure(error)
        }
        mixer = EndMixer(settings.mix)
        channels = settings.channels ?? input?.channels ?? Defaults.channels
        do throws(HostIOError) {
            guard let input else {
                guard case .tone(let hertz) = settings.source else {
                    throw HostIOError.eventUnavailable(errno: EINVAL)
                }
                ahead = nil
                thread = nil
                source = try PacedSource(
                    .tone(hertz: hertz), channels: channels, rate: rate, mixer: mixer)
                source.play()
                return
            }
            let ahead = ReadAhead(input, frames: rate.hertz / 4)
            self.ahead = ahead
            thread = Lent(try RealTimeThread(name: "jacknet-read", priority: nil) { ahead.run() })
            source = try PacedSource(
                .input(ahead), channels: channels, rate: rate, mixer: mixer)
        } catch {
            throw LinkFailure(.system, error.description)
        }
    }

    var captureDevice: (any CaptureDevice)? { source }
    var xruns: Int { source.skips }

    func mix(_ settings: MixSettings) { mixer.set(settings) }

    func peerPlays() { source.play() }

    func poll(_ now: Nanoseconds) throws(LinkFailure) -> EndNews {
        if let error = ahead?.error { throw LinkFailure(error) }
        guard isAnnounced else {
            isAnnounced = true
            return .ready("\(name): \(channels) channels at \(source.sampleRate.hertz) Hz")
        }
        return source.end == nil ? .none : .ended
    }

    func takeWarnings() -> [LinkEvent] {
        let now = MonotonicClock.now()
        let count = source.underruns
        guard count > underruns, now >= nextWarning else { return [] }
        nextWarning = now + Nanoseconds(1_000_000_000)
        defer { underruns = count }
        return [
            LinkEvent(
                .warning, "source.dry",
                "\(name) had no sound in time (\(count - underruns) times): silence is sent "
                    + "meanwhile")
        ]
    }

    func close() {
        ahead?.stop()
        thread?.free()
    }
}
