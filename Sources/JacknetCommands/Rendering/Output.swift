import Glibc

/// A file descriptor that lines are written to. What cannot be written at once is left out: a
/// terminal that is held or a reader that sleeps must not hold up a link.
struct Output: Sendable {
    enum Outcome: Equatable {
        case written
        /// Nobody took it in time.
        case stalled
        /// Nobody will ever read it (`EPIPE`).
        case closed
        /// `errno`.
        case failed(Int32)
    }

    let descriptor: Int32

    /// Writes all of `text`, waiting up to `patienceMilliseconds` for each part (-1: for ever).
    func write(_ text: String, patienceMilliseconds: Int32 = 0) -> Outcome {
        var text = text
        return text.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)
            // Once begun, a line is worth a moment: half a one would spoil the next.
            var patience = patienceMilliseconds
            while !rest.isEmpty {
                guard isWritable(within: patience) else { return .stalled }
                let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
                if count > 0 {
                    rest = UnsafeRawBufferPointer(rebasing: rest[count...])
                    patience = patienceMilliseconds < 0 ? -1 : max(patienceMilliseconds, 100)
                } else if count < 0, errno == EPIPE {
                    return .closed
                } else if count < 0, errno != EINTR, errno != EAGAIN {
                    return .failed(errno)
                }
            }
            return .written
        }
    }

    private func isWritable(within milliseconds: Int32) -> Bool {
        var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        while true {
            let ready = poll(&request, 1, milliseconds)
            // An error or a hang-up is for `write` to name.
            if ready >= 0 { return ready > 0 }
            if errno != EINTR { return true }
        }
    }
}
