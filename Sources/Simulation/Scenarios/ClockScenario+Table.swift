import Units

/// The links that clock recovery is judged by. The sender's card is 200 ppm fast in all of them.
extension ClockScenario {
    package static let table: [ClockScenario] = [
        day, quiet, exponential, uniform, queue, stalls, gamma, longerRoute, shorterRoute, outages,
        loss,
        standstills, lateCallbacks, crystal, machines, everything, shortPeriod, longPeriod,
        rates, youth, storm, restless, birth,
    ]

    package static func named(_ name: String) -> ClockScenario? {
        table.first { $0.name == name }
    }

    private static func make(
        _ name: String, _ network: String = "", _ change: (inout ClockScenario) -> Void = { _ in }
    ) -> ClockScenario {
        var scenario = ClockScenario(name)
        scenario.link.sender.crystal.offset = 200
        if !network.isEmpty {
            do throws(InvalidImpairment) { scenario.link.network = try Impairment(network) } catch {
                preconditionFailure("\(name): \(error)")
            }
        }
        change(&scenario)
        return scenario
    }

    private static func ms(_ milliseconds: Double) -> Nanoseconds {
        Nanoseconds(Int64(milliseconds * 1e6))
    }

    /// A day over a bad network, with crystals that wander.
    private static let day = make("day", "jitter=2ms,distribution=exponential") {
        $0.seconds = 86_400
        for card in [\ClockLink.Settings.sender, \.receiver] {
            $0.link[keyPath: card].crystal.walk = 1e-8
            $0.link[keyPath: card].crystal.thermal = 5
        }
        $0.link.receiver.crystal.offset = -200
    }

    private static let quiet = make("quiet", "jitter=30us,distribution=exponential")

    private static let exponential = make("exponential", "jitter=2ms,distribution=exponential")

    /// 0 to 20 ms: too few packets take the shortest way for a lock in 2 s.
    private static let uniform = make("uniform", "jitter=10ms") {
        $0.targets.lock = nil
        $0.targets.wander = 2
        $0.targets.errorAfter10 = 0.4e-3
    }

    /// The same, in order, as queues do: hardly one packet of thousands takes the shortest way. The sound must
    /// not jump for it.
    private static let queue = make("queue", "jitter=10ms,order=kept") {
        $0.seconds = 300
        $0.targets.lock = nil
        $0.targets.wander = 150
        $0.targets.errorAfter10 = 7e-3
    }

    private static let stalls = make(
        "stalls", "jitter=30us,distribution=exponential,stall=10ms/100ms")

    /// Hardly a packet takes the shortest way.
    private static let gamma = make("gamma", "jitter=2ms,distribution=gamma") {
        $0.targets.lock = nil
        $0.targets.wander = 6
        $0.targets.errorAfter10 = 0.6e-3
    }

    private static let longerRoute = make(
        "longer-route", "delay=10ms,jitter=30us,distribution=exponential"
    ) { $0.link.routeChanges = [.init(at: ms(40_000), by: ms(5))] }

    private static let shorterRoute = make(
        "shorter-route", "delay=10ms,jitter=30us,distribution=exponential"
    ) { $0.link.routeChanges = [.init(at: ms(40_000), by: ms(-5))] }

    private static let outages = make(
        "outages", "jitter=30us,distribution=exponential,outage=3s/50s")

    private static let loss = make("loss", "jitter=30us,distribution=exponential,loss=10%")

    private static let standstills = make("standstills", "jitter=30us,distribution=exponential") {
        $0.link.sender.standstills = [
            .init(at: ms(30_000), for: ms(2.9)), .init(at: ms(60_000), for: ms(7.1)),
        ]
        $0.link.receiver.standstills = [
            .init(at: ms(45_000), for: ms(1.3)), .init(at: ms(75_000), for: ms(20)),
        ]
    }

    /// Servers that stand still, and another route, while the lines are young.
    private static let youth = make("youth", "jitter=30us,distribution=exponential") {
        $0.link.sender.standstills = [
            .init(at: ms(1_500), for: ms(22)), .init(at: ms(5_000), for: ms(11)),
        ]
        $0.link.receiver.standstills = [.init(at: ms(3_200), for: ms(20))]
        $0.link.routeChanges = [.init(at: ms(7_000), by: ms(15))]
    }

    /// The sender's server loses 4 ms every 40 for five seconds: half a second in all, which nobody tells.
    private static let storm = make("storm", "jitter=30us,distribution=exponential") {
        $0.link.sender.standstills = (0..<125).map {
            .init(at: ms(20_000 + 40 * Double($0)), for: ms(4))
        }
    }

    /// A server that loses time before there is a line, and goes on to.
    private static let birth = make("birth", "jitter=30us,distribution=exponential") {
        $0.link.sender.standstills =
            [.init(at: ms(1_060), for: ms(10.4)), .init(at: ms(1_200), for: ms(5.7))]
            + (0..<8).map { .init(at: ms(1_900 + 330 * Double($0)), for: ms(0.9)) }
        $0.link.receiver.standstills = [.init(at: ms(1_120), for: ms(2.8))]
    }

    /// Servers that lose time again and again, on a machine that stays unquiet for a tenth of a second after.
    private static let restless = make("restless", "jitter=30us,distribution=exponential") {
        for (card, first) in [(\ClockLink.Settings.sender, 4_100.0), (\.receiver, 2_300.0)] {
            $0.link[keyPath: card].standstills = (0..<12).map {
                .init(at: ms(first + 4_700 * Double($0)), for: ms(1.1 + 0.37 * Double($0)))
            }
            $0.link[keyPath: card].aftermath = ms(0.06)
        }
    }

    private static let lateCallbacks = make(
        "late-callbacks", "jitter=30us,distribution=exponential"
    ) {
        $0.link.sender.latePerSecond = 1
        $0.link.receiver.latePerSecond = 1
    }

    /// Both crystals walk, and swing by 5 ppm every ten minutes.
    private static let crystal = make("crystal", "jitter=30us,distribution=exponential") {
        for card in [\ClockLink.Settings.sender, \.receiver] {
            $0.link[keyPath: card].crystal.walk = 1e-7
            $0.link[keyPath: card].crystal.thermal = 5
            $0.link[keyPath: card].crystal.thermalPeriod = ms(600_000)
        }
        $0.seconds = 1_200
        $0.targets.lock = nil
        $0.targets.wander = 3
        $0.targets.errorAfter10 = 0.4e-3
    }

    /// The clocks that stamps are read from are wrong too.
    private static let machines = make("machines", "jitter=30us,distribution=exponential") {
        for card in [\ClockLink.Settings.sender, \.receiver] {
            $0.link[keyPath: card].machine.offset = 50
            $0.link[keyPath: card].machine.thermal = 1
            $0.link[keyPath: card].machine.thermalPeriod = ms(60_000)
        }
    }

    private static let everything = make(
        "everything", "jitter=500us,distribution=exponential,loss=5%"
    ) {
        for card in [\ClockLink.Settings.sender, \.receiver] {
            $0.link[keyPath: card].crystal.walk = 3e-8
            $0.link[keyPath: card].crystal.thermal = 5
            $0.link[keyPath: card].latePerSecond = 1
        }
        $0.link.receiver.crystal.offset = -50
        $0.seconds = 600
    }

    private static let shortPeriod = make(
        "period-32", "jitter=30us,distribution=exponential"
    ) { ($0.link.sender.period, $0.link.receiver.period) = (32, 32) }

    private static let longPeriod = make(
        "period-1024", "jitter=30us,distribution=exponential"
    ) { ($0.link.sender.period, $0.link.receiver.period) = (1_024, 1_024) }

    private static let rates = make(
        "rates", "jitter=30us,distribution=exponential"
    ) { ($0.link.sender.rate, $0.link.receiver.rate) = (44_100, 48_000) }
}
