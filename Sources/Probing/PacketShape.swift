package import Codec
import DSP
import RTP
import Units

/// The datagrams that a stream would be: how many in each cycle, how long, and when.
package struct PacketShape: Hashable, Sendable {
    /// One datagram of a cycle.
    package struct Packet: Hashable, Sendable {
        /// From the cycle's instant to its first frame's, and to when it leaves, ns.
        package var captured: Int64
        package var leaves: Int64
        /// Of UDP payload, protection included.
        package var bytes: Int
    }

    package let packets: [Packet]
    /// From one cycle to the next, ns.
    package let cycle: Int64
    /// Frames of the stream in one packet, on average, and on all lanes together.
    package let framesPerPacket: Double
    /// A packet waits for so much sound until it is complete, ns; 0 for PCM, which follows the cycles.
    package let frame: Int64
    /// By which the codec delays the sound, ns.
    package let lookahead: Int64
    /// What a copy of a packet takes of its bytes.
    package let copyShare: Double

    /// Of a stream of `codec` that is captured in cycles of `periodFrames`, with `overheadBytes` of protection
    /// on each packet.
    package init(_ codec: CodecConfiguration, periodFrames: Int, overheadBytes: Int) {
        let rate = codec.sampleRate
        func time(_ frames: Int) -> Int64 { rate.duration(ofFrames: Int64(frames)).count }
        let header = RTPHeader.fixedBytes + overheadBytes
        let stamp = RTPHeader.bytesWithCapture - RTPHeader.fixedBytes
        func bytes(_ payload: Int, isFirst: Bool) -> Int {
            header + max(payload, ProbeQuestion.leastBytes) + (isFirst ? stamp : 0)
        }
        copyShare = CoarsePayload.share(codec.kind)
        lookahead = time(codec.nominalLookaheadFrames)
        if let format = codec.kind.sampleFormat {
            let period = max(periodFrames, 1)
            let slices = (period + codec.framesPerPacket - 1) / max(codec.framesPerPacket, 1)
            let slice = (period + slices - 1) / slices
            let frameBytes = codec.channels * format.bytesPerSample
            let starts = Array(stride(from: 0, to: period, by: slice))
            cycle = time(period)
            let quarter = cycle / 4
            packets = starts.enumerated().map { index, start in
                Packet(
                    captured: time(start), leaves: quarter * Int64(index) / Int64(starts.count),
                    bytes: bytes(min(slice, period - start) * frameBytes, isFirst: index == 0))
            }
            framesPerPacket = Double(period) / Double(starts.count)
            frame = 0
        } else {
            let frames = codec.framesPerPacket
            let lanes = codec.laneCount
            cycle = time(frames)
            frame = cycle
            let quarter = min(cycle, time(periodFrames)) / 4
            let payload = codec.bytesPerSecond * frames / rate.hertz / lanes
            packets = (0..<lanes).map { lane in
                Packet(
                    captured: 0, leaves: quarter * Int64(lane) / Int64(lanes),
                    bytes: bytes(payload, isFirst: lane == 0))
            }
            framesPerPacket = Double(frames) / Double(lanes)
        }
    }

    package var packetsPerSecond: Double { Double(packets.count) * 1e9 / Double(max(cycle, 1)) }

    /// On the wire, headers of UDP and IPv6 included.
    package var bitsPerSecond: Double {
        let bytes = packets.reduce(0) { $0 + $1.bytes + 48 }
        return Double(bytes * 8) * 1e9 / Double(max(cycle, 1))
    }

    /// From one packet to the next, ns.
    package var spacing: Int64 { cycle / Int64(max(packets.count, 1)) }
}
