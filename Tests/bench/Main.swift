import Glibc

/// What jacknet is made of, beside others of its kind and against the bars that it has to meet. Ends with
/// 1 where one is missed.
@main struct Main {
    private static let usage = """
        usage: bench resampler
               bench protection
               bench concealment DIR          of what scripts/material made in DIR
               bench score MOVEMENT FILE      writes a movement of the music, as MIDI
        """

    static func main() {
        do {
            let arguments = Array(CommandLine.arguments.dropFirst())
            switch (arguments.first, arguments.count) {
            case ("resampler", 1): exit(ResamplerBench.run() ? 0 : 1)
            case ("protection", 1): exit(try ProtectionBench.run() ? 0 : 1)
            case ("concealment", 2):
                exit(try ConcealmentBench.run(material: arguments[1]) ? 0 : 1)
            case ("score", 3): exit(writeScore(arguments[1], to: arguments[2]) ? 0 : 1)
            default:
                print(usage)
                exit(64)
            }
        } catch {
            print("bench: \(error)")
            exit(1)
        }
    }

    private static func writeScore(_ name: String, to path: String) -> Bool {
        guard let movement = Score.movements.first(where: { $0.name == name }),
            let file = fopen(path, "wb")
        else { return false }
        let bytes = Score.bytes(movement.parts, bars: movement.bars)
        let isWritten = fwrite(bytes, 1, bytes.count, file) == bytes.count
        return fclose(file) == 0 && isWritten
    }
}
