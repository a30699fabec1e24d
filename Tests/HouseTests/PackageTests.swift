import Glibc
import Testing

/// What `make install` puts where, that `make uninstall` takes all of it away, and that the package has the
/// program's version.
struct PackageTests {
    /// What a shell's command writes; nil where it fails.
    private func shell(_ command: String) -> String? {
        guard let pipe = popen(command, "r") else { return nil }
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 4_096)
        while case let count = fread(&block, 1, block.count, pipe), count > 0 {
            bytes += block[..<count]
        }
        return pclose(pipe) == 0 ? String(decoding: bytes, as: UTF8.self) : nil
    }

    private func files(in place: String) throws -> Set<String> {
        let list = try #require(shell("cd '\(place)' && find . -not -type d"))
        return Set(list.split(separator: "\n").map { String($0.dropFirst()) })
    }

    @Test func whatIsInstalledIsWhereItBelongsAndGoesAgain() throws {
        let place = "/tmp/jacknet-install-\(getpid())"
        defer { _ = shell("rm -rf '\(place)'") }
        func make(_ target: String) -> String? {
            // Any program will do, and make's own settings are of another make.
            shell(
                "env -u MAKEFLAGS -u MFLAGS make -s -C '\(Repository.root)' \(target) "
                    + "DESTDIR='\(place)' PREFIX=/usr BINARY=/bin/true")
        }
        try #require(make("install") != nil)
        var wanted: Set = [
            "/usr/bin/jacknet", "/usr/share/bash-completion/completions/jacknet",
            "/usr/share/zsh/site-functions/_jacknet",
            "/usr/share/fish/vendor_completions.d/jacknet.fish",
            "/usr/lib/sysusers.d/jacknet.conf", "/usr/lib/tmpfiles.d/jacknet.conf",
        ]
        for page in try Repository.names(in: "man") {
            wanted.insert("/usr/share/man/man\(page.suffix(1))/\(page)")
        }
        for manager in ["system", "user"] {
            for unit in try Repository.names(in: "systemd/" + manager) {
                wanted.insert("/usr/lib/systemd/\(manager)/\(unit)")
                let text = try #require(shell("cat '\(place)/usr/lib/systemd/\(manager)/\(unit)'"))
                #expect(text.contains("\nExecStart=/usr/bin/jacknet "), "\(manager)/\(unit)")
            }
        }
        let texts = try Repository.names(in: "docs").map { "docs/" + $0 }
        for text in texts + ["README.md", "CHANGELOG.md", "SECURITY.md", "LICENSE"] {
            wanted.insert("/usr/share/doc/jacknet/" + text)
        }
        #expect(try files(in: place) == wanted)
        try #require(make("uninstall") != nil)
        #expect(try files(in: place) == [])
    }

    /// `jacknet --version` is the one that counts.
    @Test func thePackageHasTheProgramsVersion() throws {
        let program = try Repository.text("Sources/JacknetCommands/JacknetCommand.swift")
        let version = try #require(program.firstMatch(of: /static let version = "([0-9.]+)"/))
        let package = try Repository.text("debian/changelog")
        #expect(package.hasPrefix("jacknet (\(version.1)-"), "\(package.prefix(40))")
    }
}
