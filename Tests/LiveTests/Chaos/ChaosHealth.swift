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

/// What a fault that comes again and again leaves behind in those who bear it.
struct ChaosTraces {
    private var gains: [String: [ChaosHealth]] = [:]

    /// `fault` made a process of `end` take `after` what took `before`.
    mutating func add(
        _ fault: ChaosFault, _ end: String, _ before: ChaosHealth, _ after: ChaosHealth
    ) {
        gains["\(end), by \(fault.rawValue)", default: []].append(after.gain(over: before))
    }

    /// What has grown each time of at least five, in words.
    var leaks: [String] {
        gains.sorted { $0.key < $1.key }.compactMap { key, gains in
            guard gains.count >= 5 else { return nil }
            func least(_ value: KeyPath<ChaosHealth, Int>) -> Int {
                gains.map { $0[keyPath: value] }.min() ?? 0
            }
            let (threads, descriptors) = (least(\.threads), least(\.descriptors))
            let kibibytes = least(\.kibibytes)
            guard threads > 0 || descriptors > 0 || kibibytes > 64 else { return nil }
            return
                "\(key): \(threads) threads, \(descriptors) descriptors, \(kibibytes) KiB or more each "
                + "of \(gains.count) times"
        }
    }
}

/// How one process fares over its life.
struct ChaosLife {
    let name: String
    private(set) var samples: [ChaosHealth] = []

    init(name: String) { self.name = name }

    mutating func take(_ pid: pid_t) {
        if let health = ChaosHealth(pid) { samples.append(health) }
    }

    /// What has grown, in words; nil where nothing has, or there is too little to tell by. The first samples are
    /// those of a process that has not met every fault yet.
    var growth: String? {
        guard samples.count >= 9 else { return nil }
        let third = samples.count / 3
        func median(_ part: ArraySlice<ChaosHealth>, _ key: KeyPath<ChaosHealth, Int>) -> Int {
            part.map { $0[keyPath: key] }.sorted()[part.count / 2]
        }
        func grown(_ key: KeyPath<ChaosHealth, Int>) -> Int {
            median(samples.suffix(third), key) - median(samples[third..<2 * third], key)
        }
        var found: [String] = []
        if grown(\.threads) > 1 { found.append("\(grown(\.threads)) threads") }
        if grown(\.descriptors) > 1 { found.append("\(grown(\.descriptors)) descriptors") }
        if grown(\.kibibytes) > 2_048 { found.append("\(grown(\.kibibytes)) KiB") }
        return found.isEmpty ? nil : "\(name) has grown by \(found.joined(separator: ", "))"
    }

    var summary: String? {
        guard let first = samples.first, let last = samples.last, samples.count > 1 else {
            return nil
        }
        return "\(name): \(samples.count) looks, \(first.kibibytes) → \(last.kibibytes) KiB, "
            + "\(first.threads) → \(last.threads) threads, "
            + "\(first.descriptors) → \(last.descriptors) descriptors"
    }
}
