/// What is on its way, by the time that it is due: a heap.
struct Flights<Cargo> {
    private var heap: [(due: Int64, number: Int, cargo: Cargo)] = []
    private var number = 0

    var nextDue: Int64? { heap.first?.due }

    private func isBefore(_ a: Int, _ b: Int) -> Bool {
        (heap[a].due, heap[a].number) < (heap[b].due, heap[b].number)
    }

    mutating func insert(_ cargo: Cargo, _ due: Int64) {
        heap.append((due, number, cargo))
        number += 1
        var child = heap.count - 1
        while child > 0, isBefore(child, (child - 1) / 2) {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    mutating func take(_ now: Int64) -> Cargo? {
        guard let first = heap.first, first.due <= now else { return nil }
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < heap.count && isBefore(child, least) { least = child }
            guard least != parent else { return first.cargo }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}
