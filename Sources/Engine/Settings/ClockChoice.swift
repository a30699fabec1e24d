/// What a receiver takes the sender's clock for.
package enum ClockChoice: String, CaseIterable, Sendable {
    /// Another one: its rate is followed, and the sound resampled.
    case free
    /// The same (word clock, PTP, one JACK server): frames pass as they are.
    case shared
}
