import Glibc
import Testing

/// The release build that `make test` names; without it there are no live tests.
let binary = getenv("JACKNET_BINARY").map { String(cString: $0) }
/// What plays, records and judges.
let judge = getenv("JACKNET_JUDGE").map { String(cString: $0) }

/// Tests with real processes and real JACK servers, one after the other.
@Suite(.serialized, .enabled(if: binary != nil)) struct Live {}

/// Keeps the machine from falling idle, for as long as this process lasts.
private let wakefulness = judge.flatMap { try? Child([$0, "awake"]) }

/// A JACK server on the dummy driver.
func jackd(_ name: String, period: Int = 128, rate: Int = 48_000) throws -> Child {
    _ = wakefulness
    return try Child(["jackd", "-R", "-n", name, "-d", "dummy", "-r", "\(rate)", "-p", "\(period)"])
}

/// What the last of the JSON lines that have it says of `key`.
func number(_ key: String, in output: String) -> Int? {
    guard let place = output.ranges(of: "\"\(key)\":").last else { return nil }
    return Int(output[place.upperBound...].prefix { $0.isNumber })
}
