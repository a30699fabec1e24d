/// Datagrams on their way through an impaired network, in memory made once: a heap by the time they are
/// due. What does not fit is lost. One thread.
package struct DelayLine: ~Copyable {
    private struct Flight {
        var due: Int64
        /// Keeps the order of those that are due together.
        var number: Int
        var slot: Int
        var bytes: Int
    }

    private let capacity: Int
    private let bytesPerDatagram: Int
    private let storage: UnsafeMutableRawPointer
    private let heap: UnsafeMutablePointer<Flight>
    private let free: UnsafeMutablePointer<Int>
    private var count = 0
    private var number = 0

    /// Room for `capacity` datagrams of at most `bytesPerDatagram`.
    package init(capacity: Int, bytesPerDatagram: Int) {
        self.capacity = capacity
        self.bytesPerDatagram = bytesPerDatagram
        storage = .allocate(byteCount: capacity * bytesPerDatagram, alignment: 16)
        heap = .allocate(capacity: capacity)
        heap.initialize(
            repeating: Flight(due: 0, number: 0, slot: 0, bytes: 0), count: capacity)
        free = .allocate(capacity: capacity)
        for slot in 0..<capacity { (free + slot).initialize(to: slot) }
    }

    deinit {
        storage.deallocate()
        heap.deallocate()
        free.deallocate()
    }

    /// When the next one is due, ns.
    package var nextDue: Int64? { count > 0 ? heap[0].due : nil }

    /// Keeps a copy of `datagram` until `due` (ns). False, and nothing kept, where it does not fit.
    @discardableResult
    package mutating func insert(_ datagram: UnsafeRawBufferPointer, due: Int64) -> Bool {
        guard count < capacity, datagram.count <= bytesPerDatagram, let base = datagram.baseAddress
        else { return false }
        let slot = free[count]
        (storage + slot * bytesPerDatagram).copyMemory(from: base, byteCount: datagram.count)
        heap[count] = Flight(due: due, number: number, slot: slot, bytes: datagram.count)
        number &+= 1
        count += 1
        rise(count - 1)
        return true
    }

    /// The next datagram that is due at `now`, taken out; valid until the next `insert`.
    package mutating func take(now: Int64) -> UnsafeRawBufferPointer? {
        guard count > 0, heap[0].due <= now else { return nil }
        let flight = heap[0]
        count -= 1
        heap[0] = heap[count]
        free[count] = flight.slot
        sink()
        return UnsafeRawBufferPointer(
            start: storage + flight.slot * bytesPerDatagram, count: flight.bytes)
    }

    private func isBefore(_ one: Int, _ other: Int) -> Bool {
        let (a, b) = (heap[one], heap[other])
        return a.due == b.due ? a.number < b.number : a.due < b.due
    }

    private func swap(_ one: Int, _ other: Int) {
        let flight = heap[one]
        heap[one] = heap[other]
        heap[other] = flight
    }

    private func rise(_ index: Int) {
        var child = index
        while child > 0, isBefore(child, (child - 1) / 2) {
            swap(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    private func sink() {
        var parent = 0
        while true {
            var least = parent
            let (left, right) = (2 * parent + 1, 2 * parent + 2)
            if left < count, isBefore(left, least) { least = left }
            if right < count, isBefore(right, least) { least = right }
            guard least != parent else { return }
            swap(parent, least)
            parent = least
        }
    }
}
