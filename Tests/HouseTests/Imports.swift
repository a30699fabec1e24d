/// The modules that Swift source imports.
enum Imports {
    /// `@testable public import struct Module.Type` is an import of `Module`.
    static func modules(in source: String) -> Set<String> {
        let declaration =
            /^\s*(?:@\w+(?:\(\w*\))?\s+)*(?:(?:public|package|internal|fileprivate|private)\s+)?import\s+(?:(?:struct|class|enum|protocol|typealias|func|let|var)\s+)?(\w+)/
            .anchorsMatchLineEndings()
        return Set(source.matches(of: declaration).map { String($0.1) })
    }
}
