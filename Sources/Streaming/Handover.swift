/// How far a stream is with taking over from the one before it; numbers, for an atomic.
package enum Handover {
    /// The one before plays alone.
    package static var waiting: Int { @_noLocks @_noAllocation get { 0 } }
    /// Both are heard, one fading into the other: there is no way back.
    package static var begun: Int { @_noLocks @_noAllocation get { 1 } }
    /// The one before is heard no more, and looked at by nobody.
    package static var done: Int { @_noLocks @_noAllocation get { 2 } }
    /// The owner has thought better of it.
    package static var givenUp: Int { @_noLocks @_noAllocation get { 3 } }
}
