package import Units

/// The protocol version that this build speaks.
package let sessionProtocol = 1

/// The first message of either end.
package struct Hello: Codable, Hashable, Sendable {
    package var version: Int
    package var software: String
    /// How this end calls itself; for people.
    package var name: String
    /// `sender` or `receiver`, whoever dialled.
    package var role: String
    /// The same for every run of this user under this name on this machine.
    package var identity: String
    /// Of this run alone.
    package var instance: String

    package init(
        software: String, name: String, role: String, identity: String, instance: String
    ) {
        version = sessionProtocol
        self.software = software
        self.name = name
        self.role = role
        self.identity = identity
        self.instance = instance
    }

    /// Only the version is required, so that any other one can be refused by its number.
    package init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        func text(_ key: CodingKeys) -> String {
            (try? members.decode(String.self, forKey: key)) ?? ""
        }
        version = try members.decode(Int.self, forKey: .version)
        software = text(.software)
        name = text(.name)
        role = text(.role)
        identity = text(.identity)
        instance = text(.instance)
    }
}

/// What is to be sent, by the sender.
package struct Offer: Codable, Hashable, Sendable {
    package var stream: StreamDescription
    /// `udp` or `tcp`.
    package var transport: String

    package init(stream: StreamDescription, transport: String) {
        self.stream = stream
        self.transport = transport
    }
}

/// A stream of packets with one SSRC: everything its receiver must know.
package struct StreamDescription: Codable, Hashable, Sendable {
    /// `f32`, `s24`, `s16` or `opus`.
    package var codec: String
    package var channels: Int
    /// Of the RTP clock, Hz.
    package var sampleRate: Int
    /// Opus: 1/48000 s in a packet.
    package var frameDuration: Int
    package var bitsPerSecond: Int
    package var lanes: Int
    /// Frames by which the codec delays the sound.
    package var lookaheadFrames: Int
    package var maximumPayloadBytes: Int
    package var ssrc: UInt32
    /// Of what goes beside the stream to repair it; 0 where nothing does.
    package var repairSsrc: UInt32
    package var payloadType: UInt8
    /// Position of a frame of the first moments, from which timestamps are extended.
    package var startPosition: Int64
    /// When that frame was at the sender's port, counted from the first frame of the session's sound, ns.
    package var startTime: Int64
    /// Of the sender's cycles, in stream frames.
    package var periodFrames: Int
    /// Of its packets, and of those that repair it; nil where the link is open.
    package var secret: MediaSecret?

    package init(
        codec: String, channels: Int, sampleRate: Int, frameDuration: Int, bitsPerSecond: Int,
        lanes: Int, lookaheadFrames: Int, maximumPayloadBytes: Int, ssrc: UInt32,
        repairSsrc: UInt32, payloadType: UInt8, startPosition: Int64, startTime: Int64,
        periodFrames: Int, secret: MediaSecret? = nil
    ) {
        self.codec = codec
        self.channels = channels
        self.sampleRate = sampleRate
        self.frameDuration = frameDuration
        self.bitsPerSecond = bitsPerSecond
        self.lanes = lanes
        self.lookaheadFrames = lookaheadFrames
        self.maximumPayloadBytes = maximumPayloadBytes
        self.ssrc = ssrc
        self.repairSsrc = repairSsrc
        self.payloadType = payloadType
        self.startPosition = startPosition
        self.startTime = startTime
        self.periodFrames = periodFrames
        self.secret = secret
    }

    /// How long a packet of Opus is, and what it looks ahead, whatever came from outside: 0.1 s each at
    /// most.
    package var opusFrame: Nanoseconds { Self.opusSpan(frameDuration) }
    package var opusLookahead: Nanoseconds { Self.opusSpan(lookaheadFrames) }

    private static func opusSpan(_ frames: Int) -> Nanoseconds {
        Nanoseconds(Int64(min(max(frames, 0), 4_800)) * 1_000_000_000 / 48_000)
    }
}

/// The receiver takes the stream.
package struct Accept: Codable, Hashable, Sendable {
    /// Of the stream that is meant: an offer may have been replaced meanwhile.
    package var ssrc: UInt32
    /// Where media datagrams go.
    package var mediaPort: UInt16
    /// What a TCP connection for media must show.
    package var token: String
    /// End to end, as asked for.
    package var latencyNanoseconds: Int64
    /// Of the receiver's own RTCP.
    package var feedbackSsrc: UInt32
    package var feedbackSecret: MediaSecret?

    package init(
        ssrc: UInt32, mediaPort: UInt16, token: String, latencyNanoseconds: Int64,
        feedbackSsrc: UInt32, feedbackSecret: MediaSecret?
    ) {
        self.ssrc = ssrc
        self.feedbackSsrc = feedbackSsrc
        self.feedbackSecret = feedbackSecret
        self.mediaPort = mediaPort
        self.token = token
        self.latencyNanoseconds = latencyNanoseconds
    }
}

/// The receiver does not take the stream.
package struct Refusal: Codable, Hashable, Sendable {
    /// `busy`, `version`, `format`, `role`, `key` or `open`.
    package var code: String
    package var reason: String

    package init(code: String, reason: String) {
        self.code = code
        self.reason = reason
    }
}

/// The media goes another way from now on.
package struct TransportChange: Codable, Hashable, Sendable {
    /// `udp` or `tcp`.
    package var transport: String

    package init(transport: String) { self.transport = transport }
}

/// How the receiver fares, twice a second and when it begins to play; counts since the stream began.
package struct Statistics: Codable, Hashable, Sendable {
    package var packetsReceived: Int
    package var packetsLost: Int
    package var packetsLate: Int
    package var packetsRepaired: Int
    package var concealedFrames: Int
    package var latencyNanoseconds: Int64
    package var targetNanoseconds: Int64
    /// Frames of the stream come out: what is captured from now on is heard.
    package var isPlaying: Bool

    package init(
        packetsReceived: Int, packetsLost: Int, packetsLate: Int, packetsRepaired: Int,
        concealedFrames: Int, latencyNanoseconds: Int64, targetNanoseconds: Int64, isPlaying: Bool
    ) {
        self.packetsReceived = packetsReceived
        self.packetsLost = packetsLost
        self.packetsLate = packetsLate
        self.packetsRepaired = packetsRepaired
        self.concealedFrames = concealedFrames
        self.latencyNanoseconds = latencyNanoseconds
        self.targetNanoseconds = targetNanoseconds
        self.isPlaying = isPlaying
    }

    /// As they come from outside, kept within what can be: counts of 50 bits, a minute of latency.
    package var bounded: Statistics {
        func count(_ count: Int) -> Int { min(max(count, 0), 1 << 50) }
        func span(_ nanoseconds: Int64) -> Int64 { min(max(nanoseconds, 0), 60_000_000_000) }
        return Statistics(
            packetsReceived: count(packetsReceived), packetsLost: count(packetsLost),
            packetsLate: count(packetsLate), packetsRepaired: count(packetsRepaired),
            concealedFrames: count(concealedFrames),
            latencyNanoseconds: span(latencyNanoseconds),
            targetNanoseconds: span(targetNanoseconds), isPlaying: isPlaying)
    }
}

/// What lies beyond an end of the link: by a sender, how long ago its sound was captured; by a
/// receiver, how long until its sound is heard.
package struct GraphLatency: Codable, Hashable, Sendable {
    package var minimumNanoseconds: Int64
    package var maximumNanoseconds: Int64

    package init(minimumNanoseconds: Int64, maximumNanoseconds: Int64) {
        self.minimumNanoseconds = minimumNanoseconds
        self.maximumNanoseconds = maximumNanoseconds
    }

    package static let none = GraphLatency(minimumNanoseconds: 0, maximumNanoseconds: 0)

    /// Later by `nanoseconds`; what cannot be is left out.
    package func delayed(by nanoseconds: Int64) -> GraphLatency {
        let range: ClosedRange<Int64> = 0...60_000_000_000
        func sum(_ value: Int64) -> Int64 {
            let value = range.contains(value) ? value : 0
            return min(max(value + min(max(nanoseconds, 0), range.upperBound), 0), range.upperBound)
        }
        let (low, high) = (sum(minimumNanoseconds), sum(maximumNanoseconds))
        return GraphLatency(minimumNanoseconds: min(low, high), maximumNanoseconds: max(low, high))
    }
}

/// What the receiver asks of the sender beside the stream.
package struct Repair: Codable, Hashable, Sendable {
    /// Copies of each packet that is asked for again.
    package var answers: Int
    /// How many packets later each packet goes out once more; 0 is never.
    package var near: Int
    package var far: Int
    /// These copies are coded coarser.
    package var isCoarse: Bool
    /// Packets of parity for every so many of the stream; 0 is none.
    package var parity: Int
    package var data: Int

    package init(
        answers: Int, near: Int, far: Int, isCoarse: Bool, parity: Int, data: Int
    ) {
        self.answers = answers
        self.near = near
        self.far = far
        self.isCoarse = isCoarse
        self.parity = parity
        self.data = data
    }
}

/// Are you there? The answer carries the same id.
package struct Ping: Codable, Hashable, Sendable {
    package var id: Int64

    package init(id: Int64) { self.id = id }
}

/// The last message.
package struct Goodbye: Codable, Hashable, Sendable {
    package var reason: String

    package init(reason: String) { self.reason = reason }
}

/// A TCP connection for media, as a second one beside the session's.
package struct Join: Codable, Hashable, Sendable {
    package var token: String

    package init(token: String) { self.token = token }
}
