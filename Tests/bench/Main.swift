import Glibc

/// `bench resampler`: how good and how dear ours is beside others of its kind. Ends with 1 where a
/// bar is missed.
@main struct Main {
    static func main() {
        guard CommandLine.arguments.dropFirst().elementsEqual(["resampler"]) else {
            print("usage: bench resampler")
            exit(64)
        }
        exit(ResamplerBench.run() ? 0 : 1)
    }
}
