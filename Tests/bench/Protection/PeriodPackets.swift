import Codec
import Glibc
import Protection
import Streaming
import Units

/// The packets that one period of a link becomes, in clear: as long as jacknet makes them.
struct PeriodPackets {
    /// Bytes of header: fixed, and with the capture stamp in the period's first packet.
    static func headerBytes(_ packet: [UInt8]) -> Int { packet[0] & 0x10 != 0 ? 28 : 12 }

    let packets: [[UInt8]]
    /// How many of them a second has.
    let perSecond: Double

    /// 32-bit float at 48 kHz, datagrams of `mtu` bytes.
    init(channels: Int, periodFrames: Int, mtu: Int) throws {
        // IPv6 and UDP headers, RTP with its extension, and the tag.
        let headers = 40 + 8 + 28 + ProtectionProfile.aeadAES256GCM.overheadBytes
        let feed = UnsafeMutablePointer<CaptureFeed>.allocate(capacity: 1)
        feed.initialize(
            to: CaptureFeed(
                channels: channels, sampleRate: 48_000, periodFrames: periodFrames, position: 0))
        defer {
            feed.deinitialize(count: 1)
            feed.deallocate()
        }
        var sender = try StreamSender(
            feed: UnsafePointer(feed),
            configuration: CodecConfiguration(
                kind: .f32, channels: channels, sampleRate: .dat,
                maximumPayloadBytes: mtu - headers),
            inputRate: 48_000, origin: 0, maximumPeriodFrames: periodFrames, ssrc: 7,
            repairSsrc: 0, payloadType: 96, protection: .none)
        sender.handle(CycleRecord(position: 0, frames: Int32(periodFrames), time: 0))
        packets = (0..<sender.pendingPackets).compactMap { index in
            sender.packet(at: index, now: 0).map { Array($0) }
        }
        perSecond = Double(packets.count) * 48_000 / Double(periodFrames)
    }
}
