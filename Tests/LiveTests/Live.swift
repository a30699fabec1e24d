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

/// A JACK server on the dummy driver, that answers. One that does not come up, because another of its
/// name is still going, is started again.
func jackd(_ name: String, period: Int = 128, rate: Int = 48_000) throws -> Child {
    for _ in 0..<3 {
        let server = try unaskedJackd(name, period: period, rate: rate)
        let answers = eventually(3) { () -> Bool? in
            if server.poll() != nil { return false }
            guard let look = try? Child([binary!, "ports", "--jack-server", name]) else {
                return nil
            }
            defer { look.end() }
            return look.wait() == 0 ? true : nil
        }
        if answers == true { return server }
        print("jackd did not come up, once more: \(server.output)")
        server.end()
    }
    throw NoServer(name: name)
}

/// Likewise, but not asked whether it answers. Asking takes a client that comes and goes, and who comes meanwhile
/// may not hear that it went: then he never wakes the next client that gets its number (JACK 1.9.21).
func unaskedJackd(_ name: String, period: Int, rate: Int) throws -> Child {
    _ = wakefulness
    return try Child([
        "jackd", "-R", "-n", name, "-d", "dummy", "-r", "\(rate)", "-p", "\(period)",
    ])
}

struct NoServer: Error { let name: String }

/// What the last of the JSON lines that have it says of `key`.
func number(_ key: String, in output: String) -> Int? {
    guard let place = output.ranges(of: "\"\(key)\":").last else { return nil }
    return Int(output[place.upperBound...].prefix { $0.isNumber })
}
