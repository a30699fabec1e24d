/// Interleaved samples that come from somewhere, once. One thread at a time.
package protocol SampleInput: AnyObject, Sendable {
    var channels: Int { get }

    /// Reads up to `frames` frames into `samples`: how many there were, 0 at the end, nil where
    /// none came for a while.
    func read(
        into samples: UnsafeMutablePointer<Float>, frames: Int
    ) throws(FileIOError) -> Int?
}

/// Where interleaved samples go. One thread at a time.
package protocol SampleOutput: AnyObject, Sendable {
    var channels: Int { get }

    /// Writes `frames` frames; returns how many were taken, which may be 0 where nobody reads for a
    /// while.
    func write(
        _ samples: UnsafePointer<Float>, frames: Int
    ) throws(FileIOError) -> Int

    /// Makes everything written lasting; nothing can be written afterwards.
    func finish() throws(FileIOError)
}
