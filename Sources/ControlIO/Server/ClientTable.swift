/// The clients of a control server. Its event loop's thread.
final class ClientTable {
    let limits: ControlLimits
    let deliver: (ControlClientID, ControlServerEvent) -> Void
    private var handlers: [ControlClientID: ClientHandler] = [:]
    private var count = 0

    init(
        _ limits: ControlLimits, _ deliver: @escaping (ControlClientID, ControlServerEvent) -> Void
    ) {
        self.limits = limits
        self.deliver = deliver
    }

    subscript(_ client: ControlClientID) -> ClientHandler? { handlers[client] }

    func makeHandler() -> ClientHandler {
        count += 1
        return ClientHandler(ControlClientID(count), self)
    }

    /// False where there is no room for one more.
    func add(_ handler: ClientHandler) -> Bool {
        guard handlers.count < limits.clients else { return false }
        handlers[handler.id] = handler
        return true
    }

    /// The link hears of those alone that were let in.
    func remove(_ handler: ClientHandler) {
        guard handlers.removeValue(forKey: handler.id) != nil else { return }
        deliver(handler.id, .closed)
    }
}
