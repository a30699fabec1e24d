import ControlTestKit
import Testing
import Text

/// Speaks to a running link over its control socket.
final class LinkRemote {
    private let client: TestClient
    private var nextID = 1

    /// The link `name`, as soon as it is there.
    init(_ name: String) throws {
        let path = Self.path(name)
        client = try #require(
            eventually(5) { TestClient(path) }, "\(name) has no control socket")
    }

    static func path(_ name: String) -> String {
        "\(Child.runtimeDirectory.path)/jacknet/\(name).sock"
    }

    /// The result of `method`; an error of the link's is one of the test's.
    func ask(_ method: String, _ parameters: [(String, JSONValue)] = []) throws -> JSONValue {
        let answer = try answer(to: method, parameters)
        return try #require(answer["result"], "\(method) \(parameters): \(answer)")
    }

    /// The whole answer, which may be a refusal.
    func answer(to method: String, _ parameters: [(String, JSONValue)] = []) throws -> JSONValue {
        nextID += 1
        let request = JSONValue.object([
            ("jsonrpc", .text("2.0")), ("id", .integer(Int64(nextID))), ("method", .text(method)),
            ("params", .object(parameters)),
        ])
        client.write(request.description + "\n")
        while true {
            let line = try #require(client.line(), "\(method): no answer")
            let answer = try #require(JSONValue(parsing: line), "\(line)")
            if answer["id"] == .integer(Int64(nextID)) { return answer }
        }
    }
}
