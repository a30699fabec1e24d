internal import Glibc

/// The links of this user that have a control socket.
package enum LinkDirectory {
    private static let suffix = ".sock"

    /// By name; a socket whose link was killed is among them until somebody connects to it.
    package static func sockets() throws(ControlClientError) -> [RunningLink] {
        let directory = try SocketPlace.directory()
        guard let stream = opendir(directory) else { return [] }
        defer { closedir(stream) }
        var links: [RunningLink] = []
        while let entry = readdir(stream) {
            let bytes = withUnsafeBytes(of: &entry.pointee.d_name) { $0.prefix { $0 != 0 } + [] }
            guard let file = String(validating: bytes, as: UTF8.self), file.hasSuffix(suffix),
                !file.hasPrefix("."), file.utf8.count > suffix.utf8.count
            else { continue }
            let name = String(file.dropLast(suffix.count))
            links.append(RunningLink(name: name, path: directory + "/" + file))
        }
        return links.sorted { $0.name < $1.name }
    }

    /// Those that somebody listens at; each is connected to for that.
    package static func running() throws(ControlClientError) -> [RunningLink] {
        try sockets().filter { link in
            do throws(ControlClientError) {
                _ = try ControlClient(link)
                return true
            } catch {
                // A link whose queue of clients is full is there, and hangs.
                return error == .unreachable(link.name, errno: EAGAIN)
            }
        }
    }

    /// The link called `name`, or the only one. Throws where there is none, or where several run and
    /// `name` is nil: then the first is in `several`.
    package static func link(named name: String?) throws(ControlClientError) -> (
        link: RunningLink, all: [RunningLink]
    ) {
        let links = try running()
        guard let first = links.first else { throw .noLink }
        guard let name else { return (first, links) }
        guard let link = links.first(where: { $0.name == name }) else {
            throw .unknownLink(name, running: links.map(\.name))
        }
        return (link, links)
    }
}
