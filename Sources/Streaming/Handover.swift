/// How far a stream is with taking over from the one before it.
package enum Handover: Int, Sendable {
    /// The one before plays alone.
    case waiting
    /// Both are heard, one fading into the other: there is no way back.
    case begun
    /// The one before is heard no more, and looked at by nobody.
    case done
    /// The owner has thought better of it.
    case givenUp
}
