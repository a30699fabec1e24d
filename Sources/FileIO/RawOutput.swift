internal import Glibc

/// Interleaved 32-bit float samples of this machine's byte order to a descriptor: a pipe, a file.
/// One thread; the descriptor is not closed.
package final class RawOutput: SampleOutput, @unchecked Sendable {
    /// What a pipe that polls as writable takes without blocking (pipe(7), PIPE_BUF).
    private static let chunkBytes = 4_096

    package let channels: Int
    private let descriptor: Int32
    private let name: String
    /// Bytes of a frame that was not taken whole.
    private var rest: [UInt8] = []

    package init(descriptor: Int32, name: String, channels: Int) {
        self.descriptor = descriptor
        self.name = name
        self.channels = channels
        rest.reserveCapacity(channels * 4)
    }

    /// Waits a tenth of a second at most for a reader.
    package func write(
        _ samples: UnsafePointer<Float>, frames: Int
    ) throws(FileIOError) -> Int {
        guard try flushRest() else { return 0 }
        let frameBytes = channels * MemoryLayout<Float>.size
        let bytes = UnsafeRawPointer(samples)
        let total = frames * frameBytes
        var done = 0
        while done < total {
            let count = try put(bytes + done, min(Self.chunkBytes, total - done))
            guard count > 0 else { break }
            done += count
        }
        let whole = done / frameBytes
        guard done > whole * frameBytes else { return whole }
        // A frame that was begun counts as taken; its end leaves first next time.
        rest.append(
            contentsOf: UnsafeRawBufferPointer(
                start: bytes + done, count: (whole + 1) * frameBytes - done))
        return whole + 1
    }

    /// A frame that was begun is waited for a moment: half of one would shift all that follow.
    package func finish() throws(FileIOError) {
        for _ in 0..<10 where try flushRest() { return }
    }

    private func flushRest() throws(FileIOError) -> Bool {
        while !rest.isEmpty {
            let pending = rest
            let count = try put(pending, pending.count)
            guard count > 0 else { return false }
            rest.removeFirst(count)
        }
        return true
    }

    private func put(_ bytes: UnsafeRawPointer, _ length: Int) throws(FileIOError) -> Int {
        var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        guard poll(&request, 1, 100) != 0 else { return 0 }
        let count = Glibc.write(descriptor, bytes, length)
        if count >= 0 { return count }
        switch errno {
        case EINTR, EAGAIN: return 0
        case EPIPE: throw .closed
        default: throw .writeFailed(name: name, cause: cause(errno))
        }
    }
}
