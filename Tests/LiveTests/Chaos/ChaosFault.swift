import Glibc

/// What befalls a link.
enum ChaosFault: String, CaseIterable {
    case killSender = "sender killed"
    case killReceiver = "receiver killed"
    case freezeSender = "sender frozen"
    case freezeReceiver = "receiver frozen"
    case restartSendServer = "sender's JACK restarted"
    case restartReceiveServer = "receiver's JACK restarted"
    case remakeSendServer = "sender's JACK set up anew"
    case remakeReceiveServer = "receiver's JACK set up anew"
    case changeSendPeriod = "sender's period changed"
    case changeReceivePeriod = "receiver's period changed"
    case loseEverything = "network cut silently"
    case unplug = "cable unplugged"
    case renumber = "sender's address changed"
    case loseDatagrams = "UDP blocked"
    case stepClock = "wall clock stepped"
    case shrinkBuffers = "socket buffers tiny"
    case fillDisk = "disk full"
    case exhaustSender = "sender's descriptors exhausted"
    case exhaustReceiver = "receiver's descriptors exhausted"

    /// Whether `rig` has what it takes.
    func isPossible(on rig: ChaosRig) -> Bool {
        switch self {
        case .loseEverything, .unplug, .renumber, .loseDatagrams, .fillDisk: rig.network != nil
        case .stepClock: rig.clock != nil
        // Another process's limits and sockets are root's to change.
        case .shrinkBuffers, .exhaustSender, .exhaustReceiver: geteuid() == 0
        default: true
        }
    }

    /// Happens to `rig`; returns when its cause was over, µs, and what it was like.
    func happen(to rig: ChaosRig, _ random: inout ChaosRandom) throws -> (end: Int, detail: String)
    {
        switch self {
        case .killSender: try Self.kill(.sender, rig, &random)
        case .killReceiver: try Self.kill(.receiver, rig, &random)
        case .freezeSender: Self.freeze(.sender, rig, &random)
        case .freezeReceiver: Self.freeze(.receiver, rig, &random)
        case .restartSendServer: try Self.restartServer(.sender, rig, &random)
        case .restartReceiveServer: try Self.restartServer(.receiver, rig, &random)
        case .remakeSendServer: try Self.remakeServer(.sender, rig, &random)
        case .remakeReceiveServer: try Self.remakeServer(.receiver, rig, &random)
        case .changeSendPeriod: try Self.changePeriod(.sender, rig, &random)
        case .changeReceivePeriod: try Self.changePeriod(.receiver, rig, &random)
        case .loseEverything, .loseDatagrams: try block(rig, &random)
        case .unplug: try Self.unplug(rig, &random)
        case .renumber: try Self.renumber(rig)
        case .stepClock: Self.stepClock(rig, &random)
        case .shrinkBuffers: try Self.shrinkBuffers(rig, &random)
        case .fillDisk: try Self.fillDisk(rig, &random)
        case .exhaustSender: try Self.exhaust(.sender, rig, &random)
        case .exhaustReceiver: try Self.exhaust(.receiver, rig, &random)
        }
    }

    private static let periods = [64, 128, 256, 512, 1_024]
    private static let rates = [44_100, 48_000]

    private static func text(_ seconds: Double) -> String {
        "\((seconds * 100).rounded() / 100) s"
    }

    private static func kill(
        _ end: ChaosRig.End, _ rig: ChaosRig, _ random: inout ChaosRandom
    ) throws -> (Int, String) {
        let pause = random.seconds(0.01, 2)
        rig.kill(end)
        rig.wait(pause)
        try rig.start(end)
        return (ChaosRig.now, "back after \(text(pause))")
    }

    private static func freeze(
        _ end: ChaosRig.End, _ rig: ChaosRig, _ random: inout ChaosRandom
    ) -> (Int, String) {
        let length = random.seconds(0.1, 10)
        rig.signal(end, SIGSTOP)
        rig.wait(length)
        rig.signal(end, SIGCONT)
        return (ChaosRig.now, "for \(text(length))")
    }

    private static func restartServer(
        _ end: ChaosRig.End, _ rig: ChaosRig, _ random: inout ChaosRandom
    ) throws -> (Int, String) {
        let pause = random.seconds(0.01, 2)
        let number = random.coin() ? SIGKILL : SIGTERM
        let back = try rig.restartServer(of: end, by: number, after: pause)
        return (back, "\(number == SIGKILL ? "killed" : "ended"), back after \(text(pause))")
    }

    private static func remakeServer(
        _ end: ChaosRig.End, _ rig: ChaosRig, _ random: inout ChaosRandom
    ) throws -> (Int, String) {
        let period = periods.randomElement(using: &random) ?? 256
        let rate = rates.randomElement(using: &random) ?? 48_000
        let back = try rig.restartServer(
            of: end, by: SIGTERM, after: random.seconds(0.01, 0.5), period: period, rate: rate)
        return (back, "\(rate) Hz, period \(period)")
    }

    private static func changePeriod(
        _ end: ChaosRig.End, _ rig: ChaosRig, _ random: inout ChaosRandom
    ) throws -> (Int, String) {
        let period = periods.randomElement(using: &random) ?? 256
        try rig.setPeriod(of: end, period)
        return (ChaosRig.now, "\(period)")
    }

    private func block(
        _ rig: ChaosRig, _ random: inout ChaosRandom
    ) throws -> (Int, String) {
        let length = random.seconds(0.1, 8)
        try rig.network?.block(isUDPAlone: self == .loseDatagrams)
        rig.wait(length)
        try rig.network?.unblock()
        return (ChaosRig.now, "for \(Self.text(length))")
    }

    private static func unplug(
        _ rig: ChaosRig, _ random: inout ChaosRandom
    ) throws -> (Int, String) {
        let length = random.seconds(0.1, 8)
        try rig.network?.plug(false)
        rig.wait(length)
        try rig.network?.plug(true)
        return (ChaosRig.now, "for \(text(length))")
    }

    private static func renumber(_ rig: ChaosRig) throws -> (Int, String) {
        try rig.network?.renumber()
        return (ChaosRig.now, "")
    }

    private static func stepClock(
        _ rig: ChaosRig, _ random: inout ChaosRandom
    ) -> (Int, String) {
        let step = Int(random.seconds(1, 1e8)) * (random.coin() ? 1 : -1)
        rig.clock?.step(by: step)
        return (ChaosRig.now, "\(step) s from the true time")
    }

    private static func shrinkBuffers(
        _ rig: ChaosRig, _ random: inout ChaosRandom
    ) throws -> (Int, String) {
        let length = random.seconds(0.5, 3)
        for end in ChaosRig.End.allCases { try rig.setSocketBuffers(end, bytes: 1) }
        rig.wait(length)
        for end in ChaosRig.End.allCases { try rig.setSocketBuffers(end, bytes: 1 << 20) }
        return (ChaosRig.now, "for \(text(length))")
    }

    private static func fillDisk(
        _ rig: ChaosRig, _ random: inout ChaosRandom
    ) throws -> (Int, String) {
        try rig.fillDisk()
        let end = random.coin() ? ChaosRig.End.sender : .receiver
        rig.kill(end)
        try rig.start(end)
        return (ChaosRig.now, "and the \(end.rawValue) started anew")
    }

    /// While it cannot open anything the other side, or its JACK server, goes and comes.
    private static func exhaust(
        _ end: ChaosRig.End, _ rig: ChaosRig, _ random: inout ChaosRandom
    ) throws -> (Int, String) {
        try rig.exhaustDescriptors(end, true)
        let losesPeer = random.coin()
        if losesPeer {
            let other = end == .sender ? ChaosRig.End.receiver : .sender
            rig.kill(other)
            try rig.start(other)
        } else {
            _ = try rig.restartServer(of: end, by: SIGTERM, after: 0.2)
        }
        rig.wait(random.seconds(0.3, 4))
        try rig.exhaustDescriptors(end, false)
        return (ChaosRig.now, losesPeer ? "and its peer started anew" : "and its JACK restarted")
    }
}
