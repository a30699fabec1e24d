internal import CSndFile

/// What a file's extension says about how sound is kept in it.
struct SoundFileFormat {
    /// A format of `sndfile.h`.
    let code: Int32
    /// Samples are whole numbers of 24 bits: they are handed over as such, since libsndfile's own
    /// conversion scales by 2²³ − 1.
    let isInteger: Bool

    /// nil where no format goes by this extension.
    init?(path: String) {
        let name = path.split(separator: "/").last ?? ""
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex,
            let found = Self.table[name[name.index(after: dot)...].lowercased()]
        else { return nil }
        code = Int32(found.code)
        isInteger = found.isInteger
    }

    /// The extensions, as a user is told them.
    static let extensions = [
        "wav", "w64", "rf64", "caf", "aiff", "au", "flac", "ogg", "opus", "raw",
    ]

    private static let table: [String: (code: Int, isInteger: Bool)] = [
        // Becomes a plain WAV when it is closed below 4 GiB.
        "wav": (SF_FORMAT_RF64 | SF_FORMAT_FLOAT, false),
        "rf64": (SF_FORMAT_RF64 | SF_FORMAT_FLOAT, false),
        "w64": (SF_FORMAT_W64 | SF_FORMAT_FLOAT, false),
        "caf": (SF_FORMAT_CAF | SF_FORMAT_FLOAT, false),
        "aiff": (SF_FORMAT_AIFF | SF_FORMAT_FLOAT, false),
        "aif": (SF_FORMAT_AIFF | SF_FORMAT_FLOAT, false),
        "au": (SF_FORMAT_AU | SF_FORMAT_FLOAT, false),
        "flac": (SF_FORMAT_FLAC | SF_FORMAT_PCM_24, true),
        "ogg": (SF_FORMAT_OGG | SF_FORMAT_VORBIS, false),
        "opus": (SF_FORMAT_OGG | SF_FORMAT_OPUS, false),
        "raw": (SF_FORMAT_RAW | SF_FORMAT_FLOAT, false),
    ]
}

/// Which files can be written, for whoever checks a command line.
package enum SoundFileNames {
    /// `.wav, .w64, …`
    package static var allowed: String {
        SoundFileFormat.extensions.map { ".\($0)" }.joined(separator: ", ")
    }

    /// Whether the name's extension stands for a format.
    package static func isWritable(_ path: String) -> Bool { SoundFileFormat(path: path) != nil }
}
