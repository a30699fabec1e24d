/// Finds xruns from within the process callback: by the delay of the newest one that the server keeps
/// in shared memory, and by frames that this client missed. JACK thread.
///
/// There is no xrun callback on purpose. JACK2 writes one message for each xrun to each client that
/// has set one; a client that is suspended does not read them, is itself the cause of the next, and
/// after a second the server hangs in a full socket, for all its clients (seen with 1.9.21).
struct XrunWatch {
    private var delay: Float
    private var due: UInt32 = 0
    private var hasBegun = false

    /// `delay` is `jack_get_xrun_delayed_usecs` now.
    init(delay: Float) { self.delay = delay }

    /// Takes a cycle of `frames` that begins at `counter`, which is `jack_last_frame_time`. True where
    /// there was an xrun since the one before.
    @_noLocks @_noAllocation
    mutating func observe(delay: Float, frames: Int, counter: UInt32) -> Bool {
        let isNew = delay != self.delay
        let hasMissed = hasBegun && Int32(truncatingIfNeeded: counter &- due) > 0
        self.delay = delay
        due = counter &+ UInt32(truncatingIfNeeded: frames)
        hasBegun = true
        return isNew || hasMissed
    }
}
