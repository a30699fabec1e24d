import ArgumentParser
import Engine
import Glibc
import JackIO
import Judge

/// `jacknet bench station`: what `bench peers` runs, a process for each of its JACK servers.
struct BenchStationCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "station",
        abstract: "Play the judge's signal into a JACK server, or record it.",
        shouldDisplay: false)

    @Argument var role: String
    @Argument var server: String
    @Argument(transform: Values.channels) var channels: Int
    @Argument var pattern: String
    @Argument var seconds: Double
    @Argument var file: String

    func run() throws {
        guard let role = Station.Role(rawValue: role), (1...600).contains(seconds) else {
            throw ValidationError("station: play or record, for 1 to 600 seconds")
        }
        guard
            let station = Station(
                server: server, role: role, channels: channels, seconds: seconds),
            station.connect(pattern)
        else { throw LinkFailure(.unavailable, "\(server) has no \(pattern) to connect") }
        try writeToStdout("ready\n")
        station.run()
        guard station.capture.write(file) else {
            throw LinkFailure(.cannotCreate, "\(file): \(String(cString: strerror(errno)))")
        }
    }
}
