import Glibc
import Testing

/// A network of two ends and a router between them, each in a network namespace of its own, and a small file
/// system that both ends see. Processes hold all of it, and they end with the test, whatever becomes of it:
/// then there is nothing to clear away.
final class ChaosNetwork {
    enum Place: Int, CaseIterable { case sender, receiver, router }

    /// What the small file system takes.
    static let smallBytes = 256 * 1_024
    /// Where the receiver is.
    let receiverAddress = "10.77.2.2"
    private var senderAddress = 2
    private let holders: [Child]

    /// Nil, having said why, where this user or this kernel cannot have it.
    init?(mounting small: String) {
        do {
            holders = try Place.allCases.map { _ in
                try Child(
                    ChaosNetwork.mortal + [
                        "unshare", "--net", "--mount", "sh", "-c", "echo there; exec sleep 86400",
                    ])
            }
            try lay(small)
        } catch {
            print("chaos: the network is left alone, and so is the disk: \(error)")
            return nil
        }
    }

    deinit { for holder in holders { holder.signal(SIGKILL) } }

    /// Has what follows end with the test.
    static let mortal = ["setpriv", "--pdeathsig", "KILL", "--"]

    /// What to begin a command with that is to run at `place`, and see the small file system.
    func prefix(_ place: Place) -> [String] {
        [
            "nsenter", "--net=/proc/\(holders[place.rawValue].pid)/ns/net",
            "--mount=/proc/\(holders[0].pid)/ns/mnt",
        ]
    }

    private func lay(_ small: String) throws {
        for holder in holders { try #require(hears(holder, "there"), "\(holder.output)") }
        try run(.sender, "mount -t tmpfs -o size=\(Self.smallBytes),mode=700 small \(small)")
        try run(.sender, "mkdir -m 700 \(small)/run \(small)/state")
        for (index, end) in [Place.sender, .receiver].enumerated() {
            let net = "10.77.\(index + 1)"
            let pid = holders[end.rawValue].pid
            try run(.router, "ip link add way\(index) type veth peer name way netns \(pid)")
            try run(.router, "ip address add \(net).1/24 dev way\(index)")
            try run(.router, "ip link set way\(index) up")
            try run(end, "ip link set lo up")
            try run(end, "ip link set way up")
            try run(end, "ip address add \(net).2/24 dev way")
            try run(end, "ip route add default via \(net).1")
        }
        try run(.router, "echo 1 > /proc/sys/net/ipv4/ip_forward")
        try run(.sender, "echo 1 > /proc/sys/net/ipv4/conf/all/promote_secondaries")
    }

    /// Runs a line of shell at `place`.
    func run(_ place: Place, _ line: String) throws {
        let child = try Child(prefix(place) + ["sh", "-c", line])
        defer { child.end() }
        try #require(child.wait() == 0, "\(line): \(child.output)")
    }

    /// Every packet between the ends is lost, or, where `isUDPAlone`, every datagram.
    func block(isUDPAlone: Bool) throws {
        try run(.router, "ip rule add priority 10 \(isUDPAlone ? "ipproto udp " : "")blackhole")
    }

    func unblock() throws { try run(.router, "ip rule delete priority 10") }

    /// The receiver's cable is out, or in again.
    func plug(_ isIn: Bool) throws {
        try run(.router, "ip link set way1 \(isIn ? "up" : "down")")
    }

    /// The sender has another address from now on, and the one before no more.
    func renumber() throws {
        let next = senderAddress == 2 ? 3 : 2
        try run(
            .sender,
            "ip address add 10.77.1.\(next)/24 dev way && "
                + "ip address delete 10.77.1.\(senderAddress)/24 dev way && "
                + "ip route replace default via 10.77.1.1")
        senderAddress = next
    }
}
