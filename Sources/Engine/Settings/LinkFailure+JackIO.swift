extension LinkFailure {
    /// libjack waits for its server without end; who wants to leave does not.
    static let jackHangs = LinkFailure(
        .unavailable, "the JACK server does not answer; left without waiting for it")
}
