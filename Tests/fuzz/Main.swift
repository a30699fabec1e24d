import FuzzReaders
import Glibc

/// libFuzzer's own main, called from ours: SwiftPM wants one in an executable.
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
    _ count: UnsafeMutablePointer<CInt>,
    _ words: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
    _ body: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

/// Which one is the environment's to say, for libFuzzer starts itself anew with the words it was given.
private let reader = getenv("FUZZ").flatMap { FuzzReader(rawValue: String(cString: $0)) }

private func read(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    reader?.read(UnsafeRawBufferPointer(start: bytes, count: count))
    return 0
}

/// One reader under libFuzzer: `FUZZ` names it. Without, their names.
@main struct Main {
    static func main() {
        guard reader != nil else {
            for reader in FuzzReader.allCases { print(reader.rawValue) }
            return
        }
        var count = CommandLine.argc
        var words = CommandLine.unsafeArgv
        _ = runDriver(&count, &words, read)
    }
}
