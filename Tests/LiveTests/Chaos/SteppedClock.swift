import Glibc

/// A wall clock for the sides that the test steps, while the machine's goes on: a library that is preloaded into
/// them reads by how much from a file.
final class SteppedClock {
    /// What the sides' environment must say.
    let environment: [String]
    private let file: UnsafeMutablePointer<FILE>

    /// Nil, having said why, where it cannot be built.
    init?(in directory: String) {
        let source = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()
        let library = directory + "/clock.so"
        let place = directory + "/step"
        guard
            let compiler = try? Child([
                "clang", "-shared", "-fPIC", "-O2", "-o", library,
                source + "/CDisturb/stepped-clock.c", "-ldl",
            ]), compiler.wait(seconds: 30) == 0, let file = fopen(place, "w")
        else {
            print("chaos: the wall clock is left alone: no clang to build a steppable one with")
            return nil
        }
        compiler.end()
        self.file = file
        environment = ["LD_PRELOAD=\(library)", "STEPPED_CLOCK=\(place)"]
        step(by: 0)
    }

    deinit { fclose(file) }

    /// The sides' wall clock is ahead by `seconds` from now on.
    func step(by seconds: Int) {
        rewind(file)
        var value = Int64(seconds)
        fwrite(&value, 8, 1, file)
        fflush(file)
    }
}
