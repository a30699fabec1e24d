package import Units

/// What a receiver tells about one source (RFC 3550 sections 6.4.1, A.1, A.3 and A.8).
///
/// Unlike the RFC's sample code, duplicates do not count as received, so that copies sent on
/// purpose hide no loss, and a packet that the very first one overtook moves the beginning back.
package struct ReceptionStatistics: Sendable {
    /// Packets that came, each counted once.
    package private(set) var received: Int64 = 0

    /// Packets that came again.
    package private(set) var duplicates: Int64 = 0

    /// Packets that a later one had overtaken.
    package private(set) var reordered: Int64 = 0

    /// 256ths of the packets lost between the last two reports.
    package private(set) var fractionLost: UInt8 = 0

    /// The highest sequence number, extended; 0 before the first packet.
    package private(set) var highestExtendedSequence: Int64 = 0

    /// The extended sequence number of the packet that was received last.
    package private(set) var extendedSequence: Int64 = 0

    private var first: Int64 = 0
    private var started = false
    private var window: ArrivalWindow
    private var jitter: InterarrivalJitter
    private var afterSuspect: UInt16?
    private var reportedExpected: Int64 = 0
    private var reportedReceived: Int64 = 0

    // Further ahead than this, a packet is believed only together with its successor, RFC 3550's
    // MAX_DROPOUT; its MAX_MISORDER is the window in which duplicates are known.
    private static var greatestDropout: UInt16 {
        @_noLocks @_noAllocation get { 3000 }
    }

    /// `clockRate` is the payload's: the sample rate for PCM, always 48 kHz for Opus (RFC 7587).
    @_noLocks @_noAllocation
    package init(clockRate: SampleRate) {
        window = ArrivalWindow()
        jitter = InterarrivalJitter(clockRate: clockRate)
    }

    /// Whether this packet has come, of the newest `ArrivalWindow.packets`; older ones are taken to have.
    @_noLocks @_noAllocation
    package func hasReceived(_ extended: Int64) -> Bool {
        guard started, extended <= highestExtendedSequence else { return false }
        guard highestExtendedSequence &- extended < ArrivalWindow.packets else { return true }
        return window.contains(extended)
    }

    /// The extended number nearest to the highest one that has these lower 16 bits.
    @_noLocks @_noAllocation
    package func extend(_ sequenceNumber: UInt16) -> Int64 {
        let highest = UInt16(truncatingIfNeeded: highestExtendedSequence)
        return highestExtendedSequence &+ Int64(Int16(bitPattern: sequenceNumber &- highest))
    }

    /// Packets that the sequence numbers say were sent, from the first seen to the highest.
    package var expected: Int64 {
        @_noLocks @_noAllocation get { started ? highestExtendedSequence &- first &+ 1 : 0 }
    }

    /// Packets that did not come.
    package var cumulativeLost: Int64 {
        @_noLocks @_noAllocation get { expected &- received }
    }

    /// In units of the payload's clock.
    package var interarrivalJitter: UInt32 {
        @_noLocks @_noAllocation get { jitter.reported }
    }

    /// Counts one packet, in the order of arrival; `arrival` is on any one monotonic clock.
    @_noLocks @_noAllocation @discardableResult
    package mutating func receive(
        sequenceNumber: UInt16, timestamp: UInt32, arrival: Nanoseconds
    ) -> PacketOrder {
        let order = place(sequenceNumber)
        switch order {
        case .advanced, .reordered:
            received &+= 1
            jitter.observe(timestamp: timestamp, arrival: arrival)
        case .duplicate, .suspect: break
        }
        return order
    }

    /// The report block on what came since the last one; begins the next interval.
    @_noLocks @_noAllocation
    package mutating func makeReportBlock(
        ssrc: UInt32, lastSenderReport: UInt32, delaySinceLastSenderReport: UInt32
    ) -> ReportBlock {
        let expectedNow = expected
        let interval = expectedNow &- reportedExpected
        let lost = interval &- (received &- reportedReceived)
        reportedExpected = expectedNow
        reportedReceived = received
        fractionLost = interval > 0 && lost > 0 ? UInt8(clamping: lost * 256 / interval) : 0
        return ReportBlock(
            ssrc: ssrc, fractionLost: fractionLost,
            cumulativeLost: Int32(clamping: cumulativeLost),
            highestSequence: UInt32(truncatingIfNeeded: highestExtendedSequence),
            interarrivalJitter: interarrivalJitter, lastSenderReport: lastSenderReport,
            delaySinceLastSenderReport: delaySinceLastSenderReport)
    }

    @_noLocks @_noAllocation
    private mutating func place(_ sequenceNumber: UInt16) -> PacketOrder {
        guard started else {
            started = true
            first = Int64(sequenceNumber)
            highestExtendedSequence = first
            extendedSequence = first
            window.insert(first)
            return .advanced
        }
        let highest = highestExtendedSequence
        let ahead = sequenceNumber &- UInt16(truncatingIfNeeded: highest)
        if ahead > 0, ahead < Self.greatestDropout {
            advance(to: highest &+ Int64(ahead))
            return .advanced
        }
        let behind = Int64(0 &- ahead)
        if behind < ArrivalWindow.packets {
            return placeBehind(highest &- behind)
        }
        return placeFar(sequenceNumber, extended: highest &+ Int64(ahead))
    }

    @_noLocks @_noAllocation
    private mutating func placeBehind(_ extended: Int64) -> PacketOrder {
        guard !window.contains(extended) else {
            duplicates &+= 1
            return .duplicate
        }
        window.insert(extended)
        extendedSequence = extended
        first = min(first, extended)
        reordered &+= 1
        return .reordered
    }

    /// Two packets in a row from far away are the source after an outage, a lone one is noise
    /// (RFC 3550 section A.1). The way is taken to have led forwards: what is missing is lost.
    @_noLocks @_noAllocation
    private mutating func placeFar(_ sequenceNumber: UInt16, extended: Int64) -> PacketOrder {
        guard sequenceNumber == afterSuspect else {
            afterSuspect = sequenceNumber &+ 1
            return .suspect
        }
        advance(to: extended)
        window.insert(extended &- 1)
        received &+= 1  // the suspect itself
        jitter.skipNext()
        return .advanced
    }

    @_noLocks @_noAllocation
    private mutating func advance(to extended: Int64) {
        window.advance(from: highestExtendedSequence, to: extended)
        window.insert(extended)
        highestExtendedSequence = extended
        extendedSequence = extended
        afterSuspect = nil
    }
}
