/// Whoever shows a link to people or programs; called from any thread but a real-time one.
package protocol LinkObserver: Sendable {
    /// Something happened.
    func event(_ event: LinkEvent)
    /// How the link is now, about ten times a second.
    func report(_ report: LinkReport)
}
