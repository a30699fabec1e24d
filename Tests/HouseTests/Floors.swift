/// The floors of docs/architecture.md: a target imports from floors below its own, and from its own
/// only what is named here.
enum Floors {
    /// Our targets in `Sources`, without the C ones, which are all on floor 0.
    static let table: [String: Int] = [
        "Units": 1, "Text": 1, "RealTime": 1, "RTP": 1,
        "DSP": 2, "Codec": 2, "Protection": 2, "Judge": 2,
        "Streaming": 3, "Session": 3, "Simulation": 3, "Probing": 3,
        "JackIO": 4, "NetworkIO": 4, "ControlIO": 4, "HostIO": 4, "FileIO": 4, "KeyIO": 4,
        "LineEditor": 4,
        "Engine": 5, "Benchmark": 5,
        "JacknetCommands": 6,
        "jacknet": 7,
    ]

    /// The arrows that stay on a floor: from each target, to these.
    static let sideways: [String: Set<String>] = [
        "RealTime": ["Units"],
        "RTP": ["Units"],
        "Codec": ["DSP"],
        "Simulation": ["Streaming"],
        "Probing": ["Streaming"],
        "ControlIO": ["HostIO"],
        "KeyIO": ["HostIO"],
        "NetworkIO": ["HostIO"],
        "JackIO": ["HostIO"],
    ]

    /// Which targets may import what is not ours; a module that is not here is let in nowhere.
    /// `*` stands for every target. Foundation itself is not in the list: it costs start-up time.
    static let guests: [String: Set<String>] = [
        "Glibc": ["*"], "Synchronization": ["*"], "FoundationEssentials": ["*"],
        "ArgumentParser": ["JacknetCommands"],
        "NIOCore": ["NetworkIO", "ControlIO"], "NIOPosix": ["NetworkIO", "ControlIO"],
        "NIOSSL": ["NetworkIO"], "NIOTLS": ["NetworkIO"],
        "Dispatch": ["HostIO"],
    ]

    /// What is wrong with `target` importing `module`, nil where nothing is. `libraries` are the C
    /// targets.
    static func fault(_ target: String, imports module: String, libraries: Set<String>) -> String? {
        guard let floor = table[target] else { return "\(target) is on no floor" }
        if libraries.contains(module) { return nil }
        if let hosts = guests[module] {
            if hosts.contains("*") || hosts.contains(target) { return nil }
            return "\(module) is for \(hosts.sorted().joined(separator: ", ")), not for \(target)"
        }
        guard let other = table[module] else {
            return "\(target) imports \(module), which is neither ours nor a known guest"
        }
        if other < floor || sideways[target, default: []].contains(module) { return nil }
        return "\(target) (floor \(floor)) imports \(module) (floor \(other))"
    }
}
