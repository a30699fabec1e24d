package import Units

/// Decides which new connections are let in before anything is known of them but where they come from,
/// so that strangers cost a bounded amount of memory and time. Sans-IO: it is told the time. One thread.
///
/// A connection is *pending* until it has shown a key. Where all places are taken, the one that has
/// waited longest gives way: whoever only holds connections open keeps nobody out. Addresses of IPv6
/// count by their /64, which is what one subscriber has.
package struct ConnectionGate: Sendable {
    package struct Limits: Sendable {
        /// Of pending connections: in all, and of one address.
        package var pending = 64
        package var pendingOfAddress = 8
        /// Of connections that have shown a key: a session, its media, and what takes their place.
        package var authenticated = 32
        /// Connections of one address without a key: so many at once, and one more each `interval`.
        package var burst = 20
        package var interval = Nanoseconds(100_000_000)
        /// Addresses that are remembered.
        package var addresses = 1_024

        package init() {}
    }

    /// What one address has done.
    private struct Record {
        var pending = 0
        /// When its whole burst is there again.
        var isFullAt = Nanoseconds.zero
    }

    private let allowed: [AddressRange]
    private let limits: Limits
    private var records: [SocketAddress: Record] = [:]
    private var pending: Set<ConnectionPass> = []
    private var authenticated: Set<ConnectionPass> = []
    /// Of `pending`, in order, some of which are not pending any more.
    private var order: [ConnectionPass] = []
    private var count = 0

    /// Lets in who is in `allowed`; where that is empty, anybody.
    package init(allowed: [AddressRange], limits: Limits = Limits()) {
        self.allowed = allowed
        self.limits = limits
    }

    /// How many addresses are remembered, and how many connections are pending.
    package var size: (addresses: Int, pending: Int) { (records.count, pending.count) }

    /// A connection has come from `address`.
    package mutating func admit(_ address: SocketAddress, now: Nanoseconds) -> ConnectionVerdict {
        guard allowed.isEmpty || allowed.contains(where: { $0.contains(address) }) else {
            return .refused(.notAllowed)
        }
        let group = address.group
        var record = records[group] ?? Record()
        guard record.pending < limits.pendingOfAddress else { return .refused(.tooManyAtOnce) }
        let spent = max(record.isFullAt, now) - now
        guard spent.count <= limits.interval.count * Int64(limits.burst - 1) else {
            return .refused(.tooOften)
        }
        record.isFullAt = now + spent + limits.interval
        record.pending += 1
        if records[group] == nil { makeRoom() }
        records[group] = record
        let evicted = pending.count < limits.pending ? nil : takeOldest()
        count += 1
        let pass = ConnectionPass(number: count, group: group)
        pending.insert(pass)
        order.append(pass)
        if order.count > 2 * limits.pending { order.removeAll { !pending.contains($0) } }
        return .admitted(pass, evicting: evicted)
    }

    /// It has shown a key, and does not count against its address. False where there are so many
    /// that it is to be closed.
    package mutating func authenticate(_ pass: ConnectionPass) -> Bool {
        guard forget(pass) else { return false }
        records[pass.group]?.isFullAt -= limits.interval
        guard authenticated.count < limits.authenticated else { return false }
        authenticated.insert(pass)
        return true
    }

    /// It is closed. Nothing happens for one that is released already, or was evicted.
    package mutating func release(_ pass: ConnectionPass) {
        if authenticated.remove(pass) == nil { _ = forget(pass) }
    }

    /// False where it is not pending.
    private mutating func forget(_ pass: ConnectionPass) -> Bool {
        guard pending.remove(pass) != nil else { return false }
        records[pass.group]?.pending -= 1
        return true
    }

    private mutating func takeOldest() -> ConnectionPass? {
        guard let place = order.firstIndex(where: pending.contains) else { return nil }
        let oldest = order[place]
        order.removeSubrange(...place)
        _ = forget(oldest)
        return oldest
    }

    /// Where no more addresses can be remembered, forgets half of those of which nothing is pending, first
    /// those that have come least: the next half is not looked for soon.
    private mutating func makeRoom() {
        guard records.count >= limits.addresses else { return }
        let idle = records.filter { $0.value.pending == 0 }
            .sorted { $0.value.isFullAt < $1.value.isFullAt }
        for record in idle.prefix((idle.count + 1) / 2) { records[record.key] = nil }
    }
}

/// What `ConnectionGate` knows a connection by.
package struct ConnectionPass: Hashable, Sendable {
    fileprivate let number: Int
    fileprivate let group: SocketAddress
}

/// Whether a new connection is let in.
package enum ConnectionVerdict: Hashable, Sendable {
    /// It may show its key. `evicting` is to be closed in its favour.
    case admitted(ConnectionPass, evicting: ConnectionPass?)
    /// It is to be closed at once.
    case refused(Refusal)

    package enum Refusal: Hashable, Sendable {
        /// Its address is not among those allowed.
        case notAllowed
        /// Its address has as many pending connections as it may have.
        case tooManyAtOnce
        /// Its address comes too often without a key.
        case tooOften
    }
}

extension SocketAddress {
    /// What is counted as one: an IPv4 address, the /64 of an IPv6 one.
    fileprivate var group: SocketAddress {
        SocketAddress(high: high, low: isIPv4() ? low : 0, scope: 0, port: 0)
    }
}
