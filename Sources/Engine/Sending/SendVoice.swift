import Codec
import HostIO
import JackIO
import Protection
import Session
import Streaming
import Synchronization
import Units

/// One coding of a sender's sound: a stream of its own.
final class SendVoice {
    let description: StreamDescription
    let configuration: CodecConfiguration
    let orders: SendOrders
    /// The media thread has protected so many packets that another key is due.
    var isWornOut: Bool { orders.isWornOut.load(ordering: .relaxed) }
    let stream: Lent<SentStream>

    /// Codes what `feed` captures at `rate`, from its frame at `start` on, which is `startTime` ns after
    /// its first one.
    init(
        _ settings: SendSettings, channels: Int, feed: UnsafePointer<CaptureFeed>,
        rate: SampleRate, periodFrames: Int, start: Int64, startTime: Int64
    ) throws(StreamingError) {
        let protection = PacketProtection.random(settings.protection)
        do throws(CodecError) {
            configuration = try Self.configuration(settings, channels: channels, rate: rate)
        } catch {
            throw .codec(error)
        }
        let ssrc = UInt32.random(in: 1 ... .max)
        let repairSsrc = ssrc ^ 0x5a5a_5a5a
        let payloadType: UInt8 = 96
        let sender = try StreamSender(
            feed: feed, configuration: configuration, inputRate: rate.hertz, origin: start,
            maximumPeriodFrames: JackClient.maximumFrames, ssrc: ssrc, repairSsrc: repairSsrc,
            payloadType: payloadType, protection: protection)
        description = StreamDescription(
            codec: configuration.kind.rawValue, channels: channels,
            sampleRate: configuration.clockRate, frameDuration: configuration.frameDuration,
            bitsPerSecond: configuration.bitsPerSecond, lanes: configuration.laneCount,
            lookaheadFrames: sender.lookaheadFrames,
            maximumPayloadBytes: configuration.maximumPayloadBytes, ssrc: ssrc,
            repairSsrc: repairSsrc, payloadType: payloadType, startPosition: start,
            startTime: startTime, periodFrames: periodFrames, secret: protection.secret)
        orders = SendOrders(bitsPerSecond: configuration.bitsPerSecond)
        stream = Lent(SentStream(sender, orders))
    }

    static func configuration(
        _ settings: SendSettings, channels: Int, rate: SampleRate
    ) throws(CodecError) -> CodecConfiguration {
        // IPv6 and UDP headers, RTP with its extension, and what encryption takes.
        let headers = 40 + 8 + 28 + settings.protection.overheadBytes
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

    /// Of the whole link, as the encoder is told.
    var bitsPerSecond: Int { orders.bitsPerSecond.load(ordering: .relaxed) }

    /// Hears the receiver's RTCP under this SSRC. Before the stream flows.
    func listen(
        to feedbackSsrc: UInt32, protection: PacketProtection
    ) throws(ProtectionError) {
        try stream.pointer.pointee.sender.listen(to: feedbackSsrc, protection: protection)
    }

    /// The media thread must be done with it.
    deinit { stream.free() }
}
