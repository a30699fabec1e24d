package import Text

/// One request of JSON-RPC 2.0, a line of a control socket.
package struct RPCRequest: Sendable {
    /// The longest line, bytes, its end not counted.
    package static let longestLine = 65_536

    /// A text, a whole number or null; nil where no answer is wanted (a notification).
    package var id: JSONValue?
    package var method: String
    /// By name, in no particular order.
    package var parameters: [(String, JSONValue)]

    package init(id: JSONValue?, method: String, parameters: [(String, JSONValue)] = []) {
        self.id = id
        self.method = method
        self.parameters = parameters
    }

    /// A line that is no request.
    package struct Failure: Error, Sendable {
        /// Null where it could not be found.
        package var id: JSONValue
        package var error: RPCError
    }

    /// The request that `line` is, without its end.
    package init(line: some Collection<UInt8>) throws(Failure) {
        guard let text = String(validating: line, as: UTF8.self) else {
            throw Failure(.null, RPCError.Code.noJSON, "the line is no UTF-8")
        }
        guard let value = JSONValue(parsing: text) else {
            throw Failure(
                .null, RPCError.Code.noJSON,
                "the line is no JSON: send one object a line, and no line end within it")
        }
        guard value.members != nil else {
            let isBatch = value.items != nil
            throw Failure(
                .null, RPCError.Code.noRequest,
                isBatch
                    ? "batches are not taken: send one object a line" : "a request is an object")
        }
        let id = value["id"]
        switch id {
        case nil, .null, .text, .integer: break
        default:
            throw Failure(
                .null, RPCError.Code.noRequest, "an id is a text, a whole number or null")
        }
        func fail(_ message: String) -> Failure {
            Failure(id ?? .null, RPCError.Code.noRequest, message)
        }
        guard value["jsonrpc"]?.text == "2.0" else {
            throw fail("no \"jsonrpc\": \"2.0\" in it")
        }
        guard let method = value["method"]?.text else { throw fail("no \"method\" in it") }
        self.id = id
        self.method = method
        switch value["params"] {
        case nil: parameters = []
        case .object(let members): parameters = members
        default: throw fail("\"params\" is an object: parameters go by their names")
        }
    }
}

extension RPCRequest.Failure {
    fileprivate init(_ id: JSONValue, _ code: Int, _ message: String) {
        self.init(id: id, error: RPCError(code, message))
    }
}
