import Simulation
import Synchronization

/// An impaired way, and what is on it.
struct ImpairedWay: ~Copyable {
    var netem: Netem
    var flights = DelayLine(capacity: 4_096, bytesPerDatagram: Defaults.longestDatagram)

    init(_ impairment: Impairment) {
        netem = Netem(impairment, seed: .random(in: 0 ... .max))
    }
}

/// What happens to a media thread's datagrams on their way out; changed while they flow.
final class ImpairmentSwitch: Sendable {
    private let wanted = Atomic<UInt>(0)
    private let inUse = Atomic<UInt>(0)
    /// The owner's.
    private let ways = Mutex<[Lent<ImpairedWay>]>([])

    init(_ impairment: Impairment?) { set(impairment) }

    /// Impairs the way like that from now on; nil, not at all. Any thread but a real-time one.
    func set(_ impairment: Impairment?) {
        ways.withLock { ways in
            let kept = [
                inUse.load(ordering: .acquiring), wanted.load(ordering: .relaxed),
            ]
            ways = ways.filter { way in
                if kept.contains(UInt(bitPattern: way.pointer)) { return true }
                way.free()
                return false
            }
            guard let impairment else { return wanted.store(0, ordering: .releasing) }
            let way = Lent(ImpairedWay(impairment))
            ways.append(way)
            wanted.store(UInt(bitPattern: way.pointer), ordering: .releasing)
        }
    }

    /// The way that is wanted now. Media thread.
    var newest: UnsafeMutablePointer<ImpairedWay>? {
        UnsafeMutablePointer(bitPattern: wanted.load(ordering: .acquiring))
    }

    /// From now on the media thread uses this one, and no other. Media thread.
    func use(_ way: UnsafeMutablePointer<ImpairedWay>?) {
        inUse.store(UInt(bitPattern: way), ordering: .releasing)
    }

    deinit { ways.withLock { for way in $0 { way.free() } } }
}
