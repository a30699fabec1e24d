import Codec
import Glibc
import Protection
import RealTime
import Synchronization
import Units

@testable import Streaming

/// A sender whose coding changes while a receiver plays, both without a machine: cycles and packets come
/// in the order of a virtual clock, packets after 1 ms.
final class SuccessionLink {
    /// One coding, from the sender's ring to the receiver's.
    final class Voice {
        let shared: UnsafeMutablePointer<PlayoutShared>
        let feed: UnsafeMutablePointer<PlayoutFeed>
        let configuration: CodecConfiguration
        fileprivate var sender: StreamSender
        fileprivate var receiver: StreamReceiver

        fileprivate init(_ link: SuccessionLink, _ kind: CodecKind, after other: Voice?) throws {
            let start = link.capture.pointee.ring.end
            configuration = try CodecConfiguration(
                kind: kind, channels: 1,
                sampleRate: SampleRate(hertz: kind == .opus ? 48_000 : link.senderRate)!,
                bitsPerSecond: 160_000, frameDuration: 480, maximumPayloadBytes: 1_400)
            let ssrc = UInt32(100 + link.changes.count)
            let protection = PacketProtection.random(.aeadAES256GCM)
            sender = try StreamSender(
                feed: UnsafePointer(link.capture), configuration: configuration,
                inputRate: link.senderRate, origin: start, maximumPeriodFrames: 4_096, ssrc: ssrc,
                repairSsrc: 0, payloadType: 96, sequenceNumber: 65_530, protection: protection)
            shared = .allocate(capacity: 1)
            shared.initialize(
                to: PlayoutShared(
                    channels: 1, sampleRate: configuration.clockRate, origin: start,
                    originTime: Double(start - link.start) / Double(link.senderRate),
                    capacityFrames: 65_536, delayNanoseconds: link.delay))
            receiver = try StreamReceiver(
                shared: UnsafePointer(shared), configuration: configuration,
                lookaheadFrames: sender.lookaheadFrames, periodFrames: 128, budget: 2_000_000,
                ssrc: ssrc, repairSsrc: 0, feedbackSsrc: 8, payloadType: 96,
                repair: .fixed(.none), protection: protection, feedbackProtection: .none,
                longestDelay: 1_000_000_000)
            if let other { receiver.goOn(from: other.receiver) }
            feed = .allocate(capacity: 1)
            feed.initialize(
                to: PlayoutFeed(
                    shared: UnsafePointer(shared), outputRate: 48_000, periodFrames: 128,
                    maximumFrames: 4_096, sharesClock: link.sharesClock,
                    takingOverFrom: other?.feed))
            shared.pointee.mayPlay.store(true, ordering: .relaxed)
        }

        var handover: Int { shared.pointee.handover.load(ordering: .relaxed) }

        deinit {
            feed.deinitialize(count: 1)
            feed.deallocate()
            shared.deinitialize(count: 1)
            shared.deallocate()
        }
    }

    let senderRate: Int
    let sharesClock: Bool
    let delay: Int64 = 30_000_000
    private let start: Int64 = 1 << 20
    /// Channel 0 as it came out.
    private(set) var output: [Float] = []
    /// How much of it there was when a voice was added.
    private(set) var changes: [Int] = []
    private(set) var voices: [Voice] = []
    private let capture: UnsafeMutablePointer<CaptureFeed>
    private var flights: [(arrival: Int64, packet: [UInt8])] = []
    private var captured: Int64 = 0
    private var played: Int64 = 0
    /// Of the receiver's card, as a part of 48 kHz.
    private let deviation: Double

    init(senderRate: Int, sharesClock: Bool, deviation: Double) {
        self.senderRate = senderRate
        self.sharesClock = sharesClock
        self.deviation = deviation
        capture = .allocate(capacity: 1)
        capture.initialize(
            to: CaptureFeed(
                channels: 1, sampleRate: senderRate, periodFrames: 128, position: start))
    }

    deinit {
        capture.deinitialize(count: 1)
        capture.deallocate()
    }

    /// Adds a voice that takes over from the last one.
    func add(_ kind: CodecKind) throws {
        changes.append(output.count)
        voices.append(try Voice(self, kind, after: voices.last))
    }

    /// Lets the voices before the last one go.
    func retire() { while voices.count > 1 { voices.removeFirst() } }

    /// Lets `seconds` pass.
    func run(seconds: Double, _ sound: (Double) -> Float) {
        let end = played + Int64(seconds * 48_000)
        while played < end {
            let sending = Int64(Double(captured) * 1e9 / Double(senderRate))
            let playing =
                777_000 + Int64(Double(played) * 1e9 / (48_000 * (1 + deviation)))
            let now = min(sending, playing, flights.first?.arrival ?? .max)
            if flights.first?.arrival == now {
                let flight = flights.removeFirst()
                var packet = flight.packet
                packet.withUnsafeMutableBytes { bytes in
                    for voice in voices
                    where voice.receiver.isMeant(by: UnsafeRawBufferPointer(bytes)) {
                        _ = voice.receiver.receive(bytes, length: bytes.count, arrival: now)
                    }
                }
            } else if sending == now {
                send(now, sound)
            } else {
                for voice in voices { voice.receiver.poll(now: now) }
                play(now)
            }
        }
    }

    private func send(_ now: Int64, _ sound: (Double) -> Float) {
        let samples = (0..<128).map { sound(Double(captured + $0) / Double(senderRate)) }
        samples.withUnsafeBufferPointer { buffer in
            let inputs: [UnsafePointer<Float>?] = [buffer.baseAddress]
            capture.pointee.cycle(
                inputs: inputs, frames: 128, counter: UInt32(truncatingIfNeeded: captured),
                stamp: now)
        }
        captured += 128
        while let words = capture.pointee.records.pop() {
            for voice in voices {
                voice.sender.handle(CycleRecord(words))
                for packet in 0..<voice.sender.pendingPackets {
                    guard let bytes = voice.sender.packet(at: packet, now: now + 100_000) else {
                        continue
                    }
                    flights.append((now + 1_100_000, Array(bytes)))
                }
            }
        }
    }

    private func play(_ now: Int64) {
        var samples = [Float](repeating: .nan, count: 128)
        samples.withUnsafeMutableBufferPointer { buffer in
            let outputs = [buffer.baseAddress!]
            voices[voices.count - 1].feed.pointee.cycle(
                outputs: outputs, frames: 128, counter: UInt32(truncatingIfNeeded: played),
                stamp: now)
        }
        output += samples
        played += 128
    }
}
