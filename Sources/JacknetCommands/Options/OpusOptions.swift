import ArgumentParser
import Engine

/// What only `--codec opus` can be told.
struct OpusOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Bits per second of the whole link: 128k, 1.5M (default: 64k a channel).",
            valueName: "rate"),
        transform: Values.bitrate)
    var bitrate: Int?

    @Option(
        help: ArgumentHelp("Milliseconds a packet: 2.5, 5, 10, 20 (default: 5).", valueName: "ms"),
        transform: Values.choice)
    var frame: OpusSettings.Frame?

    @Option(
        help: ArgumentHelp(
            "What Opus is tuned for: audio, lowdelay, voice (default: audio).", valueName: "kind"),
        transform: Values.choice)
    var application: OpusSettings.Application?

    /// The encoder's settings; refused with other codecs, and where the bitrate does not fit.
    func settings(codec: CodecChoice, channels: Int?) throws -> OpusSettings {
        if codec != .opus {
            let given = [
                bitrate.map { "--bitrate \($0)" }, frame.map { "--frame \($0.rawValue)" },
                application.map { "--application \($0.rawValue)" },
            ]
            if let flag = given.compactMap(\.self).first {
                throw ValidationError(
                    "\(flag): --codec is \(codec.rawValue); allowed: --codec opus")
            }
        }
        if let bitrate, let channels {
            let range = 6 * channels...510 * channels
            if bitrate < range.lowerBound * 1000 || bitrate > range.upperBound * 1000 {
                throw ValidationError(
                    "--bitrate \(bitrate): does not fit --channels \(channels); allowed: "
                        + "\(range.lowerBound)k to \(range.upperBound)k (6k to 510k a channel)")
            }
        }
        return OpusSettings(
            bitsPerSecond: bitrate, frame: frame ?? .ms5, application: application ?? .audio)
    }
}
