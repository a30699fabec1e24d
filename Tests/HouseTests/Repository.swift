import FoundationEssentials

/// The source tree that these tests are about: the one that they were compiled from.
enum Repository {
    static let root: String = {
        let here = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        return here.dropLast(3).joined(separator: "/")
    }()

    /// The text of the file at `path`, relative to the root.
    static func text(_ path: String) throws -> String {
        try String(contentsOfFile: root + "/" + path, encoding: .utf8)
    }

    static func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: root + "/" + path)
    }

    /// The names in the directory at `path`, hidden ones too.
    static func names(in path: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: root + "/" + path).sorted()
    }

    static func isDirectory(_ path: String) -> Bool {
        var isDirectory = false
        _ = FileManager.default.fileExists(atPath: root + "/" + path, isDirectory: &isDirectory)
        return isDirectory
    }

    /// Every file below `path`, relative to the root, without what git and the build keep there.
    static func files(below path: String) throws -> [String] {
        var files: [String] = []
        for name in try names(in: path.isEmpty ? "." : path) {
            let item = path.isEmpty ? name : path + "/" + name
            if name == ".git" || name.hasPrefix(".build") || name == "Package.resolved" { continue }
            if isDirectory(item) {
                files += try self.files(below: item)
            } else {
                files.append(item)
            }
        }
        return files
    }
}
