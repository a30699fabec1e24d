/// Links of jacknet and of others of its kind, in turns, between two JACK servers without a sound card.
package struct PeersResult: Codable, Hashable, Sendable {
    package struct Run: Codable, Hashable, Sendable {
        /// `jacknet`, `zita-njbridge` or `jacktrip`.
        package var tool: String
        package var channels: Int
        /// What was asked for, ms; nil where the tool cannot be asked for one.
        package var askedMilliseconds: Double?
        /// From port to port, as heard, ms; nil where nothing undisturbed was heard.
        package var latencyMilliseconds: Rounds?
        /// In all rounds: in what was heard, without the seconds in which a server or the machine stood still.
        package var discontinuities: Int
        package var discontinuitiesApart: Int
        /// Half seconds that could be judged, and rounds without sound.
        package var judged: Int
        package var silentRounds: Int
        /// Residual over fundamental, dB; nil where there was nothing to judge.
        package var thdPlusNoise: Double?
        /// Processor time of the sending and of the receiving process, percent of a core.
        package var senderPercent: Rounds
        package var receiverPercent: Rounds
    }

    /// Of a round, s.
    package var seconds: Double
    package var rate: Int
    package var period: Int
    package var runs: [Run]
}
