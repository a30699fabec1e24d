import HostIO
import Synchronization
import Units

/// Up to two values that the owner lends a media thread, which looks for them at each turn: one, and the
/// one that takes its place.
final class LentPair<Value: ~Copyable>: Sendable {
    private let first = Place()
    private let second = Place()
    private let isClosed = Atomic<Bool>(false)
    /// Wakes the media thread.
    let flag: EventFlag

    private final class Place: Sendable {
        let wanted = Atomic<UInt>(0)
        let inUse = Atomic<UInt>(0)
    }

    init() throws(HostIOError) { flag = try EventFlag() }

    /// Has the media thread use `value` too; when this returns, it does. Two at most.
    func add(_ value: UnsafeMutablePointer<Value>) {
        let isFree = first.wanted.load(ordering: .sequentiallyConsistent) == 0
        put(UInt(bitPattern: value), into: isFree ? first : second)
    }

    /// When this returns, the media thread does not use `value`.
    func remove(_ value: UnsafeMutablePointer<Value>) {
        let bits = UInt(bitPattern: value)
        for place in [first, second]
        where place.wanted.load(ordering: .sequentiallyConsistent) == bits {
            put(0, into: place)
        }
    }

    private func put(_ bits: UInt, into place: Place) {
        place.wanted.store(bits, ordering: .sequentiallyConsistent)
        flag.signal()
        while place.inUse.load(ordering: .sequentiallyConsistent) != bits,
            !isClosed.load(ordering: .acquiring)
        {
            MonotonicClock.sleep(until: MonotonicClock.now() + Nanoseconds(200_000))
        }
    }

    /// What there is now: until the next call, it is in use. Media thread.
    func take() -> (first: UnsafeMutablePointer<Value>?, second: UnsafeMutablePointer<Value>?) {
        (Self.take(first), Self.take(second))
    }

    private static func take(_ place: Place) -> UnsafeMutablePointer<Value>? {
        let bits = place.wanted.load(ordering: .sequentiallyConsistent)
        place.inUse.store(bits, ordering: .sequentiallyConsistent)
        return UnsafeMutablePointer(bitPattern: bits)
    }

    /// Nobody waits for the media thread any more.
    func close() { isClosed.store(true, ordering: .releasing) }
}
