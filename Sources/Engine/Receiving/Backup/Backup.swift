import DSP
import FileIO
import HostIO
import JackIO
import Synchronization
import Units

/// Plays a file in the place of a receiver's sound while that is silent or gone. The link's thread.
final class Backup {
    /// From the one sound to the other.
    private static let fade = Nanoseconds(1_000_000_000)

    let channels: Int
    private let path: String
    private let sampleRate: SampleRate
    private weak var device: (any PlayoutDevice)?
    private var mixer: Lent<BackupMixer>?
    private var reader: BackupReader?
    private var thread: Lent<RealTimeThread>?
    private var isPlaying = false
    private var toldError: FileIOError?

    /// Throws where the file cannot be read, or holds no sound.
    init(path: String) throws(LinkFailure) {
        self.path = path
        do throws(FileIOError) {
            let input = try FileLoop.open(path)
            channels = input.channels
            sampleRate = input.sampleRate
        } catch {
            throw LinkFailure(error)
        }
    }

    deinit { leave() }

    /// `ready`, `playing`, or `waiting` for a sink or for the file.
    var word: String {
        guard mixer != nil, reader?.error == nil else { return "waiting" }
        return isPlaying ? "playing" : "ready"
    }

    /// Plays on the sink's device from now on; where that is another one, what played begins anew.
    func follow(_ sink: any ReceiveSink) throws(LinkFailure) {
        let current = sink.playoutDevice
        guard current !== device || (current == nil) != (mixer == nil) else { return }
        leave()
        guard let current else { return }
        let made = Lent(
            BackupMixer(
                channels: channels, ringFrames: current.sampleRate.hertz,
                fadeFrames: Int(current.sampleRate.frames(in: Self.fade)),
                maximumFrames: JackClient.maximumFrames))
        let reader = BackupReader(path: path, rate: current.sampleRate, mixer: made)
        do throws(HostIOError) {
            thread = Lent(
                try RealTimeThread(name: "jacknet-backup", priority: nil) { reader.run() })
        } catch {
            made.free()
            throw LinkFailure(.system, error.description)
        }
        self.reader = reader
        mixer = made
        device = current
        current.use(backup: made.pointer)
    }

    /// Leaves the device, and gives everything back.
    func leave() {
        device?.use(backup: nil)
        device = nil
        reader?.stop()
        thread?.free()
        thread = nil
        reader = nil
        mixer?.free()
        mixer = nil
        isPlaying = false
    }

    /// Where a sink takes what was not asked otherwise from the first stream, the file is the first.
    func prepare(_ sink: any ReceiveSink) throws(LinkFailure) {
        guard sink.portCount == 0 else { return }
        try sink.prepare(channels: max(2, channels), rate: sampleRate)
    }

    /// Plays while the link `isSilent`; what is to be told of it.
    func play(isSilent: Bool) -> [LinkEvent] {
        guard let mixer = mixer?.pointer, let reader else { return [] }
        var events: [LinkEvent] = []
        let error = reader.error
        if let error, error != toldError {
            events.append(
                LinkEvent(.warning, "backup.failed", "--backup: \(error.description)"))
        }
        toldError = error
        let from =
            isSilent
            ? [BackupMixer.Phase.ready, BackupMixer.Phase.leaving] : [BackupMixer.Phase.playing]
        let to = isSilent ? BackupMixer.Phase.playing : BackupMixer.Phase.leaving
        let changes = from.contains { phase in
            mixer.pointee.phase.compareExchange(
                expected: phase, desired: to, ordering: .acquiringAndReleasing
            ).exchanged
        }
        guard changes else { return events }
        isPlaying = isSilent
        events.append(
            isSilent
                ? LinkEvent(.warning, "backup.playing", "\(path) is played meanwhile")
                : LinkEvent(.info, "backup.ended", "\(path) gives way to the sound"))
        return events
    }
}
