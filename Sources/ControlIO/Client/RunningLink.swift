/// A link of this user, by its control socket.
package struct RunningLink: Hashable, Sendable {
    package let name: String
    /// Of its socket.
    package let path: String

    package init(name: String, path: String) {
        self.name = name
        self.path = path
    }
}
