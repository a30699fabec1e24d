import Benchmark
import Engine
import Glibc

extension LinkFailure {
    init(_ error: BenchmarkError) { self.init(.system, error.description) }

    init(_ failure: PeersBench.Failure) {
        switch failure {
        case .nothingToCompare:
            self.init(
                .unavailable,
                "neither zita-njbridge nor jacktrip is there to compare with; install one, such as the "
                    + "package zita-njbridge")
        case .noServer(let why):
            self.init(
                .unavailable,
                "no JACK server for the comparison: \(why); install the package jackd2")
        case .noDirectory(let code):
            self.init(
                .cannotCreate,
                "/tmp: no directory can be made: \(String(cString: strerror(code))); is there room?"
            )
        case .interrupted: self.init(.interruptedTwice, "interrupted")
        }
    }
}
