import Glibc
import Testing

/// The release build that `make test` names; without it there are no live tests.
let binary = getenv("JACKNET_BINARY").map { String(cString: $0) }
/// What plays, records and judges.
let judge = getenv("JACKNET_JUDGE").map { String(cString: $0) }

/// Tests with real processes and real JACK servers, one after the other.
@Suite(.serialized, .enabled(if: binary != nil)) struct Live {}

/// A JACK server on the dummy driver.
func jackd(_ name: String, period: Int = 128, rate: Int = 48_000) throws -> Child {
    try Child(["jackd", "-R", "-n", name, "-d", "dummy", "-r", "\(rate)", "-p", "\(period)"])
}
