package import Codec
import Protection
package import Streaming
import Synchronization

/// Both halves of a stream as the session would agree on one, and what they share with the callbacks at either
/// end. One thread.
package final class StreamPair {
    package struct Settings: Sendable {
        package var configuration: CodecConfiguration
        /// Of both cards, Hz.
        package var rate: Int
        /// Of the sender's card and of the receiver's, frames.
        package var sendPeriod: Int
        package var playPeriod: Int
        /// From the shortest way's arrival to the output port, ns.
        package var delay: Int64
        /// A packet that comes so long behind others may be taken for a replay, ns.
        package var longestDelay: Int64
        /// What is kept of the sound, frames.
        package var capacityFrames = 16_384
        /// Of the sound; its feedback and its repair have those after it.
        package var ssrc: UInt32 = 100

        package init(
            configuration: CodecConfiguration, rate: Int, sendPeriod: Int, playPeriod: Int,
            delay: Int64, longestDelay: Int64
        ) {
            self.configuration = configuration
            self.rate = rate
            self.sendPeriod = sendPeriod
            self.playPeriod = playPeriod
            self.delay = delay
            self.longestDelay = longestDelay
        }
    }

    /// The longest period of either card, frames.
    package static var longestPeriod: Int { 1_024 }
    private static var start: Int64 { 1 << 20 }
    private static var payloadType: UInt8 { 96 }

    package var sender: StreamSender
    package var receiver: StreamReceiver
    package let feed: UnsafeMutablePointer<CaptureFeed>
    package let shared: UnsafeMutablePointer<PlayoutShared>
    package let playout: UnsafeMutablePointer<PlayoutFeed>
    private let settings: Settings

    package init(_ settings: Settings) throws(StreamingError) {
        self.settings = settings
        let feed = UnsafeMutablePointer<CaptureFeed>.allocate(capacity: 1)
        let shared = UnsafeMutablePointer<PlayoutShared>.allocate(capacity: 1)
        let channels = settings.configuration.channels
        feed.initialize(
            to: CaptureFeed(
                channels: channels, sampleRate: settings.rate, periodFrames: settings.sendPeriod,
                position: Self.start))
        shared.initialize(
            to: PlayoutShared(
                channels: channels, sampleRate: settings.configuration.clockRate,
                origin: Self.start, capacityFrames: settings.capacityFrames,
                delayNanoseconds: settings.delay))
        do throws(StreamingError) {
            let packets = PacketProtection.random(.aeadAES256GCM)
            let feedback = PacketProtection.random(.aeadAES256GCM)
            sender = try Self.sender(settings, feed, packets, feedback)
            receiver = try Self.receiver(
                settings, shared, sender.lookaheadFrames, packets, feedback)
        } catch {
            feed.deinitialize(count: 1)
            feed.deallocate()
            shared.deinitialize(count: 1)
            shared.deallocate()
            throw error
        }
        self.feed = feed
        self.shared = shared
        playout = .allocate(capacity: 1)
        shared.pointee.mayPlay.store(true, ordering: .relaxed)
        playout.initialize(to: player(settings.playPeriod))
        receiver.setPlayoutNeed(need(settings.playPeriod))
    }

    deinit {
        playout.deinitialize(count: 1)
        playout.deallocate()
        shared.deinitialize(count: 1)
        shared.deallocate()
        feed.deinitialize(count: 1)
        feed.deallocate()
    }

    /// The receiver's card has another period from now on, frames.
    package func play(period: Int) {
        playout.deinitialize(count: 1)
        playout.initialize(to: player(period))
        receiver.setPlayoutNeed(need(period))
    }

    private static func sender(
        _ settings: Settings, _ feed: UnsafeMutablePointer<CaptureFeed>,
        _ packets: PacketProtection, _ feedback: PacketProtection
    ) throws(StreamingError) -> StreamSender {
        var sender = try StreamSender(
            feed: UnsafePointer(feed), configuration: settings.configuration,
            inputRate: settings.rate, origin: start, maximumPeriodFrames: longestPeriod,
            ssrc: settings.ssrc, repairSsrc: settings.ssrc + 1, payloadType: payloadType,
            sequenceNumber: 30_000, protection: packets)
        do throws(ProtectionError) {
            try sender.listen(to: settings.ssrc + 2, protection: feedback)
        } catch {
            throw .protection(error)
        }
        return sender
    }

    private static func receiver(
        _ settings: Settings, _ shared: UnsafeMutablePointer<PlayoutShared>, _ lookahead: Int,
        _ packets: PacketProtection, _ feedback: PacketProtection
    ) throws(StreamingError) -> StreamReceiver {
        try StreamReceiver(
            shared: UnsafePointer(shared), configuration: settings.configuration,
            lookaheadFrames: lookahead, periodFrames: settings.sendPeriod, budget: 2_000_000,
            ssrc: settings.ssrc, repairSsrc: settings.ssrc + 1, feedbackSsrc: settings.ssrc + 2,
            payloadType: payloadType, repair: .auto, protection: packets,
            feedbackProtection: feedback, longestDelay: settings.longestDelay)
    }

    /// From a cycle's beginning to the newest frame that it looks at, ns.
    private func need(_ period: Int) -> Int64 {
        Int64(period + 32) * 1_000_000_000 / Int64(settings.rate)
    }

    private func player(_ period: Int) -> PlayoutFeed {
        PlayoutFeed(
            shared: UnsafePointer(shared), outputRate: settings.rate, periodFrames: period,
            maximumFrames: Self.longestPeriod, sharesClock: false)
    }
}
