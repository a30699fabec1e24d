/// A card and its server whose clock and period change, and that stand still, whenever they are told to.
struct SimulatedCard {
    let rate: Int
    var period: Int
    /// By how much it is faster than its nominal rate, as a part of it.
    var deviation = 0.0
    /// Its process runs no callback before, ns; the server goes on.
    var frozenUntil: Int64 = 0
    /// There was an xrun since the last cycle.
    var hasXrun = false
    /// `jack_last_frame_time`, which leaves out what a standstill took.
    private(set) var counter: UInt32
    /// When the next cycle begins, ns.
    private(set) var begin: Double

    init(rate: Int, period: Int, counter: UInt32, begin: Double) {
        self.rate = rate
        self.period = period
        self.counter = counter
        self.begin = begin
    }

    var next: Int64 { Int64(begin) }
    var frameTime: Double { 1e9 / (Double(rate) * (1 + deviation)) }

    mutating func advance() {
        counter &+= UInt32(period)
        begin += Double(period) * frameTime
    }

    /// No frame passes for so long, ns, and the server does not know.
    mutating func standStill(_ time: Double) { begin += time }

    /// Begins anew, with another period.
    mutating func change(period: Int) { self.period = period }
}
