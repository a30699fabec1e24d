import Codec
import DSP
import Probing
import Protection
import Units

/// The sound that a probe stands for.
struct ProbedSound: Sendable {
    let settings: SendSettings
    let rate: SampleRate
    let periodFrames: Int
    /// A JACK server here has said so; else it is assumed.
    let isKnown: Bool

    /// The datagrams that it would be on a way that takes IP packets of `mtu` bytes; nil, as the settings say.
    func shape(mtu: Int?) throws(LinkFailure) -> PacketShape {
        var settings = settings
        settings.mtuBytes = min(settings.mtuBytes, mtu ?? .max)
        do throws(CodecError) {
            let codec = try SendVoice.configuration(
                settings, channels: settings.channels ?? Defaults.channels, rate: rate)
            // A cycle of Opus is one of its own clock.
            let period =
                codec.kind == .opus ? periodFrames * 48_000 / rate.hertz : periodFrames
            return PacketShape(
                codec, periodFrames: max(period, 1),
                overheadBytes: settings.protection.overheadBytes)
        } catch {
            throw LinkFailure(.usage, error.description)
        }
    }

    /// By which a receiver of the same rate looks ahead.
    var resamplerReach: Nanoseconds {
        rate.duration(
            ofFrames: Int64(
                VariableResampler.reach(inputRate: rate.hertz, outputRate: rate.hertz)))
    }
}
