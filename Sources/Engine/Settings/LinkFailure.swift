/// The reason why a link cannot go on, for the one that started it.
package struct LinkFailure: Error, Hashable, Sendable {
    package var status: ExitStatus
    /// One line that names the object, the cause and the remedy; may hold strings from outside,
    /// which whoever shows it escapes.
    package var message: String

    package init(_ status: ExitStatus, _ message: String) {
        self.status = status
        self.message = message
    }
}
