internal import Glibc

/// Interleaved 32-bit float samples of this machine's byte order from a descriptor: a pipe, a
/// file. One thread; the descriptor is not closed.
package final class RawInput: SampleInput, @unchecked Sendable {
    package let channels: Int
    private let descriptor: Int32
    private let name: String
    /// Bytes of a frame that has not come whole.
    private var rest: [UInt8] = []

    package init(descriptor: Int32, name: String, channels: Int) {
        self.descriptor = descriptor
        self.name = name
        self.channels = channels
        rest.reserveCapacity(channels * 4)
    }

    /// Waits a tenth of a second at most. What is left of a frame at the end is dropped.
    package func read(
        into samples: UnsafeMutablePointer<Float>, frames: Int
    ) throws(FileIOError) -> Int? {
        let frameBytes = channels * MemoryLayout<Float>.size
        var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&request, 1, 100) != 0 else { return nil }
        let bytes = UnsafeMutableRawPointer(samples)
        let kept = rest.count
        rest.withUnsafeBytes {
            bytes.copyMemory(from: $0.baseAddress ?? UnsafeRawPointer(bytes), byteCount: kept)
        }
        let count = Glibc.read(descriptor, bytes + kept, frames * frameBytes - kept)
        if count < 0 {
            guard errno == EINTR || errno == EAGAIN else {
                throw .readFailed(name: name, cause: cause(errno))
            }
            return nil
        }
        if count == 0 { return 0 }
        let whole = (kept + count) / frameBytes
        let used = whole * frameBytes
        rest.removeAll(keepingCapacity: true)
        rest.append(
            contentsOf: UnsafeRawBufferPointer(start: bytes + used, count: kept + count - used))
        return whole == 0 ? nil : whole
    }
}
