/// One client of a control socket, never the same for two of a process.
package struct ControlClientID: Hashable, Sendable {
    let number: Int

    package init(_ number: Int) { self.number = number }
}

/// What the clients of a control socket do, in the order in which each does it.
package enum ControlServerEvent: Sendable {
    /// A line, without its end. The next one of this client comes after `ControlOutlet.next`.
    case line([UInt8])
    /// It says no more, and may still read.
    case ended
    case closed
}

/// What a link answers by. Any thread; nothing here waits.
package protocol ControlOutlet: Sendable {
    /// Sends `line`, without its end, to each of `clients`; those that are gone are passed over, and
    /// one that does not read is cut off.
    func send(_ line: String, to clients: [ControlClientID])

    /// The line of this client that came last is done with.
    func next(_ client: ControlClientID)

    /// Closes the client's connection once everything sent is out.
    func close(_ client: ControlClientID)
}
