import Simulation
import Units

/// What cannot be done, for one line to a person.
struct Fault: Error {
    let description: String
    init(_ description: String) { self.description = description }
}

/// The link that a command line describes.
struct Options {
    private(set) var scenario: ClockScenario
    private(set) var csv: String?
    private(set) var svg: String?
    /// What runs the same again.
    private(set) var replayCommand: String
    private var impairment: [String] = []

    init(_ arguments: [String]) throws(Fault) {
        var pairs: [(name: String, value: String)] = []
        var rest = arguments[...]
        while let name = rest.popFirst() {
            guard name.hasPrefix("--") else { throw Fault("'\(name)' is no option") }
            guard let value = rest.popFirst() else { throw Fault("\(name) wants a value") }
            pairs.append((name, value))
        }
        scenario = ClockScenario("link")
        replayCommand = (["swift run -c release simulate clock"] + arguments)
            .joined(separator: " ")
        if !pairs.contains(where: { $0.name == "--seed" }) { replayCommand += " --seed 1" }
        for pair in pairs where pair.name == "--scenario" {
            guard let named = ClockScenario.named(pair.value) else {
                let all = ClockScenario.table.map(\.name).joined(separator: ", ")
                throw Fault("'\(pair.value)' is none of \(all)")
            }
            scenario = named
        }
        for pair in pairs where pair.name != "--scenario" { try set(pair.name, pair.value) }
        guard !impairment.isEmpty else { return }
        do throws(InvalidImpairment) {
            scenario.link.network = try Impairment(impairment.joined(separator: ","))
        } catch { throw Fault(error.description) }
    }

    private mutating func set(_ name: String, _ value: String) throws(Fault) {
        switch name {
        case "--seed":
            guard let seed = UInt64(value) else { throw Fault("\(name) '\(value)' is no number") }
            scenario.seed = seed
        case "--hours": scenario.seconds = 3_600 * (try Self.number(name, value, 0...1_000))
        case "--minutes": scenario.seconds = 60 * (try Self.number(name, value, 0...60_000))
        case "--seconds": scenario.seconds = try Self.number(name, value, 0...3_600_000)
        case "--latency": scenario.link.latency = try Self.time(name, value)
        case "--jitter":
            let (kind, time) = Self.split(value)
            impairment.append("jitter=\(time ?? ""),distribution=\(kind)")
        case "--impair": impairment.append(value)
        case "--csv": csv = value
        case "--svg": svg = value
        default: try setCards(name, value)
        }
    }

    /// The options of both cards; one value is of both, or of the sender alone for `--offset`.
    private mutating func setCards(_ name: String, _ value: String) throws(Fault) {
        let (first, second) = Self.split(value)
        var (sender, receiver) = (scenario.link.sender, scenario.link.receiver)
        switch name {
        case "--offset":
            sender.crystal.offset = try Self.number(name, first, -1_000...1_000)
            receiver.crystal.offset = try Self.number(name, second ?? "0", -1_000...1_000)
        case "--period":
            sender.period = Int(try Self.number(name, first, 16...8_192))
            receiver.period = Int(try Self.number(name, second ?? first, 16...8_192))
        case "--rate":
            sender.rate = Int(try Self.number(name, first, 8_000...384_000))
            receiver.rate = Int(try Self.number(name, second ?? first, 8_000...384_000))
        case "--walk":
            sender.crystal.walk = try Self.number(name, value, 0...1e-4)
            receiver.crystal.walk = sender.crystal.walk
        case "--thermal":
            sender.crystal.thermal = try Self.number(name, first, 0...100)
            if let second { sender.crystal.thermalPeriod = try Self.time(name, second) }
            receiver.crystal.thermal = sender.crystal.thermal
            receiver.crystal.thermalPeriod = sender.crystal.thermalPeriod
        case "--late-callbacks":
            sender.latePerSecond = try Self.number(name, value, 0...100)
            receiver.latePerSecond = sender.latePerSecond
        case "--standstills":
            sender.standstillsPerHour = try Self.number(name, value, 0...10_000)
            receiver.standstillsPerHour = sender.standstillsPerHour
        default: throw Fault("'\(name)' is no option")
        }
        (scenario.link.sender, scenario.link.receiver) = (sender, receiver)
    }

    private static func split(_ value: String) -> (String, String?) {
        let parts = value.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        return (String(parts[0]), parts.count > 1 ? String(parts[1]) : nil)
    }

    private static func number(
        _ name: String, _ value: String, _ range: ClosedRange<Double>
    ) throws(Fault) -> Double {
        guard let number = Double(value), range.contains(number) else {
            throw Fault(
                "\(name) '\(value)' is no number from \(range.lowerBound) to "
                    + "\(range.upperBound)")
        }
        return number
    }

    private static func time(_ name: String, _ value: String) throws(Fault) -> Nanoseconds {
        do throws(InvalidImpairment) { return try Impairment.time(name[...], value[...]) } catch {
            throw Fault(error.description)
        }
    }
}
