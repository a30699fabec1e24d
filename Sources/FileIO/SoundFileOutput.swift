internal import CSndFile
internal import Glibc
package import Units

/// A sound file that is being written, in the format that its name's extension says. One thread.
///
/// Its header is kept true while it grows, so that a process that is killed leaves a file that can
/// be played.
package final class SoundFileOutput: SampleOutput, @unchecked Sendable {
    package let channels: Int
    private let path: String
    private var file: OpaquePointer?
    private let isInteger: Bool
    private var integers: [Int32] = []

    /// Makes sure, before there is any sound, that the file can be written; what it held stays.
    package static func check(path: String) throws(FileIOError) {
        guard SoundFileFormat(path: path) != nil else {
            throw .unknownForm(path: path)
        }
        let isNew = access(path, F_OK) != 0
        let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw .cannotCreate(path: path, cause: cause(errno)) }
        close(descriptor)
        if isNew { unlink(path) }
    }

    package init(path: String, channels: Int, sampleRate: SampleRate) throws(FileIOError) {
        try Self.check(path: path)
        guard let format = SoundFileFormat(path: path) else { throw .closed }
        var info = SF_INFO()
        info.samplerate = Int32(clamping: sampleRate.hertz)
        info.channels = Int32(clamping: channels)
        info.format = format.code
        guard sf_format_check(&info) != 0 else {
            throw .unfit(path: path, channels: channels, hertz: sampleRate.hertz)
        }
        guard let file = sf_open(path, Int32(SFM_WRITE), &info) else {
            throw .unfit(path: path, channels: channels, hertz: sampleRate.hertz)
        }
        sf_command(file, Int32(SFC_SET_CLIPPING), nil, 1)
        sf_command(file, Int32(SFC_SET_UPDATE_HEADER_AUTO), nil, 1)
        if path.lowercased().hasSuffix(".wav") {
            sf_command(file, Int32(SFC_RF64_AUTO_DOWNGRADE), nil, 1)
        }
        self.path = path
        self.file = file
        self.channels = channels
        isInteger = format.isInteger
    }

    deinit { if let file { sf_close(file) } }

    package func write(
        _ samples: UnsafePointer<Float>, frames: Int
    ) throws(FileIOError) -> Int {
        guard let file else { throw .closed }
        errno = 0
        let count: Int
        if isInteger {
            integers.removeAll(keepingCapacity: true)
            for index in 0..<frames * channels { integers.append(Self.integer(samples[index])) }
            count = Int(sf_writef_int(file, integers, sf_count_t(frames)))
        } else {
            count = Int(sf_writef_float(file, samples, sf_count_t(frames)))
        }
        guard count == frames else {
            let system = errno
            throw .writeFailed(
                name: path,
                cause: system == 0 ? String(cString: sf_strerror(file)) : cause(system))
        }
        return count
    }

    package func finish() throws(FileIOError) {
        guard let file else { return }
        self.file = nil
        errno = 0
        sf_write_sync(file)
        let status = sf_close(file)
        guard status == 0 else {
            throw .writeFailed(name: path, cause: String(cString: sf_error_number(status)))
        }
    }

    /// 24 bits, rounded, at the upper end of 32.
    private static func integer(_ sample: Float) -> Int32 {
        let scaled = min(max(Double(sample) * 8_388_608, -8_388_608), 8_388_607)
        return Int32(scaled.rounded()) << 8
    }
}
