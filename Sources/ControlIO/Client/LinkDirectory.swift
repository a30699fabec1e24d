internal import Glibc

/// The links of this user that have a control socket.
package enum LinkDirectory {
    /// By name; a socket whose link was killed is among them until somebody connects to it.
    package static var sockets: [RunningLink] {
        let place = SocketPlace.ofThisUser
        return place.names.compactMap { name in
            guard let path = try? place.path(of: name) else { return nil }
            return RunningLink(name: name, path: path)
        }
    }

    /// Those that somebody listens at; each is connected to for that.
    package static var running: [RunningLink] {
        sockets.filter { link in
            do throws(ControlClientError) {
                _ = try ControlClient(link)
                return true
            } catch {
                // A link whose queue of clients is full is there, and hangs.
                return error == .unreachable(link.name, errno: EAGAIN)
            }
        }
    }

    /// The link called `name`, or the first, and all that are running. Throws where there is none.
    package static func link(
        named name: String?
    ) throws(ControlClientError) -> (link: RunningLink, all: [RunningLink]) {
        let links = running
        guard let first = links.first else { throw .noLink }
        guard let name else { return (first, links) }
        guard let link = links.first(where: { $0.name == name }) else {
            throw .unknownLink(name, running: links.map(\.name))
        }
        return (link, links)
    }
}
