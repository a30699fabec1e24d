import ControlIO

/// The control socket of one link, open.
final class ControlDoor {
    /// What `link.status` calls the link: the socket's name.
    let name: String
    let server: ControlServer
    private var isOpen = true

    /// Opens the socket of the link `name`. One that has a name because it was given none takes NAME-2,
    /// NAME-3 and so on where that one runs already.
    init(
        _ name: String, isDefault: Bool, for mailbox: Mailbox, in place: SocketPlace = .ofThisUser
    ) throws(LinkFailure) {
        var attempt = 1
        while true {
            let tried = attempt == 1 ? name : "\(name)-\(attempt)"
            do throws(ControlSocketError) {
                server = try ControlServer(tried, in: place) { client, event in
                    mailbox.post(.steering(client, SteeringInput(event)))
                }
                self.name = tried
                return
            } catch {
                guard case .live = error, isDefault, attempt < 64 else { throw LinkFailure(error) }
                attempt += 1
            }
        }
    }

    deinit { close() }

    /// Closes it, at the latest with the link's life.
    func close() {
        if isOpen { server.close() }
        isOpen = false
    }
}
