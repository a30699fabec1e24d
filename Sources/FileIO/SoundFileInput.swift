internal import CSndFile
internal import Glibc
package import Units

/// A sound file of any format that libsndfile reads, once from its beginning. One thread.
package final class SoundFileInput: SampleInput, @unchecked Sendable {
    package let channels: Int
    package let sampleRate: SampleRate
    /// As the file's header tells it.
    package let frames: Int64
    private let path: String
    private let file: OpaquePointer

    package init(path: String) throws(FileIOError) {
        // libsndfile's words for a file that is not there are its own; the system's are better.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .unreadable(path: path, cause: cause(errno)) }
        var status = stat()
        if fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
            close(descriptor)
            throw .unreadable(path: path, cause: cause(EISDIR))
        }
        var info = SF_INFO()
        guard let file = sf_open_fd(descriptor, Int32(SFM_READ), &info, 1) else {
            throw .notSound(path: path, cause: Self.words(nil))
        }
        guard let rate = SampleRate(hertz: Int(info.samplerate)),
            (8_000...384_000).contains(rate.hertz), (1...64).contains(info.channels)
        else {
            sf_close(file)
            throw .notSound(
                path: path,
                cause: "\(info.channels) channels at \(info.samplerate) Hz are more than a link "
                    + "carries")
        }
        self.path = path
        self.file = file
        channels = Int(info.channels)
        sampleRate = rate
        frames = info.frames
    }

    deinit { sf_close(file) }

    package func read(
        into samples: UnsafeMutablePointer<Float>, frames: Int
    ) throws(FileIOError) -> Int? {
        let count = Int(sf_readf_float(file, samples, sf_count_t(frames)))
        if count <= 0, sf_error(file) != 0 {
            throw .readFailed(name: path, cause: Self.words(file))
        }
        return max(0, count)
    }

    /// libsndfile's words, as the middle of a sentence.
    private static func words(_ file: OpaquePointer?) -> String {
        var text = String(cString: sf_strerror(file))
        while let last = text.last, ". \n".contains(last) { text.removeLast() }
        return text.prefix(1).lowercased() + text.dropFirst()
    }
}
