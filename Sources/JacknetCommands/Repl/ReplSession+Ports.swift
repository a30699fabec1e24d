import Text

extension ReplSession {
    func ports(_ words: [String]) throws(ReplError) {
        guard words.isEmpty else { throw wrongUsage(of: .ports) }
        let result = try ask("ports.list")
        if isJSON { return say(result.description + "\n") }
        let own = ownPorts(in: result)
        let ports = (result["ports"]?.items ?? []).filter { $0["name"]?.text != nil }
        let isOwn = { (port: JSONValue) in own.contains(port["name"]?.text ?? "") }
        for port in ports.filter(isOwn) + ports.filter({ !isOwn($0) }) {
            say(line(isOwn(port) ? "* " : "  ", port["name"]))
            guard isOwn(port) else { continue }
            let arrow = port["direction"]?.text == "input" ? "<-" : "->"
            for other in port["connections"]?.items ?? [] { say(line("    \(arrow) ", other)) }
        }
    }

    private func line(_ head: String, _ name: JSONValue?) -> String {
        fitted(head + (name?.text ?? "-").escaped)
    }

    private func ownPorts(in result: JSONValue) -> [String] {
        (result["own"]?.items ?? []).compactMap(\.text)
    }

    func connect(_ words: [String]) throws(ReplError) {
        guard words.count == 2 else { throw wrongUsage(of: .connect) }
        try changePorts("ports.connect", words)
    }

    func disconnect(_ words: [String]) throws(ReplError) {
        guard (1...2).contains(words.count) else { throw wrongUsage(of: .disconnect) }
        try changePorts("ports.disconnect", words)
    }

    private func changePorts(_ method: String, _ words: [String]) throws(ReplError) {
        let params = zip(["port", "to"], words).map { ($0, JSONValue.text($1)) }
        let result = try ask(method, .object(params), within: Self.patienceForChanges)
        if isJSON { say(result.description + "\n") }
    }

    /// The link's ports without the client's name, and the ports that can be connected to them; for
    /// completion, so without a word where there are none.
    func portNames() -> (own: [String], others: [String]) {
        guard let result = try? ask("ports.list") else { return ([], []) }
        let own = ownPorts(in: result)
        let ports = result["ports"]?.items ?? []
        let directions = Set(
            ports.filter { own.contains($0["name"]?.text ?? "") }
                .compactMap { $0["direction"]?.text })
        let others = ports.filter { port in
            guard let name = port["name"]?.text, !own.contains(name) else { return false }
            return !directions.contains(port["direction"]?.text ?? "")
        }
        let short = own.map { name in
            name.split(separator: ":", maxSplits: 1).last.map(String.init) ?? name
        }
        return (short, others.compactMap { $0["name"]?.text })
    }
}
