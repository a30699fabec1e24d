import Codec
import DSP
import HostIO
import JackIO
import NetworkIO
import Protection
import RealTime
import Session
import Streaming
import Synchronization
import Units

/// What a sender sends, from the source's cycles to the socket; a change of the source or of the
/// session makes a new one, a change of the codec a voice that succeeds the one before.
final class SendStream {
    let media: SendMedia
    private(set) var voice: SendVoice
    /// The voice that is to take the place of the other one; both are sent once it flows.
    private(set) var successor: SendVoice? { didSet { doesSuccessorFlow = false } }
    private var doesSuccessorFlow = false
    private let feed: Lent<CaptureFeed>
    private let start: Int64
    private let rate: SampleRate
    private let periodFrames: Int
    private var socket: Lent<UDPSocket>?
    private var thread: Lent<RealTimeThread>?
    private weak var device: (any CaptureDevice)?

    /// Makes everything and lets the callback write into it; packets flow after `start`.
    init(
        _ settings: SendSettings, channels: Int, from device: any CaptureDevice
    ) throws(LinkFailure) {
        self.device = device
        rate = device.sampleRate
        periodFrames = device.periodFrames
        start = Int64.random(in: 0..<(1 << 31))
        feed = Lent(
            CaptureFeed(
                channels: channels, sampleRate: rate.hertz, periodFrames: periodFrames,
                position: start))
        do {
            voice = try SendVoice(
                settings, channels: channels, feed: UnsafePointer(feed.pointer), rate: rate,
                periodFrames: periodFrames, start: start, startTime: 0)
            media = try SendMedia(route: SendRoute(), impairment: settings.impairment)
        } catch let error as StreamingError {
            feed.free()
            throw LinkFailure(error)
        } catch {
            feed.free()
            throw LinkFailure(.system, "\(error)")
        }
        device.use(capture: feed.pointer, mediaFlag: media.flagDescriptor)
    }

    var description: StreamDescription { voice.description }

    /// What the media thread was not given; nil where it has all that it asked for.
    var shortage: String? {
        guard let thread, case .normal(let missing) = thread.pointer.pointee.scheduling else {
            return nil
        }
        return missing
    }

    /// Lets packets flow to `destination`, from `local`, the session's address here: the receiver
    /// takes them from no other where they are not protected.
    func start(
        to destination: MediaDestination, hearing feedbackSsrc: UInt32,
        _ feedback: PacketProtection, from local: SocketAddress?, _ settings: SendSettings
    ) throws(LinkFailure) {
        do throws(ProtectionError) {
            try voice.listen(to: feedbackSsrc, protection: feedback)
        } catch {
            throw LinkFailure(.protection(error))
        }
        var options = UDPSocketOptions()
        options.dscp = Int(settings.dscp)
        options.interface = settings.interface
        do {
            let socket = Lent(
                try UDPSocket(bindingTo: local ?? .any(port: 0), options: options))
            self.socket = socket
            let (media, feed) = (media, feed)
            let period = rate.duration(ofFrames: Int64(periodFrames)).count
            thread = Lent(
                try RealTimeThread(name: "jacknet-media", priority: 9) {
                    media.run(
                        feed: UnsafePointer(feed.pointer), socket: &socket.pointer.pointee,
                        destination: destination, periodNanoseconds: period)
                })
        } catch {
            throw LinkFailure(.system, "\(error)")
        }
        media.streams.add(voice.stream.pointer)
    }

    /// Marks the packets with the DiffServ code point `point` from now on.
    func setDSCP(_ point: UInt8) throws(UDPSocketError) {
        try socket?.pointer.pointee.setDSCP(Int(point))
    }

    // MARK: Succession

    /// Makes a voice as `settings` say, from the frame on that is captured now; it does not flow yet.
    func prepareSuccessor(
        _ settings: SendSettings
    ) throws(StreamingError) -> StreamDescription {
        let now = feed.pointer.pointee.ring.end
        let voice = try SendVoice(
            settings, channels: description.channels, feed: UnsafePointer(feed.pointer),
            rate: rate, periodFrames: periodFrames, start: now,
            startTime: rate.duration(ofFrames: now - start).count)
        successor = voice
        return voice.description
    }

    /// Lets it flow beside the other one; once, however often the receiver says so.
    func startSuccessor(
        hearing feedbackSsrc: UInt32, _ feedback: PacketProtection
    ) throws(ProtectionError) {
        guard let successor, !doesSuccessorFlow else { return }
        try successor.listen(to: feedbackSsrc, protection: feedback)
        doesSuccessorFlow = true
        let orders = voice.orders
        successor.orders.plan.store(orders.plan.load(ordering: .relaxed), ordering: .relaxed)
        successor.orders.loss.store(orders.loss.load(ordering: .relaxed), ordering: .relaxed)
        media.streams.add(successor.stream.pointer)
    }

    /// It flows alone from now on; false where it does not flow, and the other one goes on.
    func finishSuccession() -> Bool {
        guard let successor, doesSuccessorFlow else { return false }
        media.streams.remove(voice.stream.pointer)
        voice = successor
        self.successor = nil
        return true
    }

    /// The other one goes on alone.
    func dropSuccessor() {
        guard let successor else { return }
        media.streams.remove(successor.stream.pointer)
        self.successor = nil
    }

    /// Sends this beside the stream from now on.
    func use(_ plan: RepairPlan) {
        for voice in [voice, successor] {
            voice?.orders.plan.store(plan.bits, ordering: .relaxed)
        }
    }

    /// So much is lost in spite of repair.
    func noteLoss(percent: Int) {
        for voice in [voice, successor] {
            voice?.orders.loss.store(percent, ordering: .relaxed)
        }
    }

    /// The highest sample of each channel since the last call, dBFS.
    func takePeaks() -> [Decibels] {
        (0..<description.channels).map {
            Decibels(amplitude: Double(feed.pointer.pointee.meter.takePeak($0)))
        }
    }

    /// Stops the packets and frees everything.
    deinit {
        device?.use(capture: nil, mediaFlag: -1)
        media.stop()
        if let thread {
            thread.pointer.pointee.join()
            thread.free()
        }
        socket?.free()
        feed.free()
    }
}
