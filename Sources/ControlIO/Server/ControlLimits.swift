import Session

/// What a control server puts up with.
package struct ControlLimits: Sendable {
    /// Of a request, bytes, without its end.
    package var lineBytes = RPCRequest.longestLine
    package var clients = 128
    /// Of one client, bytes that wait in this process; what the kernel holds comes on top.
    package var unsentBytes = 262_144

    package init() {}
}
