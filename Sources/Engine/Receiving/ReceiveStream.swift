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
    private let isAutomatic: Bool
    /// Of this receiver's RTCP.
    let feedbackSsrc = UInt32.random(in: 1 ... .max)

    /// Has packets of `description` from `peer` taken from now on; nothing sounds before `play`.
    /// `keptDelay` is one that was played with before, when the same sender was here, ns.
    init(
        _ description: StreamDescription, from peer: SocketAddress, latency: LatencyWish,
        keptDelay: Int64?, sharesClock: Bool, repair: RepairWish, media: ReceiveMedia
    ) throws(CodecError) {
        self.description = description
        self.sharesClock = sharesClock
        isAutomatic = latency.known == nil
        self.media = media
        let configuration = try Self.configuration(description)
        let rate = Double(description.sampleRate)
        let lookahead = Int(clamping: min(max(description.lookaheadFrames, 0), 4_800))
        let longest = latency.known?.seconds ?? Double(DelayController.most) * 1e-9
        let capacity = max(Int((longest + 1) * rate), 2 * configuration.framesPerPacket)
        shared = Lent(
            PlayoutShared(
                channels: description.channels, sampleRate: description.sampleRate,
                origin: description.startPosition, capacityFrames: capacity,
                delayNanoseconds: latency.known?.count ?? 0))
        let lookaheadTime = Int64(Double(lookahead) * 1e9 / rate)
        do throws(CodecError) {
            received = Lent(
                ReceivedStream(
                    receiver: try StreamReceiver(
                        shared: UnsafePointer(shared.pointer), configuration: configuration,
                        lookaheadFrames: lookahead, periodFrames: description.periodFrames,
                        budget: Self.concealmentBudget(latency), ssrc: description.ssrc,
                        repairSsrc: description.repairSsrc,
                        feedbackSsrc: feedbackSsrc,
                        payloadType: description.payloadType,
                        repair: repair.wish, residual: latency.residual, protection: .none),
                    policy: DelayPolicy(
                        latency.wish, lookaheadNanoseconds: lookaheadTime,
                        frameNanoseconds: configuration.kind == .opus
                            ? Int64(configuration.framesPerPacket) * 1_000_000_000 / 48_000 : 0,
                        kept: keptDelay),
                    shared: UnsafePointer(shared.pointer), counts: counts, peer: peer,
                    sharesClock: sharesClock))
        } catch {
            shared.free()
            throw error
        }
        media.use(received.pointer)
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

    /// Has `device` play it from now on; again after the device, or its period, has changed.
    func play(on device: any PlayoutDevice) {
        fadeOut()
        shared.pointer.pointee.isEnding.store(false, ordering: .relaxed)
        shared.pointer.pointee.hasEnded.store(false, ordering: .relaxed)
        let old = feed
        let made = Lent(
            PlayoutFeed(
                shared: UnsafePointer(shared.pointer), outputRate: device.sampleRate.hertz,
                periodFrames: device.periodFrames, maximumFrames: JackClient.maximumFrames,
                sharesClock: sharesClock, isAutomatic: isAutomatic))
        let period = device.sampleRate.duration(ofFrames: Int64(device.periodFrames))
        let reach = Double(made.pointer.pointee.reach) / Double(description.sampleRate)
        let hasItsPeriod =
            device.sampleRate.hertz == description.sampleRate
            && device.periodFrames == description.periodFrames
        media.keepsPhase.store(sharesClock && hasItsPeriod, ordering: .relaxed)
        media.outputNeed.store(period.count + Int64(reach * 1e9), ordering: .relaxed)
        device.use(playout: made.pointer)
        feed = made
        self.device = device
        old?.free()
    }

    /// The device is gone: nothing plays.
    func detach() {
        feed?.free()
        feed = nil
        device = nil
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
        media.use(nil)
        received.free()
        shared.free()
    }
}
