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

/// One stream of a receiver, from the media thread to the sink's cycles.
final class ReceiveStream {
    let description: StreamDescription
    let counts = MediaCounts()
    private let media: ReceiveMedia
    private let shared: Lent<PlayoutShared>
    private let received: Lent<ReceivedStream>
    private var feed: Lent<PlayoutFeed>?
    private weak var device: (any PlayoutDevice)?
    private let sharesClock: Bool
    /// What it takes over from, as long as that is under way.
    private var predecessor: ReceiveStream?
    /// Of this receiver's RTCP.
    let feedbackSsrc: UInt32
    /// Of that, to be said to the sender; nil where the link is open.
    let feedbackSecret: MediaSecret?

    /// Has packets of `description` from `peer` taken from now on; nothing sounds before `play`.
    /// There is `room` for a latency that may be asked for later. `keptDelay` is one that was played with
    /// before, when the same sender was here, ns. A stream with as
    /// many channels that `predecessor` is: once it can, this one goes on in its place. `greeted` is where the sender
    /// waits for a datagram from here before it sends any.
    init(
        _ description: StreamDescription, from peer: SocketAddress,
        greeting greeted: SocketAddress? = nil, latency: LatencyWish,
        room: LatencyWish? = nil, keptDelay: Int64?, sharesClock: Bool, media: ReceiveMedia,
        orders: ReceiveOrders,
        repair: RepairWish, protection: PacketProtection,
        takingOverFrom predecessor: ReceiveStream? = nil
    ) throws(StreamingError) {
        let feedbackSsrc = UInt32.random(in: 1 ... .max)
        self.feedbackSsrc = feedbackSsrc
        let feedbackProtection = PacketProtection.random(protection.profile)
        feedbackSecret = feedbackProtection.secret
        self.description = description
        self.sharesClock = sharesClock
        self.media = media
        self.predecessor = predecessor
        let configuration: CodecConfiguration
        do throws(CodecError) { configuration = try Self.configuration(description) } catch {
            throw .codec(error)
        }
        let rate = Double(description.sampleRate)
        let lookahead = Int(clamping: min(max(description.lookaheadFrames, 0), 4_800))
        let capacity = max(
            Int((Self.reach(of: room ?? latency).seconds + 1) * rate),
            2 * configuration.framesPerPacket)
        shared = Lent(
            PlayoutShared(
                channels: description.channels, sampleRate: description.sampleRate,
                origin: description.startPosition,
                originTime: Double(description.startTime) * 1e-9, capacityFrames: capacity,
                delayNanoseconds: latency.known?.count ?? 0))
        let lookaheadTime = Int64(Double(lookahead) * 1e9 / rate)
        do throws(StreamingError) {
            received = Lent(
                ReceivedStream(
                    receiver: try StreamReceiver(
                        shared: UnsafePointer(shared.pointer), configuration: configuration,
                        lookaheadFrames: lookahead, periodFrames: description.periodFrames,
                        budget: Self.concealmentBudget(latency), ssrc: description.ssrc,
                        repairSsrc: description.repairSsrc,
                        feedbackSsrc: feedbackSsrc,
                        payloadType: description.payloadType,
                        repair: repair.wish, residual: latency.residual, protection: protection,
                        feedbackProtection: feedbackProtection,
                        longestDelay: Self.reach(of: room ?? latency).count),
                    policy: DelayPolicy(
                        latency.wish, lookaheadNanoseconds: lookaheadTime,
                        frameNanoseconds: configuration.kind == .opus
                            ? Int64(configuration.framesPerPacket) * 1_000_000_000 / 48_000 : 0,
                        kept: keptDelay),
                    shared: UnsafePointer(shared.pointer), counts: counts, peer: peer,
                    greeting: greeted,
                    isProtected: protection != .none, sharesClock: sharesClock, orders: orders,
                    takingOverFrom: predecessor?.received.pointer))
        } catch {
            shared.free()
            throw error
        }
        media.streams.add(received.pointer)
    }

    /// The longest latency that a stream is made for which was begun with `latency`: any shorter one
    /// is another wish to it, a longer one needs another stream.
    static func reach(of latency: LatencyWish) -> Nanoseconds {
        max(latency.known ?? .zero, Nanoseconds(DelayController.most))
    }

    /// A tenth of the latency, and 2 ms at most: the thread has other work. One that is found by itself
    /// may be short.
    private static func concealmentBudget(_ latency: LatencyWish) -> Int64 {
        guard let known = latency.known else { return 500_000 }
        return min(max(known.count / 10, 300_000), 2_000_000)
    }

    /// Validates what came from outside.
    private static func configuration(
        _ stream: StreamDescription
    ) throws(CodecError) -> CodecConfiguration {
        guard let kind = CodecKind(rawValue: stream.codec) else {
            throw .opus(call: "codec \(stream.codec.prefix(16))", status: -1)
        }
        guard let rate = SampleRate(hertz: stream.sampleRate),
            (8_000...384_000).contains(stream.sampleRate),
            (0..<(1 << 40)).contains(stream.startPosition),
            (1...65_536).contains(stream.periodFrames)
        else { throw .sampleRate(SampleRate(hertz: stream.sampleRate) ?? .dat) }
        return try CodecConfiguration(
            kind: kind, channels: stream.channels, sampleRate: rate,
            bitsPerSecond: stream.bitsPerSecond, frameDuration: stream.frameDuration,
            maximumPayloadBytes: min(stream.maximumPayloadBytes, Defaults.longestDatagram),
            laneCount: kind == .opus ? stream.lanes : nil)
    }

    /// Has `device` play it from now on; again after the device, or its period, has changed. One that
    /// takes over from a stream which plays there lets it go on until then.
    func play(on device: any PlayoutDevice) {
        let other = predecessor.flatMap { $0.device === device ? $0.feed?.pointer : nil }
        if other == nil { fadeOut() }
        shared.pointer.pointee.isEnding.store(false, ordering: .relaxed)
        shared.pointer.pointee.hasEnded.store(false, ordering: .relaxed)
        let old = feed
        let made = Lent(
            PlayoutFeed(
                shared: UnsafePointer(shared.pointer), outputRate: device.sampleRate.hertz,
                periodFrames: device.periodFrames, maximumFrames: JackClient.maximumFrames,
                sharesClock: sharesClock, takingOverFrom: other))
        let period = device.sampleRate.duration(ofFrames: Int64(device.periodFrames))
        let reach = Double(made.pointer.pointee.reach) / Double(description.sampleRate)
        let hasItsPeriod =
            device.sampleRate.hertz == description.sampleRate
            && device.periodFrames == description.periodFrames
        shared.pointer.pointee.keepsPhase.store(
            sharesClock && hasItsPeriod, ordering: .relaxed)
        shared.pointer.pointee.outputNeed.store(
            period.count + Int64(reach * 1e9), ordering: .relaxed)
        device.use(playout: made.pointer)
        feed = made
        self.device = device
        old?.free()
    }

    // MARK: Taking over

    /// It plays alone, and the stream before it is heard no more; true as well where it never took over
    /// from one.
    var hasTakenOver: Bool {
        guard predecessor?.feed != nil else { return true }
        return shared.pointer.pointee.handover.load(ordering: .acquiring)
            == Handover.done
    }

    /// Lets go of the stream before it, which is not heard any more.
    func forgetPredecessor() {
        predecessor?.device = nil
        predecessor = nil
    }

    /// The stream before it goes on alone, and this one is of no more use; false where it is too late for
    /// that.
    func giveUp() -> Bool {
        let found = shared.pointer.pointee.handover.compareExchange(
            expected: Handover.waiting, desired: Handover.givenUp,
            ordering: .acquiringAndReleasing)
        guard found.exchanged else { return false }
        if let device, let other = predecessor?.feed { device.use(playout: other.pointer) }
        device = nil
        return true
    }

    /// Nothing plays on the device any more, which may be standing still in the middle of a fade.
    func leaveDevice() {
        device?.use(playout: nil)
        detach()
    }

    /// The device is gone: nothing plays.
    func detach() {
        feed?.free()
        feed = nil
        device = nil
    }

    /// What the sink, the way and this machine need of the latency, whatever the codec.
    var surroundings: Nanoseconds {
        let distance = max(counts.distance.load(ordering: .relaxed), 0)
        let need = shared.pointer.pointee.outputNeed.load(ordering: .relaxed)
        return Nanoseconds(need + distance) + DelayPolicy.slack
    }

    /// The sink plays frames of it.
    var isPlaying: Bool {
        shared.pointer.pointee.isPlaying
    }

    var resyncs: Int { shared.pointer.pointee.resyncs.count }

    /// The highest sample of each channel since the last call, dBFS.
    func takePeaks() -> [Decibels] {
        (0..<description.channels).map {
            Decibels(amplitude: Double(shared.pointer.pointee.meter.takePeak($0)))
        }
    }

    /// Lets what plays fade to silence; waits for it, as long as a sink that runs takes.
    private func fadeOut() {
        guard feed != nil, device != nil, isPlaying else { return }
        shared.pointer.pointee.isEnding.store(true, ordering: .releasing)
        for _ in 0..<50 where !shared.pointer.pointee.hasEnded.load(ordering: .acquiring) {
            MonotonicClock.sleep(until: MonotonicClock.now() + Nanoseconds(1_000_000))
        }
    }

    deinit {
        fadeOut()
        device?.use(playout: nil)
        feed?.free()
        media.streams.remove(received.pointer)
        received.free()
        shared.free()
    }
}
