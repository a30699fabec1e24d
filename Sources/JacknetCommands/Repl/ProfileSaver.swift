import Engine

/// Writes a profile of the name and the settings given; returns the file's path.
typealias ProfileSaver = (
    _ profile: String, _ settings: [ProfileText.Setting]
) throws(ReplError) -> String

/// Into the user's own `config.toml`.
func saveIntoConfiguration(
    profile: String, settings: [ProfileText.Setting]
) throws(ReplError) -> String {
    do throws(LinkFailure) {
        let writer = try ProfileWriter()
        try writer.save(profile, settings)
        return writer.path
    } catch {
        throw .failed(error.message)
    }
}
