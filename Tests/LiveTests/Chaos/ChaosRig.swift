import CDisturb
import ControlTestKit
import Glibc
import Testing

/// A link between two JACK servers that plays a known signal, and everything that may befall it.
final class ChaosRig {
    enum End: String, CaseIterable { case sender, receiver }

    /// Between ports, ms: enough for every period that the faults set.
    static let latency = 60.0
    private static let port = "54345"

    let network: ChaosNetwork?
    /// What steps the sides' wall clocks; nil where it could not be built.
    let clock: SteppedClock?
    private let directory = TemporaryDirectory()
    private var servers: [End: Child] = [:]
    private var sides: [End: Child] = [:]
    private let beacon: Child
    private let earpiece: Child
    private var ear = ChaosEar()
    private var lives: [pid_t: ChaosLife] = [:]
    private var traces = ChaosTraces()
    /// Undoes what outlasts the fault itself.
    private var cures: [() throws -> Void] = []
    /// Every line that a side has said before it was killed.
    private var lastWords: [End: String] = [:]

    private static func serverName(_ end: End) -> String {
        "jnc\(end == .sender ? "a" : "b")\(getpid())"
    }

    init() throws {
        mkdir(directory.path + "/small", 0o700)
        network = ChaosNetwork(mounting: directory.path + "/small")
        if network == nil {
            mkdir(directory.path + "/small/run", 0o700)
            mkdir(directory.path + "/small/state", 0o700)
        }
        clock = SteppedClock(in: directory.path)
        for end in End.allCases {
            servers[end] = try jackd(Self.serverName(end), period: end == .sender ? 128 : 256)
        }
        beacon = try Child(
            ChaosNetwork.mortal + [try #require(judge), "beacon", Self.serverName(.sender)])
        earpiece = try Child(
            ChaosNetwork.mortal + [try #require(judge), "ear", Self.serverName(.receiver)])
        try start(.receiver)
        // Its key for senders on this machine is there by then.
        let receiver = try #require(sides[.receiver])
        try #require(hears(receiver, "waiting for a sender"), "\(receiver.output)")
        try start(.sender)
    }

    func close() {
        for child in [sides[.sender], sides[.receiver], beacon, earpiece] { child?.end() }
        for end in End.allCases { servers[end]?.end() }
    }

    /// Now, µs of libjack's clock.
    static var now: Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC_RAW, &time)
        return time.tv_sec * 1_000_000 + time.tv_nsec / 1_000
    }

    func wait(_ seconds: Double) { usleep(UInt32(seconds * 1e6)) }

    // MARK: Processes

    /// What protects the link: nothing has to be said for it on one machine.
    private static let protection: [String] = []

    private func command(_ end: End) throws -> [String] {
        let place = network?.receiverAddress ?? "127.0.0.1"
        let role =
            end == .sender
            ? ["send", "\(place):\(Self.port)", "--connect", "beacon:*"]
            : ["recv", "--listen", "\(place):\(Self.port)", "--latency", "\(Self.latency)"]
                + ["--connect", "ear:*", "--channels", "2"]
        return ChaosNetwork.mortal
            + (network?.prefix(end == .sender ? .sender : .receiver) ?? [])
            + ["env", "XDG_RUNTIME_DIR=\(directory.path)/small/run"]
            + ["XDG_STATE_HOME=\(directory.path)/small/state"] + (clock?.environment ?? [])
            + [try #require(binary)] + role
            + ["--jack-server", Self.serverName(end), "--wait"] + Self.protection
    }

    func start(_ end: End) throws {
        let child = try Child(try command(end))
        sides[end] = child
        lives[child.pid] = ChaosLife(name: "\(end.rawValue) \(child.pid)")
    }

    func pid(_ end: End) throws -> pid_t { try #require(sides[end]).pid }

    func signal(_ end: End, _ number: Int32) { sides[end]?.signal(number) }

    func kill(_ end: End) {
        guard let side = sides[end] else { return }
        lastWords[end] = String(side.output.suffix(2_000))
        side.signal(SIGKILL)
        _ = side.wait()
        side.end()
    }

    /// Ends a JACK server, and starts it again after `pause`: until what plays into it or hears it has done so
    /// again. When it did, µs.
    func restartServer(
        of end: End, by number: Int32, after pause: Double, period: Int = 256, rate: Int = 48_000
    ) throws -> Int {
        guard let server = servers[end] else { return Self.now }
        server.signal(number)
        _ = server.wait()
        server.end()
        wait(pause)
        let started = Self.now
        func start() throws {
            servers[end] = try unaskedJackd(Self.serverName(end), period: period, rate: rate)
        }
        try start()
        return eventually(10) { () -> Int? in
            // One that finds another of its name still going ends at once.
            if servers[end]?.poll() != nil { try? start() }
            ear.listen(beacon, earpiece)
            let told = end == .sender ? ear.latest.beacon : ear.latest.ear
            return told > started ? told : nil
        } ?? Self.now
    }

    func setPeriod(of end: End, _ frames: Int) throws {
        let change = try Child([
            "env", "JACK_DEFAULT_SERVER=\(Self.serverName(end))", "jack_bufsize", "\(frames)",
        ])
        defer { change.end() }
        try #require(change.wait() == 0, "\(change.output)")
    }

    // MARK: What a side has

    /// All its sockets hold so many bytes at most.
    func setSocketBuffers(_ end: End, bytes: Int32) throws {
        let count = disturb_socket_buffers(try pid(end), bytes)
        try #require(count > 0, "socket buffers: \(count)")
    }

    /// It may open nothing more, or again.
    func exhaustDescriptors(_ end: End, _ isExhausted: Bool) throws {
        let highest = ChaosHealth.descriptors(try pid(end)).max() ?? 0
        let status = disturb_descriptor_limit(try pid(end), isExhausted ? highest + 1 : -1)
        try #require(status == 0, "descriptors: \(status)")
    }

    /// Nothing more can be written where the sides keep what they keep, not so much as an empty file, until the
    /// link is whole.
    func fillDisk() throws {
        guard let network else { return }
        let small = directory.path + "/small"
        try network.run(
            .sender, "head -c \(ChaosNetwork.smallBytes) /dev/zero > \(small)/full; true")
        cures.append { try network.run(.sender, "rm \(small)/full") }
    }

    // MARK: Judging

    func listen() { ear.listen(beacon, earpiece) }

    /// Waits until the sound is back, after `instant` (µs): in how many seconds, and at what latency, ms; nil where
    /// it is not within `patience`.
    func heals(after instant: Int, patience: Double) -> (seconds: Double, latency: Double)? {
        let found = eventually(patience) {
            listen()
            return ear.back(after: instant, latency: Self.latency)
        }
        return found.map { (Double($0.time - instant) / 1e6, $0.milliseconds) }
    }

    func cure() throws {
        for cure in cures { try cure() }
        cures = []
    }

    /// Times at which the machine itself stood still after `instant`.
    func standstills(after instant: Int) -> Int { ear.standstills.count { $0 > instant } }

    /// Who died without having been killed.
    var dead: [String] {
        End.allCases.compactMap { end in
            sides[end]?.poll().map {
                "the \(end.rawValue) ended with \($0): \(sides[end]?.output.suffix(2_000) ?? "")"
            }
        }
    }

    /// How both sides fare, after `fault`.
    func look(after fault: ChaosFault? = nil) {
        for end in End.allCases {
            guard let pid = sides[end]?.pid else { continue }
            if let gain = lives[pid]?.look(pid, after: fault), let fault {
                traces.add(gain, to: end.rawValue, by: fault)
            }
        }
    }

    var growth: [String] { lives.values.compactMap(\.growth) + traces.leaks }
    var summaries: [String] { lives.values.compactMap(\.summary).sorted() }

    /// All that helps to find out what went wrong.
    var story: String {
        End.allCases.map { end in
            "\(end.rawValue) before: \(lastWords[end] ?? "")\nnow: \(sides[end]?.output.suffix(2_000) ?? "")\n"
                + "graph: "
                + Self.say(["env", "JACK_DEFAULT_SERVER=\(Self.serverName(end))", "jack_lsp", "-c"])
        }.joined()
            + Self.say(
                (network?.prefix(.sender) ?? [])
                    + ["env", "XDG_RUNTIME_DIR=\(directory.path)/small/run"]
                    + [binary ?? "", "status", "--json"])
            + "played last \(Self.now - ear.latest.beacon) µs ago, heard: \(ear.recent)"
    }

    /// What a command says, within 3 s.
    private static func say(_ words: [String]) -> String {
        guard let child = try? Child(words) else { return "" }
        defer { child.end() }
        _ = child.wait(seconds: 3)
        return child.output + "\n"
    }
}
