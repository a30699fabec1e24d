package import Text

/// Why a request over a control socket is not carried out; documented in jacknet-control(7).
package struct RPCError: Error, Equatable, Sendable {
    /// Of JSON-RPC 2.0; 1 … 6 are a link's own.
    package var code: Int
    /// One line that names the object, the cause and the remedy.
    package var message: String
    /// The setting or the parameter that is meant.
    package var name: String?
    /// What would be right in its place.
    package var allowed: String?

    package init(_ code: Int, _ message: String, name: String? = nil, allowed: String? = nil) {
        self.code = code
        self.message = message
        self.name = name
        self.allowed = allowed
    }

    /// The codes that JSON-RPC 2.0 gives.
    package enum Code {
        package static let noJSON = -32_700
        package static let noRequest = -32_600
        package static let noMethod = -32_601
        package static let wrongParameters = -32_602
        /// Of the range that is left to servers: there are too many clients.
        package static let tooManyClients = -32_000
    }

    package static func wrongParameters(
        _ message: String, name: String? = nil, allowed: String? = nil
    ) -> RPCError {
        RPCError(Code.wrongParameters, message, name: name, allowed: allowed)
    }

    /// The object of the member `error`.
    package var json: JSONValue {
        var members: [(String, JSONValue)] = [
            ("code", .integer(Int64(code))), ("message", .text(message)),
        ]
        var data: [(String, JSONValue)] = []
        if let name { data.append(("name", .text(name))) }
        if let allowed { data.append(("allowed", .text(allowed))) }
        if !data.isEmpty { members.append(("data", .object(data))) }
        return .object(members)
    }
}
