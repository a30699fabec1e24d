// An end whose sound is changed while it runs: a tone, muted and unmuted, without a click.
import Glibc
import HostIO
import RealTime
import Streaming
import Testing
import Units

@testable import Engine

@Suite struct EndMixTests {
    /// Waits until so many frames have come; half a second of them can be read.
    private func wait(_ feed: UnsafeMutablePointer<CaptureFeed>, until frames: Int64) {
        let deadline = MonotonicClock.now() + Nanoseconds(20_000_000_000)
        while feed.pointee.ring.end < frames, MonotonicClock.now() < deadline {
            MonotonicClock.sleep(until: MonotonicClock.now() + Nanoseconds(1_000_000))
        }
    }

    private func read(
        _ feed: UnsafeMutablePointer<CaptureFeed>, _ channel: Int, from position: Int64
    ) -> [Float] {
        var samples = [Float](repeating: 0, count: Int(feed.pointee.ring.end - position))
        let count = samples.count
        feed.pointee.ring.read(into: &samples, channel: channel, at: position, frames: count)
        return samples
    }

    private func discontinuity(_ samples: [Float]) -> Float {
        let turn = 2 * cosf(2 * .pi * 997 / 48_000)
        return samples.indices.dropFirst(2).map {
            (samples[$0] - turn * samples[$0 - 1] + samples[$0 - 2]).magnitude
        }.max() ?? 0
    }

    @Test func aToneIsMutedAndMappedLive() throws {
        var settings = SendSettings(host: "h", source: .tone(hertz: 997), rate: .dat)
        settings.mix = MixSettings(gain: Decibels(6), map: ChannelMap([0, nil]))
        let end = try PacedSourceEnd(settings)
        let feed = Lent(
            CaptureFeed(channels: 2, sampleRate: 48_000, periodFrames: 240, position: 0))
        let device = try #require(end.captureDevice)
        device.use(capture: feed.pointer, mediaFlag: -1)
        end.peerPlays()
        wait(feed.pointer, until: 2_400)
        // In force from the first frame.
        let loud = read(feed.pointer, 0, from: 0)
        #expect((loud.max()! - 0.2512).magnitude < 1e-3)
        #expect(read(feed.pointer, 1, from: 0).allSatisfy { $0 == 0 })
        end.mix(MixSettings(isMuted: true))
        let muted = feed.pointer.pointee.ring.end + 2 * 2_400
        wait(feed.pointer, until: muted + 480)
        let fading = read(feed.pointer, 0, from: 1_200)
        #expect(discontinuity(fading) < 1e-4)
        #expect(fading.suffix(480).allSatisfy { $0 == 0 })
        end.mix(MixSettings(gain: Decibels(0)))
        let back = feed.pointer.pointee.ring.end + 2 * 2_400
        wait(feed.pointer, until: back + 480)
        for channel in 0..<2 {
            let sound = read(feed.pointer, channel, from: muted)
            #expect(discontinuity(sound) < 1e-4)
            #expect((sound.max()! - 0.1259).magnitude < 1e-3)
        }
        device.use(capture: nil, mediaFlag: -1)
        end.close()
        feed.free()
    }
}
