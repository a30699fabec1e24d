// PCM in the ring: what is made up, and what takes its place.
import Codec
import Glibc
import RealTime
import Testing
import Units

@testable import Streaming

@Suite struct PCMWriterTests {
    private static let frames = 128

    private func sound(_ frame: Int) -> Float {
        Float(0.5 * sin(Double(frame) * 0.061) + 0.2 * sin(Double(frame) * 0.41))
    }

    /// A writer with its ring, for one channel of f32.
    private final class Desk {
        let shared: UnsafeMutablePointer<PlayoutShared>
        var writer: PCMWriter

        init() throws {
            shared = .allocate(capacity: 1)
            shared.initialize(
                to: PlayoutShared(
                    channels: 1, sampleRate: 48_000, origin: 0, capacityFrames: 65_536,
                    delayNanoseconds: 20_000_000))
            writer = try PCMWriter(
                shared: UnsafePointer(shared),
                configuration: CodecConfiguration(
                    kind: .f32, channels: 1, sampleRate: .dat, bitsPerSecond: 64_000,
                    maximumPayloadBytes: 1_400),
                packetFrames: PCMWriterTests.frames, budget: 2_000_000)
        }

        deinit {
            shared.deinitialize(count: 1)
            shared.deallocate()
        }

        /// What the ring holds of `count` frames from `frame` on.
        func ring(_ frame: Int, _ count: Int) -> [Float] {
            (frame..<frame + count).map {
                shared.pointee.ring.sample(channel: 0, at: Int64($0))
            }
        }

        /// Frames before this one have been looked at.
        func play(upTo frame: Int) {
            shared.pointee.playPoint.store(
                PlayPoint(
                    position: Int64(frame) - 128, time: 0, reach: 128, step: 128,
                    stepTime: 2_666_667, isPlaying: true
                ).words)
        }
    }

    private func payload(_ packet: Int) -> [UInt8] {
        (packet * Self.frames..<(packet + 1) * Self.frames).flatMap { frame in
            withUnsafeBytes(of: sound(frame).bitPattern.bigEndian) { Array($0) }
        }
    }

    private func truth(_ packet: Int) -> [Float] {
        (packet * Self.frames..<(packet + 1) * Self.frames).map(sound)
    }

    @discardableResult
    private func write(_ packet: Int, to desk: Desk) -> Bool {
        payload(packet).withUnsafeBytes {
            desk.writer.write($0, at: Int64(packet * Self.frames))
        }
    }

    private func error(_ made: [Float], _ truth: [Float]) -> Double {
        zip(made, truth).map { Double(abs($0 - $1)) }.max() ?? .infinity
    }

    @Test func aGapBetweenKnownPacketsIsHardlyHeard() throws {
        let desk = try Desk()
        for packet in 0..<40 { write(packet, to: desk) }
        payload(42).withUnsafeBytes {
            desk.writer.preview($0, at: Int64(42 * Self.frames))
        }
        write(41, to: desk)
        #expect(desk.writer.concealedFrames == Self.frames)
        #expect(error(desk.ring(40 * Self.frames, Self.frames), truth(40)) < 0.05)
        #expect(desk.ring(41 * Self.frames, Self.frames) == truth(41))
    }

    @Test func whatComesBeforeItIsPlayedTakesThePlaceOfWhatWasMadeUp() throws {
        let desk = try Desk()
        for packet in 0..<40 { write(packet, to: desk) }
        let isExtended = desk.writer.extend()
        #expect(isExtended)
        #expect(desk.writer.end == Int64(41 * Self.frames))
        #expect(desk.writer.concealedFrames == Self.frames)
        desk.play(upTo: 40 * Self.frames)
        #expect(write(40, to: desk))
        #expect(desk.ring(40 * Self.frames, Self.frames) == truth(40))
        #expect(desk.writer.concealedFrames == 0)
        #expect(write(41, to: desk))
        #expect(desk.ring(41 * Self.frames, Self.frames) == truth(41))
    }

    @Test func whatHasBeenPlayedStays() throws {
        let desk = try Desk()
        for packet in 0..<40 { write(packet, to: desk) }
        _ = desk.writer.extend()
        let made = desk.ring(40 * Self.frames, 64)
        desk.play(upTo: 40 * Self.frames + 64)
        #expect(write(40, to: desk))
        #expect(desk.ring(40 * Self.frames, 64) == made)
        #expect(desk.ring(40 * Self.frames + 96, 32) == Array(truth(40)[96...]))
        #expect(desk.writer.concealedFrames == 64)
        desk.play(upTo: 41 * Self.frames)
        #expect(!write(40, to: desk))
    }

    @Test func whatGoesOnAndOnFallsSilent() throws {
        let desk = try Desk()
        for packet in 0..<40 { write(packet, to: desk) }
        var packets = 0
        while desk.writer.extend() { packets += 1 }
        #expect((22...24).contains(packets))
        #expect(desk.ring(Int(desk.writer.end) - 32, 32).allSatisfy { abs($0) < 0.01 })
    }
}
