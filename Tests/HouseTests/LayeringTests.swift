import Testing

/// Holds the floors of docs/architecture.md: reads every import in `Sources`.
struct LayeringTests {
    private let targets: [String]
    private let libraries: Set<String>

    init() throws {
        let directories = try Repository.names(in: "Sources").filter {
            Repository.isDirectory("Sources/" + $0)
        }
        libraries = Set(try directories.filter { try Self.swiftFiles(of: $0).isEmpty })
        targets = directories.filter { [libraries] in !libraries.contains($0) }
    }

    private static func swiftFiles(of target: String) throws -> [String] {
        try Repository.files(below: "Sources/" + target).filter { $0.hasSuffix(".swift") }
    }

    private func imports(of target: String) throws -> [(file: String, module: String)] {
        try Self.swiftFiles(of: target).flatMap { file in
            Imports.modules(in: try Repository.text(file)).sorted().map { (file, $0) }
        }
    }

    @Test func everyTargetIsOnAFloor() {
        #expect(targets.contains("Units"), "Sources were not found")
        #expect(targets.filter { Floors.table[$0] == nil } == [])
    }

    @Test func arrowsGoDown() throws {
        for target in targets {
            for (file, module) in try imports(of: target) {
                if let fault = Floors.fault(target, imports: module, libraries: libraries) {
                    Issue.record("\(file): \(fault)")
                }
            }
        }
    }

    /// CLinux is the exception: the system is wherever it is needed.
    @Test func aSystemLibraryHasOneWrapper() throws {
        let wrapped = libraries.subtracting(["CLinux"])
        var wrappers: [String: Set<String>] = [:]
        for target in targets {
            for (_, module) in try imports(of: target) where wrapped.contains(module) {
                wrappers[module, default: []].insert(target)
            }
        }
        for (library, targets) in wrappers {
            #expect(targets.count == 1, "\(library) is imported by \(targets.sorted())")
        }
    }

    /// The check itself, on arrows that must not pass and on some that must.
    @Test(arguments: [
        ("Units", "DSP", false), ("RealTime", "RTP", false), ("Streaming", "Session", false),
        ("Streaming", "JackIO", false), ("Codec", "Foundation", false), ("DSP", "NIOCore", false),
        ("Engine", "ArgumentParser", false), ("Attic", "Units", false), ("Engine", "Attic", false),
        ("DSP", "Units", true), ("Codec", "DSP", true), ("JackIO", "CJack", true),
        ("Engine", "FoundationEssentials", true), ("jacknet", "JacknetCommands", true),
    ])
    func aFaultIsNoticed(target: String, module: String, allowed: Bool) {
        #expect((Floors.fault(target, imports: module, libraries: ["CJack"]) == nil) == allowed)
    }

    @Test func importsAreRead() {
        let source = """
            // import Commented
            import Plain
            internal import Internal
              @testable import Tested
            @_spi(Some) public import Exported
            package import struct Module.Part
            let important = 1
            """
        #expect(
            Imports.modules(in: source) == ["Plain", "Internal", "Tested", "Exported", "Module"])
    }
}
