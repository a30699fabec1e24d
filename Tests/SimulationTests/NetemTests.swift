// An impaired network: what it does to datagrams, counted.
import Testing
import Units

@testable import Simulation

@Suite struct NetemTests {
    /// Arrivals, less departures, of `count` datagrams sent every 2.67 ms; nil for a lost one.
    private func flights(_ text: String, _ count: Int = 100_000) throws -> [Int64?] {
        var netem = Netem(try Impairment(text), seed: 7)
        return (0..<count).map { index in
            let now = Int64(index) * 2_666_667
            return netem.pass(1_000, now: now).first.map { $0 - now }
        }
    }

    /// The part that is lost, and the mean length of a run of losses.
    private func losses(_ flights: [Int64?]) -> (part: Double, run: Double) {
        var runs = 0
        var lost = 0
        for (index, flight) in flights.enumerated() where flight == nil {
            lost += 1
            if index == 0 || flights[index - 1] != nil { runs += 1 }
        }
        return (Double(lost) / Double(flights.count), Double(lost) / Double(max(runs, 1)))
    }

    @Test func independentLossesAreSingle() throws {
        let (part, run) = losses(try flights("loss=5%"))
        #expect(abs(part - 0.05) < 0.003)
        #expect(abs(run - 1 / 0.95) < 0.02)
    }

    @Test(arguments: ["datagrams", "time"])
    func burstsHaveTheirLength(model: String) throws {
        let (part, run) = losses(try flights("loss=5%,burst=5,burst-model=\(model)", 400_000))
        #expect(abs(part - 0.05) < 0.006, "\(part)")
        // Bursts that last a time may fall between two datagrams; those that are seen are longer.
        #expect(run > 4.7 && run < 6, "\(run)")
    }

    @Test(arguments: Impairment.Distribution.allCases)
    func jitterHasItsMean(distribution: Impairment.Distribution) throws {
        let text = "delay=20ms,jitter=2ms,distribution=\(distribution.rawValue)"
        let waits = try flights(text).compactMap(\.self).map { Double($0 - 20_000_000) * 1e-6 }
        #expect(abs(waits.reduce(0, +) / Double(waits.count) - 2) < 0.06)
        #expect(waits.min()! >= 0)
        if distribution == .uniform { #expect(waits.max()! <= 4) }
    }

    @Test func orderIsKeptWhereThatIsAskedFor() throws {
        func overtaken(_ text: String) throws -> Int {
            let arrivals = try flights(text).enumerated().compactMap { index, flight in
                flight.map { Int64(index) * 2_666_667 + $0 }
            }
            return zip(arrivals, arrivals.dropFirst()).filter { $0 > $1 }.count
        }
        #expect(try overtaken("jitter=10ms") > 30_000)
        #expect(try overtaken("jitter=10ms,order=kept") == 0)
        let some = try overtaken("reorder=1%")
        #expect(some > 800 && some < 1_200)
    }

    @Test func someArriveTwice() throws {
        var netem = Netem(try Impairment("duplicate=10%"), seed: 1)
        let doubled = (0..<10_000).filter { netem.pass(100, now: Int64($0)).second != nil }
        #expect(abs(doubled.count - 1_000) < 100)
    }

    @Test func aRateLimitQueuesAndThenDrops() throws {
        var netem = Netem(try Impairment("rate=1M"), seed: 1)
        let arrivals = (0..<40).map { _ in netem.pass(1_250, now: 0).first }
        #expect(arrivals[0] == 10_000_000)
        #expect(arrivals[20] == 210_000_000)
        #expect(arrivals[22] == nil)
    }

    @Test func outagesComeAndGo() throws {
        let flights = try flights("outage=3s/60s", 50_000)
        #expect(abs(losses(flights).part - 0.05) < 0.01)
        #expect(losses(flights).run > 1_000)
    }

    /// What is sent in the last 10 ms of 100 arrives at their end, and in order.
    @Test func stallsHoldBack() throws {
        var netem = Netem(try Impairment("stall=10ms/100ms"), seed: 1)
        let waits = (0..<2_000).map { index in
            let now = 500 + Int64(index) * 1_000_000
            return netem.pass(100, now: now).first.map { $0 - now }
        }
        #expect(waits.filter { $0 == 0 }.count == 1_800)
        #expect(waits[95] == 5_000_000)
        #expect(waits.compactMap(\.self).max() == 10_000_000)
    }

    /// The more is sent, the shorter are bursts that last so many datagrams; those that last a time do not
    /// care.
    @Test func burstModelsDifferForWhatIsSentTwice() throws {
        func run(_ model: String) throws -> Double {
            var netem = Netem(try Impairment("loss=5%,burst=10,burst-model=\(model)"), seed: 3)
            // Every datagram and a copy of it at once; the runs of lost originals.
            let originals = (0..<300_000).map { index in
                let now = Int64(index) * 2_666_667
                let first = netem.pass(1_000, now: now).first
                _ = netem.pass(1_000, now: now)
                return first
            }
            return losses(originals).run
        }
        #expect(abs(try run("datagrams") - 5) < 0.7)
        #expect(try run("time") > 9)
    }

    @Test func theSameSeedIsTheSameNetwork() throws {
        let text = "loss=5%,burst=3,jitter=3ms,reorder=2%,seed=99"
        #expect(try flights(text, 2_000) == flights(text, 2_000))
    }

    @Test(arguments: [
        "", "loss", "loss=", "loss=2", "loss=-1%", "loss=101%", "loss=nan", "burst=3",
        "loss=90%,burst=2", "delay=20", "delay=-1ms", "delay=1e300s", "jitter=ms", "rate=0",
        "rate=9T", "distribution=flat", "burst-model=x,loss=1%", "order=yes", "outage=60s/3s",
        "outage=1s/2s/3s", "seed=-1", "color=red", "loss=1%,loss=2%", ",", "=", "outage=",
    ])
    func nonsenseIsNamed(text: String) {
        #expect(throws: InvalidImpairment.self) { try Impairment(text) }
    }
}

@Suite struct DelayLineTests {
    @Test func datagramsComeOutWhenDueInTheirOrder() {
        var line = DelayLine(capacity: 8, bytesPerDatagram: 4)
        for (index, due) in [50, 10, 30, 10, 20].enumerated() {
            let datagram = [UInt8(index), UInt8(due)]
            let isKept = datagram.withUnsafeBytes { line.insert($0, due: Int64(due)) }
            #expect(isKept)
        }
        var found: [UInt8] = []
        for now in stride(from: Int64(0), through: 60, by: 5) {
            while let datagram = line.take(now: now) { found.append(datagram[0]) }
        }
        #expect(found == [1, 3, 4, 2, 0])
        let due = line.nextDue
        #expect(due == nil)
    }

    @Test func whatDoesNotFitIsLost() {
        var line = DelayLine(capacity: 2, bytesPerDatagram: 4)
        let kept = [[1], [1, 2, 3, 4, 5], [2], [3]].map { (bytes: [UInt8]) in
            bytes.withUnsafeBytes { line.insert($0, due: 1) }
        }
        #expect(kept == [true, false, true, false])
    }
}
