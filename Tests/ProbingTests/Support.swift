import Codec
import Simulation
import Streaming
import Units

@testable import Probing

/// A probe of an impaired way, in virtual time.
struct SimulatedProbe {
    var there = Impairment()
    var back = Impairment()
    var seconds = 10.0
    var seed: UInt64 = 1
    /// The receiver's clock: ahead by so much, ns, and faster by this part of 1.
    var offset: Int64 = 0
    var drift = 0.0
    var shape = Self.shape()

    /// Of `channels` of float in periods of 128 frames at 48 kHz, or of Opus.
    static func shape(_ kind: CodecKind = .f32, channels: Int = 2) -> PacketShape {
        let codec = try! CodecConfiguration(
            kind: kind, channels: channels, sampleRate: .dat, bitsPerSecond: 128_000,
            frameDuration: 240, maximumPayloadBytes: 1_400)
        return PacketShape(codec, periodFrames: 128, overheadBytes: 16)
    }

    init(_ there: String = "", back: String? = nil) {
        if !there.isEmpty { self.there = try! Impairment(there) }
        let back = back ?? there
        if !back.isEmpty { self.back = try! Impairment(back) }
    }

    /// Every datagram's fate.
    func records() -> [ProbeRecord] {
        var netem = Netem(there, seed: seed)
        var netemBack = Netem(back, seed: seed &+ 1_000)
        var records: [ProbeRecord] = []
        let cycles = Int(seconds * 1e9) / Int(shape.cycle)
        let start: Int64 = 5_000_000_000
        for cycle in 0..<cycles {
            for packet in shape.packets {
                let begin = start + Int64(cycle) * shape.cycle
                let sent = begin + packet.leaves + 20_000
                var record = ProbeRecord(captured: begin + packet.captured, sent: sent)
                if let arrival = netem.pass(packet.bytes, now: sent).first {
                    record.hasArrived = true
                    let turnaround: Int64 = 30_000
                    if let returned = netemBack.pass(60, now: arrival + turnaround).first {
                        record.answer = .init(
                            received: clock(arrival), turnaround: turnaround, returned: returned,
                            trafficClass: 0xb8)
                    }
                }
                records.append(record)
            }
        }
        return records
    }

    private func clock(_ time: Int64) -> Int64 {
        time + offset + Int64(Double(time) * drift)
    }

    func summary() -> WaySummary { WaySummary(records(), spacing: shape.spacing)! }

    /// The curve of a receiver with periods of 128 frames and a resampler.
    func curve() -> LatencyCurve {
        LatencyCurve(summary(), shape: shape, outputNanoseconds: Self.output)
    }

    static let output: Int64 = 2_666_667 + 458_333

    /// What so many packets of the way take beyond the fastest that there could be, ns; sorted.
    func truth(packets: Int) -> [Int64] {
        var netem = Netem(there, seed: seed &+ 77)
        let least = there.delay.count
        var times: [Int64] = []
        times.reserveCapacity(packets)
        for index in 0..<packets {
            let sent = Int64(index) * shape.spacing
            guard let arrival = netem.pass(1_000, now: sent).first else { continue }
            times.append(arrival - sent - least)
        }
        return times.sorted()
    }
}
