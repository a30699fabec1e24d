/// What a receiver keeps for the repair of its stream.
struct RepairState: ~Copyable {
    /// Requests that one packet of feedback holds.
    static let mostRequests = 64

    var requests = RetransmissionRequests()
    var losses = LossEstimate()
    var chooser: RepairChooser
    /// Of the stream, on average.
    let framesPerPacket: Double
    /// The newest packet that came, its position, and when.
    var anchor: (sequence: Int64, position: Int64)?
    var newestArrival = Int64.min
    /// Packets before this one have been counted as come or lost.
    var judged: Int64?
    /// From an instant of the sink to the last frame that its cycle needs, with the codec's lookahead, ns.
    var playoutNeed: Int64 = 0
    /// The delay that a repair of what is lost needs, ns; 0 where none is asked for or none would do.
    var wantedDelay: Int64 = 0
    /// When that is computed next, ns.
    var nextEstimate = Int64.min
    /// When the network is looked at next, ns.
    var nextLook = Int64.min
    /// Numbers that a repair brought, each at its remainder.
    private var restored = InlineArray<1_024, Int64>(repeating: .min)
    /// The sender is to be told what is asked of it.
    var hasNews = true
    /// What parity is computed from, while there is any.
    var parities: ParityDecoder
    let numbers: UnsafeMutableBufferPointer<Int64>
    let scratch: UnsafeMutableRawBufferPointer

    init(
        _ wish: RepairChooser.Wish, residual: Double, framesPerPacket: Double, payloadBytes: Int
    ) {
        chooser = RepairChooser(wish, residual: residual)
        parities = ParityDecoder(payloadBytes: payloadBytes)
        self.framesPerPacket = max(framesPerPacket, 1e-3)
        numbers = .allocate(capacity: Self.mostRequests)
        numbers.initialize(repeating: 0)
        scratch = .allocate(byteCount: max(payloadBytes, 16), alignment: 16)
    }

    mutating func noteRestored(_ sequence: Int64) { restored[Int(sequence & 1_023)] = sequence }

    /// A repair brought this packet.
    func hasRestored(_ sequence: Int64) -> Bool { restored[Int(sequence & 1_023)] == sequence }

    deinit {
        numbers.deallocate()
        scratch.deallocate()
    }
}
