// swift-tools-version: 6.2
import PackageDescription

/// Every target of ours is built alike: Swift 6 mode, explicit existentials and imports, and no
/// warning left standing.
let house: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// `make READLINE=0` builds without GNU Readline.
let hasReadline = Context.environment["JACKNET_READLINE"] != "0"

/// `make fuzz` watches where toml++ goes, and what it reads.
let isFuzzed = Context.environment["JACKNET_FUZZ"] != nil
let watched = "-fsanitize=address,fuzzer-no-link"

/// A target on one floor of docs/architecture.md; `LayeringTests` checks that imports only go down.
func floor(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: house)
}

/// The tests of one target, in the directory of the same name.
func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(
        name: name + "Tests", dependencies: [.byName(name: name)] + dependencies,
        swiftSettings: house)
}

let package = Package(
    name: "jacknet",
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    ],
    targets: [
        // Floor 0: the system's libraries.
        .systemLibrary(name: "CJack", pkgConfig: "jack", providers: [.apt(["libjack-jackd2-dev"])]),
        .systemLibrary(name: "COpus", pkgConfig: "opus", providers: [.apt(["libopus-dev"])]),
        .systemLibrary(
            name: "CSndFile", pkgConfig: "sndfile", providers: [.apt(["libsndfile1-dev"])]),
        .systemLibrary(name: "CISAL", pkgConfig: "libisal", providers: [.apt(["libisal-dev"])]),
        .systemLibrary(
            name: "CSRTP", pkgConfig: "libsrtp2", providers: [.apt(["libsrtp2-dev"])]),
        .target(name: "CLinux"),
        // toml++ (libtomlplusplus-dev), with a face of C.
        .target(
            name: "CToml", cxxSettings: isFuzzed ? [.unsafeFlags([watched])] : []),
        .target(name: "CVector"),

        // Floor 1: values that know nothing of sound or sockets.
        floor("Units", []),
        floor("Text", []),
        floor("RealTime", ["Units"]),
        floor("RTP", ["Units"]),

        // Floor 2: sound in memory, sound in packets.
        floor("DSP", ["CVector", "RealTime", "Units"]),
        floor("Codec", ["COpus", "DSP", "Units"]),
        floor("Judge", []),
        floor("Protection", ["CLinux", "CSRTP", "RTP"]),

        // Floor 3: everything that decides, without a socket, a thread or a clock.
        floor(
            "Streaming", ["CISAL", "Codec", "DSP", "Protection", "RTP", "RealTime", "Units"]),
        floor("Session", ["Text", "Units"]),
        floor("Probing", ["Codec", "DSP", "Protection", "RTP", "Streaming", "Units"]),
        floor(
            "Simulation",
            ["Codec", "DSP", "Protection", "RTP", "RealTime", "Streaming", "Units"]),

        // Floor 4: the only targets that touch the outside.
        floor("HostIO", ["CLinux", "Units"]),
        floor("FileIO", ["CSndFile", "Units"]),
        floor(
            "JackIO",
            ["CJack", "CLinux", "DSP", "HostIO", "Judge", "RealTime", "Streaming", "Units"]),
        floor(
            "NetworkIO",
            [
                "CLinux", "HostIO", "Session", "Units",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "NIOTLS", package: "swift-nio"),
            ]),
        floor(
            "ControlIO",
            [
                "HostIO", "Session", "Text", "Units",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ]),
        floor("KeyIO", ["HostIO", "Session", "Text"]),
        floor("LineEditor", ["CLinux"] + (hasReadline ? ["CReadline"] : [])),

        // Floor 5: a running link, and what one costs.
        floor(
            "Benchmark",
            [
                "Codec", "DSP", "HostIO", "Judge", "NetworkIO", "Protection", "RealTime",
                "Simulation", "Streaming", "Text", "Units",
            ]),
        floor(
            "Engine",
            [
                "CLinux", "Codec", "ControlIO", "DSP", "FileIO", "HostIO", "JackIO", "KeyIO",
                "NetworkIO", "Probing", "Protection", "RTP", "RealTime", "Session", "Simulation",
                "Streaming", "Text", "Units",
            ]),

        // Floors 6 and 7: the commands.
        floor(
            "JacknetCommands",
            [
                "Benchmark", "CToml", "ControlIO", "Engine", "HostIO", "JackIO", "Judge", "KeyIO",
                "LineEditor", "NetworkIO", "Probing", "Session", "Simulation", "Streaming", "Text",
                "Units",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
        .executableTarget(name: "jacknet", dependencies: ["JacknetCommands"], swiftSettings: house),

        tests("Units", []),
        tests("Text", []),
        tests("RealTime", []),
        tests("RTP", ["Units"]),
        tests("DSP", ["RealTime", "Units"]),
        tests("Codec", ["DSP", "Units"]),
        tests("Protection", ["RTP", "Units"]),
        tests("Session", ["Text", "Units"]),
        tests(
            "Probing", ["Codec", "Protection", "RTP", "Simulation", "Streaming", "Units"]),
        tests("Simulation", ["Streaming", "Units"]),
        tests("Streaming", ["Codec", "DSP", "Protection", "Simulation", "RealTime", "Units"]),
        tests("HostIO", ["Units"]),
        tests("Benchmark", ["Simulation", "Text", "Units"]),
        tests("FileIO", ["Units"]),
        tests("JackIO", []),
        tests(
            "NetworkIO",
            [
                "CLinux", "Units", .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ]),
        tests("ControlIO", ["ControlTestKit", "Session", "Text", "Units"]),
        tests("KeyIO", ["ControlTestKit", "Session"]),
        tests("LineEditor", []),
        tests(
            "Engine",
            [
                "ControlIO", "ControlTestKit", "HostIO", "NetworkIO", "RealTime", "Session",
                "Streaming", "Text", "Units",
            ]),
        tests(
            "JacknetCommands",
            [
                "Benchmark", "ControlIO", "ControlTestKit", "Engine", "LineEditor", "NetworkIO",
                "Probing", "Session", "Streaming", "Text", "Units",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
        // A client of control sockets, and where they are put, for tests.
        .target(name: "ControlTestKit", path: "Tests/ControlTestKit", swiftSettings: house),
        // Plays links that are only simulated; never installed.
        .executableTarget(
            name: "simulate", dependencies: ["Simulation", "Streaming", "Units"],
            path: "Tests/simulate",
            swiftSettings: house),
        // Plays, records and judges for `make demo` and the live tests; never installed.
        .target(name: "CJudge", path: "Tests/CJudge"),
        .executableTarget(
            name: "soundjudge",
            dependencies: ["CJack", "CJudge", "CLinux", "HostIO", "JackIO", "Judge"],
            path: "Tests/soundjudge",
            swiftSettings: house),
        // Loses and delays the datagrams of others for `make bench BENCH=links`; never installed.
        .executableTarget(
            name: "netem", dependencies: ["HostIO", "NetworkIO", "Simulation", "Units"],
            path: "Tests/netem", swiftSettings: house),
        // Reads bytes from outside, for libFuzzer and for the tests, which read again what it found;
        // `@testable`, so a release build needs -enable-testing. Never installed.
        .target(
            name: "FuzzReaders",
            dependencies: [
                "Codec", "Engine", "JacknetCommands", "NetworkIO", "Protection", "RTP",
                "RealTime", "Session", "Simulation", "Streaming", "Text", "Units",
            ],
            path: "Tests/FuzzReaders", swiftSettings: house),
        .testTarget(
            name: "FuzzTests", dependencies: ["FuzzReaders"], swiftSettings: house),
        .testTarget(name: "HouseTests", swiftSettings: house),
        .testTarget(
            name: "LiveTests", dependencies: ["CDisturb", "ControlTestKit", "Text"],
            swiftSettings: house),
        // What the chaos test does to processes; the clock it preloads is built where it runs.
        .target(name: "CDisturb", path: "Tests/CDisturb", exclude: ["stepped-clock.c"]),
    ],
    cxxLanguageStandard: .cxx17
)

// Links only with libFuzzer's own main: `make fuzz`.
if isFuzzed {
    package.products = [.executable(name: "fuzz", targets: ["fuzz"])]
    package.targets.append(
        .executableTarget(
            name: "fuzz", dependencies: ["FuzzReaders"], path: "Tests/fuzz", swiftSettings: house))
}

// Measures the resampler and protection against others, which nothing else needs, and concealment:
// `make bench`.
if Context.environment["JACKNET_BENCH"] != nil {
    package.products.append(.executable(name: "bench", targets: ["bench"]))
    package.targets += [
        .target(
            name: "CPeers", path: "Tests/CPeers",
            linkerSettings: [
                .linkedLibrary("zita-resampler"), .linkedLibrary("samplerate"),
                .linkedLibrary("crypto"),
            ]),
        .executableTarget(
            name: "bench",
            dependencies: [
                "Benchmark", "CPeers", "Codec", "DSP", "FileIO", "HostIO", "Protection", "RealTime",
                "Streaming", "Units",
            ],
            path: "Tests/bench", swiftSettings: house),
    ]
}

if hasReadline {
    package.targets.append(
        .systemLibrary(
            name: "CReadline", providers: [.apt(["libreadline-dev"])]))
}
