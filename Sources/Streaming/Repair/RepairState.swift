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
    /// The sender is to be told what is asked of it.
    var hasNews = true
    let numbers: UnsafeMutableBufferPointer<Int64>
    let scratch: UnsafeMutableRawBufferPointer

    init(_ wish: RepairChooser.Wish, framesPerPacket: Double, payloadBytes: Int) {
        chooser = RepairChooser(wish)
        self.framesPerPacket = max(framesPerPacket, 1e-3)
        numbers = .allocate(capacity: Self.mostRequests)
        numbers.initialize(repeating: 0)
        scratch = .allocate(byteCount: max(payloadBytes, 16), alignment: 16)
    }

    deinit {
        numbers.deallocate()
        scratch.deallocate()
    }
}
