import NetworkIO
import Protection
import Session
import Streaming
import Text
import Units

@testable import Engine

/// Does with the messages of a peer what a receiver and a sender do, without a connection or a sink.
final class SessionListener {
    private static let latency = LatencyWish.fixed(Defaults.latency)
    /// Samples a second: streams of more need more memory than a fuzzer has time for.
    private static let mostSamples = 400_000

    private let media: ReceiveMedia
    private let orders = ReceiveOrders(.init(latency: latency, repair: .auto))
    private let receiver = ListeningHost<ReceiveSettings>()
    private let sender = ListeningHost<SendSettings>()
    private var stream: ReceiveStream?
    private var incoming: ReceiveStream?
    private var liveness: Liveness
    private var latencies = LatencyExchange()
    private var arrivals = ArrivalWatch()
    private var residual = ResidualLoss()
    private var greeted: Hello?
    private var now = Nanoseconds(1_000_000_000_000)

    /// Nil where the system gives no event flag.
    init?() {
        guard let media = try? ReceiveMedia(impairment: nil) else { return nil }
        self.media = media
        liveness = Liveness(now: now)
        // No thread takes the streams.
        media.streams.close()
    }

    deinit {
        incoming = nil
        stream = nil
    }

    func take(_ message: SessionMessage) {
        now += Nanoseconds(10_000_000)
        liveness.heard(now: now)
        switch message {
        case .hello(let hello): greet(hello)
        case .offer(let offer): begin(offer.stream)
        case .succession(let succession): succeed(succession.stream)
        case .statistics(let told): note(told.bounded)
        case .graph(let latency): latencies.peer = latency
        case .repair(let asked):
            let plan = RepairPlan(
                answers: asked.answers, near: asked.near, far: asked.far,
                isCoarse: asked.isCoarse, parity: asked.parity, data: asked.data)
            precondition(RepairPlan(bits: plan.bits) == plan)
        case .pong(let pong): liveness.answered(pong, now: now)
        case .view(let view):
            let members = view.bounded.members.sorted { $0.key < $1.key }
            precondition(JSONValue(parsing: JSONValue.object(members).description) != nil)
        case .request, .answer, .settings, .noted:
            receiver.desk.take(message, now)
            sender.desk.take(message, now)
        case .goodbye(let goodbye):
            _ = LinkEvent.parting(from: greeted?.name ?? "", goodbye.reason, isGoodbye: true)
            receiver.desk.part(now)
            sender.desk.part(now)
        case .accept, .refuse, .transport, .ping, .successionAnswer, .succeeded, .withdrawn,
            .renew, .join, .joined, .probed, .unknown:
            break
        case .probe(let request): precondition(request.bounded == request)
        case .probing(let grant): precondition(grant.bounded == grant)
        }
        _ = liveness.poll(now: now)
        play()
    }

    private func greet(_ hello: Hello) {
        precondition(!hello.name.escaped.unicodeScalars.contains(where: \.isTreacherous))
        greeted = hello
    }

    private func begin(_ description: StreamDescription) {
        incoming = nil
        stream = nil
        stream = make(description, takingOverFrom: nil)
        latencies = LatencyExchange()
    }

    private func succeed(_ description: StreamDescription) {
        guard let stream, incoming == nil,
            description.channels == stream.description.channels
        else { return }
        precondition(description.opusFrame <= Nanoseconds(100_000_000))
        precondition(description.opusLookahead <= Nanoseconds(100_000_000))
        incoming = make(description, takingOverFrom: stream)
    }

    private func make(
        _ description: StreamDescription, takingOverFrom predecessor: ReceiveStream?
    ) -> ReceiveStream? {
        let (samples, isTooMuch) = description.channels.multipliedReportingOverflow(
            by: description.sampleRate)
        guard !isTooMuch, samples <= Self.mostSamples,
            let peer = SocketAddress(ip: "192.0.2.1", port: 0),
            let protection = PacketProtection(
                description.secret, as: description.secret == nil ? .none : .aeadAES256GCM)
        else { return nil }
        return try? ReceiveStream(
            description, from: peer, latency: Self.latency, keptDelay: nil, sharesClock: false,
            media: media, orders: orders, repair: .auto, protection: protection,
            takingOverFrom: predecessor)
    }

    private func note(_ statistics: Statistics) {
        arrivals.take(received: statistics.packetsReceived, sent: 1_000)
        residual.take(received: statistics.packetsReceived, lost: statistics.packetsLost)
        precondition((0...100).contains(residual.percent))
        _ = latencies.beyond(statistics.latencyNanoseconds)
    }

    /// What the media thread does between datagrams.
    private func play() {
        let (first, second) = media.streams.take()
        for lent in [first, second] {
            guard let lent else { continue }
            lent.pointee.obey()
            lent.pointee.receiver.poll(now: now.count)
            lent.pointee.noteDistance(now.count, session: liveness.roundTrip?.count ?? -1)
            lent.pointee.steerDelay(now.count)
            lent.pointee.tell(now.count)
        }
    }
}
