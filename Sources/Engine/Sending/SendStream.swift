import Codec
import DSP
import HostIO
import JackIO
import NetworkIO
import Protection
import RealTime
import Session
import Streaming
import Units

/// One stream of a sender, from the source's cycles to the socket; a change of the source or of the
/// session makes a new one.
final class SendStream {
    let description: StreamDescription
    let media: SendMedia
    private let feed: Lent<CaptureFeed>
    private let sender: Lent<StreamSender>
    private var socket: Lent<UDPSocket>?
    private var thread: Lent<RealTimeThread>?
    private weak var device: (any CaptureDevice)?
    private let periodNanoseconds: Int64

    /// Makes everything and lets the callback write into it; packets flow after `start`.
    init(
        _ settings: SendSettings, channels: Int, from device: any CaptureDevice
    ) throws(LinkFailure) {
        self.device = device
        let rate = device.sampleRate
        let period = device.periodFrames
        let start = Int64.random(in: 0..<(1 << 31))
        let ssrc = UInt32.random(in: 1 ... .max)
        let repairSsrc = ssrc ^ 0x5a5a_5a5a
        feed = Lent(
            CaptureFeed(
                channels: channels, sampleRate: rate.hertz, periodFrames: period,
                position: start))
        periodNanoseconds = rate.duration(ofFrames: Int64(period)).count
        do {
            let configuration = try Self.configuration(settings, channels: channels, rate: rate)
            let payloadType: UInt8 = 96
            sender = Lent(
                try StreamSender(
                    feed: UnsafePointer(feed.pointer), configuration: configuration,
                    inputRate: rate.hertz, maximumPeriodFrames: JackClient.maximumFrames,
                    ssrc: ssrc, repairSsrc: repairSsrc, payloadType: payloadType,
                    sequenceNumber: .random(in: 0 ... .max), protection: .none))
            media = try SendMedia(route: SendRoute(), impairment: settings.impairment)
            description = StreamDescription(
                codec: configuration.kind.rawValue, channels: channels,
                sampleRate: configuration.clockRate,
                frameDuration: configuration.frameDuration,
                bitsPerSecond: configuration.bitsPerSecond, lanes: configuration.laneCount,
                lookaheadFrames: sender.pointer.pointee.lookaheadFrames,
                maximumPayloadBytes: configuration.maximumPayloadBytes, ssrc: ssrc,
                repairSsrc: repairSsrc, payloadType: payloadType, startPosition: start,
                periodFrames: period)
        } catch let error as CodecError {
            feed.free()
            throw LinkFailure(.usage, error.description)
        } catch {
            feed.free()
            throw LinkFailure(.system, "\(error)")
        }
        device.use(capture: feed.pointer, mediaFlag: media.flagDescriptor)
    }

    private static func configuration(
        _ settings: SendSettings, channels: Int, rate: SampleRate
    ) throws(CodecError) -> CodecConfiguration {
        // IPv6 and UDP headers, RTP with its extension, and what encryption will take.
        let headers = 40 + 8 + 28 + 16
        let kind = CodecKind(rawValue: settings.codec.rawValue) ?? .f32
        return try CodecConfiguration(
            kind: kind, channels: channels,
            sampleRate: kind == .opus ? .dat : rate,
            bitsPerSecond: settings.opus.bitsPerSecond
                ?? channels * Defaults.bitsPerSecondPerChannel,
            frameDuration: Int(settings.opus.frame.duration.count * 48 / 1_000_000),
            application: OpusApplication(rawValue: settings.opus.application.rawValue) ?? .audio,
            maximumPayloadBytes: min(settings.mtuBytes, Defaults.longestDatagram) - headers)
    }

    /// What the media thread was not given; nil where it has all that it asked for.
    var shortage: String? {
        guard let thread, case .normal(let missing) = thread.pointer.pointee.scheduling else {
            return nil
        }
        return missing
    }

    /// Lets packets flow to `destination`, from `local`, the session's address here: the receiver
    /// takes them from no other.
    func start(
        to destination: SocketAddress, hearing feedbackSsrc: UInt32, from local: SocketAddress?,
        _ settings: SendSettings
    ) throws(LinkFailure) {
        sender.pointer.pointee.listen(to: feedbackSsrc)
        var options = UDPSocketOptions()
        options.dscp = Int(settings.dscp)
        options.interface = settings.interface
        do {
            let socket = Lent(
                try UDPSocket(bindingTo: local ?? .any(port: 0), options: options))
            self.socket = socket
            let (media, feed, sender) = (media, feed, sender)
            let period = periodNanoseconds
            thread = Lent(
                try RealTimeThread(name: "jacknet-media", priority: 9) {
                    media.run(
                        feed: UnsafePointer(feed.pointer), sender: &sender.pointer.pointee,
                        socket: &socket.pointer.pointee, destination: destination,
                        periodNanoseconds: period)
                })
        } catch {
            throw LinkFailure(.system, "\(error)")
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
        sender.free()
        feed.free()
    }
}
