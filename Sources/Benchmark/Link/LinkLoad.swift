/// What each thread of a link takes of a processor's core, percent.
package struct LinkLoad: Codable, Hashable, Sendable {
    package var codec: String
    /// Of Opus, ms; nil for PCM.
    package var frameMilliseconds: Double?
    /// Frames of a period, at 48 kHz.
    package var period: Int
    package var channels: Int
    /// JACK's thread at the sender, and its media thread.
    package var capture: Rounds
    package var send: Rounds
    /// The receiver's media thread, and JACK's thread there.
    package var receive: Rounds
    package var playout: Rounds

    /// The threads by name, the greatest load first.
    package var threads: [(name: String, load: Double)] {
        [
            ("capture", capture.median), ("send", send.median), ("receive", receive.median),
            ("playout", playout.median),
        ].sorted { $0.1 > $1.1 }
    }

    /// What is coded, such as `opus 5 ms`, and in which periods.
    package var format: LinkFormat {
        LinkFormat(codec: codec, frameMilliseconds: frameMilliseconds, period: period)
    }
}

/// A codec and a period.
package struct LinkFormat: Hashable, Sendable {
    package var codec: String
    package var frameMilliseconds: Double?
    package var period: Int

    package var codecText: String { codec + (frameMilliseconds.map { " \($0.plain) ms" } ?? "") }

    /// `f32 at 128/48000`.
    package var text: String { "\(codecText) at \(period)/48000" }
}
