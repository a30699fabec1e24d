import Codec
import DSP
import HostIO
import RealTime
import Streaming
import Units

/// A sound that goes through the encoder, loses packets, and is put together by what does that in a
/// receiver: `PCMWriter`.
final class LossyLink {
    static let packetFrames = 128

    /// What is known of the sound behind a gap when it must be played.
    enum Future {
        /// As many packets, as far as they were not lost.
        case known(packets: Int)
        case unknown
    }

    /// A gap that was made up.
    struct Gap {
        let packets: Int
        /// CPU time for all channels, and what the receiver reckons with, ns.
        let spent: Int64
        let reckoned: Int64
    }

    private let sound: Sound
    private let isLost: [Bool]
    private let shared: UnsafeMutablePointer<PlayoutShared>
    private var encoder: PayloadEncoder
    private var writer: PCMWriter
    private let planar: UnsafeMutablePointer<Float>
    private let payload: UnsafeMutableRawBufferPointer
    private(set) var gaps: [Gap] = []

    /// `isLost` tells of each packet whether it is; the first must not be.
    init(
        _ sound: Sound, as kind: CodecKind, losing isLost: [Bool], budget: Int64
    ) throws(CodecError) {
        self.sound = sound
        self.isLost = isLost
        let channels = sound.channels.count
        shared = .allocate(capacity: 1)
        shared.initialize(
            to: PlayoutShared(
                channels: channels, sampleRate: Sound.sampleRate, origin: 0,
                capacityFrames: sound.frames, delayNanoseconds: 20_000_000))
        let configuration = try CodecConfiguration(
            kind: kind, channels: channels, sampleRate: .dat,
            maximumPayloadBytes: Self.packetFrames * channels * 4)
        encoder = try PayloadEncoder(configuration)
        writer = try PCMWriter(
            shared: UnsafePointer(shared), configuration: configuration,
            packetFrames: Self.packetFrames, budget: budget)
        planar = .allocate(capacity: channels * Self.packetFrames)
        planar.initialize(repeating: 0, count: channels * Self.packetFrames)
        payload = .allocate(byteCount: configuration.maximumPayloadBytes, alignment: 16)
    }

    deinit {
        shared.deinitialize(count: 1)
        shared.deallocate()
        planar.deallocate()
        payload.deallocate()
    }

    /// Plays all of it, and returns what a listener gets, in planes.
    func play(_ future: Future) -> [[Float]] {
        var packet = 0
        while packet < isLost.count {
            guard isLost[packet] else {
                send(packet)
                packet += 1
                continue
            }
            var end = packet
            while end < isLost.count, isLost[end] { end += 1 }
            // What follows on the last gap is not in the sound.
            guard end < isLost.count else { break }
            bridge(packet..<end, future)
            packet = end + 1
        }
        return sound.channels.indices.map { channel in
            (0..<Int(writer.end)).map {
                shared.pointee.ring.sample(channel: channel, at: Int64($0))
            }
        }
    }

    /// Makes up the packets of `gap`, and sends the one that follows on it.
    private func bridge(_ gap: Range<Int>, _ future: Future) {
        let frames = gap.count * Self.packetFrames
        let reckoned = writer.cost(ofGap: frames)
        var spent: Int64 = 0
        switch future {
        case .known(let packets):
            for packet in gap.upperBound + 1..<max(gap.upperBound + packets, gap.upperBound + 1) {
                // Not beyond the next loss, for the receiver shows what hangs together.
                guard packet < isLost.count, !isLost[packet] else { break }
                let bytes = encode(packet)
                spent += time { writer.preview(bytes, at: position(packet)) }
            }
            let bytes = encode(gap.upperBound)
            spent += time { _ = writer.write(bytes, at: position(gap.upperBound)) }
        case .unknown:
            for _ in gap { spent += time { _ = writer.extend() } }
            send(gap.upperBound)
        }
        gaps.append(Gap(packets: gap.count, spent: spent, reckoned: reckoned))
    }

    private func send(_ packet: Int) {
        _ = writer.write(encode(packet), at: position(packet))
    }

    private func position(_ packet: Int) -> Int64 { Int64(packet * Self.packetFrames) }

    private func encode(_ packet: Int) -> UnsafeRawBufferPointer {
        for (channel, line) in sound.channels.enumerated() {
            for frame in 0..<Self.packetFrames {
                planar[channel * Self.packetFrames + frame] =
                    line[packet * Self.packetFrames + frame]
            }
        }
        let bytes = encoder.encode(
            lane: 0, planar: planar, stride: Self.packetFrames, frames: Self.packetFrames,
            into: payload)
        guard let bytes else { fatalError("a packet that was planned for does not fit") }
        return UnsafeRawBufferPointer(rebasing: payload[..<bytes])
    }

    private func time(_ work: () -> Void) -> Int64 {
        let start = ThreadTime.now()
        work()
        return ThreadTime.now() - start
    }
}
