/// Writes a profile of the name and the settings given; returns the file's path.
typealias ProfileSaver = (
    _ profile: String, _ entries: [(name: String, value: ProfileEntry)]
) throws(ReplError) -> String

/// A setting's value as a profile holds it.
enum ProfileEntry: Equatable {
    case text(String)
    case number(Double)
    case flag(Bool)
    case list([String])
}

/// Where no profiles can be written.
func unavailableProfileSaver(
    profile: String, entries: [(name: String, value: ProfileEntry)]
) throws(ReplError) -> String {
    throw .failed("profiles are not available in this version")
}
