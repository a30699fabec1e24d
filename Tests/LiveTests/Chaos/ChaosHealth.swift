import Glibc

/// What a process takes of its machine.
struct ChaosHealth {
    /// Of its own; what it shares with its JACK server comes and goes with that.
    var kibibytes: Int
    var threads: Int
    var descriptors: Int

    /// Nil where there is no such process.
    init?(_ pid: pid_t) {
        guard let status = fopen("/proc/\(pid)/status", "r") else { return nil }
        defer { fclose(status) }
        var values: [Substring: Int] = [:]
        var line = [CChar](repeating: 0, count: 256)
        while fgets(&line, Int32(line.count), status) != nil {
            let text = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self)
            let parts = text.split(whereSeparator: { ": \t\n".contains($0) })
            if parts.count > 1, let value = Int(parts[1]) { values[parts[0]] = value }
        }
        guard let kibibytes = values["RssAnon"], let threads = values["Threads"] else { return nil }
        self.kibibytes = kibibytes
        self.threads = threads
        descriptors = Self.descriptors(pid).count
    }

    func gain(over before: ChaosHealth) -> ChaosHealth {
        var gain = self
        gain.kibibytes -= before.kibibytes
        gain.threads -= before.threads
        gain.descriptors -= before.descriptors
        return gain
    }

    /// The numbers of what it has open.
    static func descriptors(_ pid: pid_t) -> [Int] {
        guard let directory = opendir("/proc/\(pid)/fd") else { return [] }
        defer { closedir(directory) }
        var numbers: [Int] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if let number = Int(name) { numbers.append(number) }
        }
        return numbers
    }
}

/// How one process fares over its life.
struct ChaosLife {
    let name: String
    private(set) var looks: [ChaosHealth] = []
    /// The faults that it has borne.
    private var borne: Set<ChaosFault> = []

    init(name: String) { self.name = name }

    /// What it takes more than the last time, if `fault` between the two was not its first one of this kind: the
    /// first JACK server that goes, for one, leaves libjack's own memory behind, the next ones nothing.
    mutating func look(_ pid: pid_t, after fault: ChaosFault?) -> ChaosHealth? {
        guard let health = ChaosHealth(pid) else { return nil }
        let before = looks.last
        looks.append(health)
        guard let fault, let before, !borne.insert(fault).inserted else { return nil }
        return health.gain(over: before)
    }

    /// What has grown from the second third of its life to the last, in words; nil where nothing has, or there is
    /// too little to tell by. Of memory `ChaosTraces` tells.
    var growth: String? {
        guard looks.count >= 9 else { return nil }
        let third = looks.count / 3
        func median(_ part: ArraySlice<ChaosHealth>, _ value: KeyPath<ChaosHealth, Int>) -> Int {
            part.map { $0[keyPath: value] }.sorted()[part.count / 2]
        }
        func grown(_ value: KeyPath<ChaosHealth, Int>) -> Int {
            median(looks.suffix(third), value) - median(looks[third..<2 * third], value)
        }
        let (threads, descriptors) = (grown(\.threads), grown(\.descriptors))
        guard threads > 1 || descriptors > 1 else { return nil }
        return "\(name) has grown by \(threads) threads, \(descriptors) descriptors"
    }

    var summary: String? {
        guard let first = looks.first, let last = looks.last, looks.count > 1 else { return nil }
        return "\(name): \(looks.count) looks, \(first.kibibytes) → \(last.kibibytes) KiB, "
            + "\(first.threads) → \(last.threads) threads, "
            + "\(first.descriptors) → \(last.descriptors) descriptors"
    }
}

/// What a fault that comes again and again leaves behind in those who bear it.
struct ChaosTraces {
    /// More than this of memory is a trace, KiB.
    private static let bearable = 16

    private var gains: [String: [ChaosHealth]] = [:]

    mutating func add(_ gain: ChaosHealth, to end: String, by fault: ChaosFault) {
        gains["\(end), by \(fault.rawValue)", default: []].append(gain)
    }

    /// What grows by most faults of a kind, of which there were five at least, in words.
    var leaks: [String] {
        gains.sorted { $0.key < $1.key }.compactMap { key, gains in
            guard gains.count >= 5 else { return nil }
            func median(_ value: KeyPath<ChaosHealth, Int>) -> Int {
                gains.map { $0[keyPath: value] }.sorted()[gains.count / 2]
            }
            let (threads, descriptors) = (median(\.threads), median(\.descriptors))
            let kibibytes = median(\.kibibytes)
            guard threads > 0 || descriptors > 0 || kibibytes > Self.bearable else { return nil }
            return
                "\(key): \(threads) threads, \(descriptors) descriptors, \(kibibytes) KiB each of "
                + "\(gains.count) times"
        }
    }
}
