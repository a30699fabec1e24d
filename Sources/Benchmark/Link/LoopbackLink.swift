import Codec
import HostIO
import NetworkIO
import RealTime
import Simulation
import Streaming
import Units

/// Both ends of a link as they are, on one thread: sound is made and played in virtual time, as fast as it
/// goes, and packets, protected, pass through two UDP sockets of this machine. Tells what each part takes.
final class LoopbackLink {
    /// Processor time, ns.
    struct Spent {
        var capture: Int64 = 0
        var send: Int64 = 0
        var receive: Int64 = 0
        var playout: Int64 = 0
    }

    private static let rate = 48_000
    /// What a media thread hands the kernel at once.
    private static let burst = 32

    let format: LinkFormat
    let channels: Int
    private(set) var spent = Spent()
    /// Packets that left, and those that came.
    private(set) var sent = 0
    var received: Int { pair.receiver.counts.received }

    private let pair: StreamPair
    private let sound = TestSound()
    private var outgoing: UDPSocket
    private var incoming: UDPSocket
    private let destination: SocketAddress
    private var departing = DatagramBatch(bytesPerDatagram: LinkShape.mtu)
    private var arriving = DatagramBatch(capacity: 8, bytesPerDatagram: 65_536, isJoined: true)
    private var answers = DatagramBatch(capacity: 8)
    private var polled = PollSet()
    private let inputs: UnsafeMutablePointer<UnsafePointer<Float>?>
    private let outputs: UnsafeMutablePointer<UnsafeMutablePointer<Float>>
    private let planes: UnsafeMutablePointer<Float>
    private let clockCost = ThreadTime.cost()
    private var frame = 0

    init(_ format: LinkFormat, channels: Int) throws(BenchmarkError) {
        self.format = format
        self.channels = channels
        let frame = Int((format.frameMilliseconds ?? 0) * 48)
        let configuration: CodecConfiguration
        do throws(CodecError) {
            configuration = try CodecConfiguration(
                kind: CodecKind(rawValue: format.codec) ?? .f32, channels: channels,
                sampleRate: .dat, bitsPerSecond: channels * LinkShape.bitsPerSecondPerChannel,
                frameDuration: max(frame, 120), maximumPayloadBytes: LinkShape.payloadBytes)
        } catch {
            throw .codec(error)
        }
        let delay = Int64(3 * max(format.period, frame) + 480) * 1_000_000_000 / 48_000
        do throws(StreamingError) {
            pair = try StreamPair(
                StreamPair.Settings(
                    configuration: configuration, rate: Self.rate, sendPeriod: format.period,
                    playPeriod: format.period, delay: delay, longestDelay: delay))
        } catch {
            throw .streaming(error)
        }
        do throws(UDPSocketError) {
            let here = SocketAddress(ip: "127.0.0.1", port: 0) ?? .any(port: 0)
            var options = UDPSocketOptions()
            outgoing = try UDPSocket(bindingTo: here, options: options)
            options.joinsArrivals = true
            incoming = try UDPSocket(bindingTo: here, options: options)
        } catch {
            throw .socket(error)
        }
        destination = incoming.localAddress
        _ = polled.add(incoming.fileDescriptor)
        inputs = .allocate(capacity: channels)
        inputs.initialize(repeating: nil, count: channels)
        outputs = .allocate(capacity: channels)
        planes = .allocate(capacity: channels * StreamPair.longestPeriod)
        planes.initialize(repeating: 0, count: channels * StreamPair.longestPeriod)
        for channel in 0..<channels {
            (outputs + channel).initialize(to: planes + channel * StreamPair.longestPeriod)
        }
    }

    deinit {
        inputs.deallocate()
        outputs.deallocate()
        planes.deallocate()
    }

    /// Lets so many seconds pass.
    func run(seconds: Double) {
        for _ in 0..<max(1, Int(seconds * Double(Self.rate)) / format.period) { cycle() }
    }

    /// What has been spent is forgotten.
    func reset() { spent = Spent() }

    private func cycle() {
        let now = Int64(frame) * 1_000_000_000 / Int64(Self.rate)
        for channel in 0..<channels { inputs[channel] = sound.line(channel, at: frame) }
        let start = ThreadTime.now()
        pair.feed.pointee.cycle(
            inputs: UnsafePointer(inputs), frames: format.period,
            counter: UInt32(truncatingIfNeeded: frame), stamp: now)
        spent.capture += ThreadTime.now() - start - clockCost
        while let words = pair.feed.pointee.records.pop() {
            send(CycleRecord(words), now + 100_000)
        }
        tend(now + 300_000)
        let middle = ThreadTime.now()
        pair.playout.pointee.cycle(
            outputs: UnsafePointer(outputs), frames: format.period,
            counter: UInt32(truncatingIfNeeded: frame), stamp: now + 500_000)
        spent.playout += ThreadTime.now() - middle - clockCost
        frame += format.period
    }

    /// Codes a cycle and sends it by the burst, each of which is received before the next.
    private func send(_ record: CycleRecord, _ now: Int64) {
        let start = ThreadTime.now()
        pair.sender.handle(record)
        spent.send += ThreadTime.now() - start - clockCost
        var index = 0
        while index < pair.sender.pendingPackets {
            let start = ThreadTime.now()
            let end = min(pair.sender.pendingPackets, index + Self.burst)
            departing.removeAll()
            while index < end {
                if let packet = pair.sender.packet(at: index, now: now),
                    let room = departing.nextDatagram()
                {
                    room.copyMemory(from: packet)
                    departing.append(length: packet.count, to: destination)
                }
                index += 1
            }
            sent += outgoing.send(departing)
            spent.send += ThreadTime.now() - start - clockCost
            receive(now + 100_000)
        }
    }

    private func receive(_ now: Int64) {
        let start = ThreadTime.now()
        _ = polled.wait(until: .zero)
        repeat {
            guard incoming.receive(into: &arriving) > 0 else { break }
            for index in 0..<arriving.count {
                let datagram = arriving.datagram(index)
                _ = pair.receiver.receive(datagram, length: datagram.count, arrival: now)
            }
        } while arriving.isFull
        spent.receive += ThreadTime.now() - start - clockCost
    }

    /// What is overdue at the receiver, and what both ends tell each other.
    private func tend(_ now: Int64) {
        let start = ThreadTime.now()
        pair.receiver.poll(now: now)
        answers.removeAll()
        while let bytes = pair.receiver.feedback(now: now), let room = answers.nextDatagram() {
            room.copyMemory(from: bytes)
            answers.append(length: bytes.count, to: destination)
        }
        let middle = ThreadTime.now()
        for index in 0..<answers.count {
            let answer = answers.datagram(index)
            _ = pair.sender.receive(answer, length: answer.count, now: now)
        }
        while pair.sender.answer(now: now) != nil {}
        spent.receive += middle - start - clockCost
        spent.send += ThreadTime.now() - middle - clockCost
    }
}
