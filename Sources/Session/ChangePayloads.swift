package import Text

/// The stream that is to take the place of the one that flows, by the sender: it flows beside the
/// other one as soon as the receiver takes it.
package struct Succession: Codable, Hashable, Sendable {
    package var stream: StreamDescription

    package init(stream: StreamDescription) { self.stream = stream }
}

/// What the receiver says to that.
package struct SuccessionAnswer: Codable, Hashable, Sendable {
    /// Of the new stream.
    package var ssrc: UInt32
    /// Of the receiver's own RTCP for it.
    package var feedbackSsrc: UInt32
    package var feedbackSecret: MediaSecret?
    /// Why it is not taken; nil where it is.
    package var refusal: String?

    package init(
        ssrc: UInt32, feedbackSsrc: UInt32, feedbackSecret: MediaSecret? = nil, refusal: String?
    ) {
        self.ssrc = ssrc
        self.feedbackSsrc = feedbackSsrc
        self.feedbackSecret = feedbackSecret
        self.refusal = refusal
    }
}

/// By the receiver: the new stream is heard, the old one is needed no more; by the sender: it is not sent,
/// the old one goes on.
package struct StreamReference: Codable, Hashable, Sendable {
    package var ssrc: UInt32

    package init(ssrc: UInt32) { self.ssrc = ssrc }
}

/// Settings of the other end that this one would like to be changed, by their names.
package struct SettingsRequest: Codable, Equatable, Sendable {
    package var id: Int
    package var settings: [String: JSONValue]

    package init(id: Int, settings: [String: JSONValue]) {
        self.id = id
        self.settings = settings
    }
}

/// What came of a request.
package struct SettingsAnswer: Codable, Hashable, Sendable {
    package var id: Int
    /// Why nothing has changed; nil where everything has.
    package var refusal: String?

    package init(id: Int, refusal: String?) {
        self.id = id
        self.refusal = refusal
    }
}

/// How this end's settings are now, those that the other end may ask for; it answers that it has
/// noted them.
package struct SettingsNote: Codable, Equatable, Sendable {
    package var id: Int
    package var settings: [String: JSONValue]

    package init(id: Int, settings: [String: JSONValue]) {
        self.id = id
        self.settings = settings
    }
}
