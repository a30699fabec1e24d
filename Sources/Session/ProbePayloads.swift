/// What a probe wants to measure the way to a receiver with; the first message after its `hello`.
package struct ProbeRequest: Codable, Hashable, Sendable {
    /// Of its datagrams, and how they are protected; no secret where the receiver is open.
    package var ssrc: UInt32
    package var secret: MediaSecret?
    /// Datagrams and bits a second that it will send at most, and for how long in all, ns.
    package var packetsPerSecond: Int
    package var bitsPerSecond: Int
    package var durationNanoseconds: Int64
    /// Of the sound that it stands for, Hz: what the receiver's resampler has to look ahead goes by it.
    package var sampleRate: Int

    package init(
        ssrc: UInt32, secret: MediaSecret?, packetsPerSecond: Int, bitsPerSecond: Int,
        durationNanoseconds: Int64, sampleRate: Int
    ) {
        self.ssrc = ssrc
        self.secret = secret
        self.packetsPerSecond = packetsPerSecond
        self.bitsPerSecond = bitsPerSecond
        self.durationNanoseconds = durationNanoseconds
        self.sampleRate = sampleRate
    }

    /// As it comes from outside, kept within what can be.
    package var bounded: ProbeRequest {
        var request = self
        request.packetsPerSecond = min(max(packetsPerSecond, 1), 1 << 30)
        request.bitsPerSecond = min(max(bitsPerSecond, 1), 1 << 40)
        request.durationNanoseconds = min(max(durationNanoseconds, 0), 1 << 50)
        request.sampleRate = min(max(sampleRate, 8_000), 384_000)
        return request
    }
}

/// The receiver answers the probe's datagrams from now on, and says what it needs of a latency.
package struct ProbeGrant: Codable, Hashable, Sendable {
    /// Of its answers, and how they are protected.
    package var ssrc: UInt32
    package var secret: MediaSecret?
    /// Where datagrams go.
    package var mediaPort: UInt16
    /// Its cycles, and what it looks ahead in them, ns; both 0 where its sink is not there yet.
    package var periodNanoseconds: Int64
    package var outputNanoseconds: Int64
    /// Of its sink, Hz; 0 likewise.
    package var sampleRate: Int
    /// Its wall clock less the clock that its answers carry, ns.
    package var wallClockNanoseconds: Int64
    /// A link is there.
    package var isPlaying: Bool

    package init(
        ssrc: UInt32, secret: MediaSecret?, mediaPort: UInt16, periodNanoseconds: Int64,
        outputNanoseconds: Int64, sampleRate: Int, wallClockNanoseconds: Int64, isPlaying: Bool
    ) {
        self.ssrc = ssrc
        self.secret = secret
        self.mediaPort = mediaPort
        self.periodNanoseconds = periodNanoseconds
        self.outputNanoseconds = outputNanoseconds
        self.sampleRate = sampleRate
        self.wallClockNanoseconds = wallClockNanoseconds
        self.isPlaying = isPlaying
    }

    /// As it comes from outside, kept within what can be: 10 s of cycles.
    package var bounded: ProbeGrant {
        var grant = self
        grant.periodNanoseconds = min(max(periodNanoseconds, 0), 10_000_000_000)
        grant.outputNanoseconds = min(max(outputNanoseconds, 0), 10_000_000_000)
        grant.sampleRate = min(max(sampleRate, 0), 768_000)
        return grant
    }
}

/// How many of a probe's datagrams have come, four times a second: what tells a way there that is shut from one
/// back that is.
package struct ProbeTally: Codable, Hashable, Sendable {
    package var packetsReceived: Int

    package init(packetsReceived: Int) { self.packetsReceived = packetsReceived }
}
