import Text

/// The settings that the command line and the files of configuration say now; or what is wrong with them.
package typealias Rereading<Settings> = @Sendable () throws(LinkFailure) -> Settings

extension SteeredLink where Self: ChangeHost {
    /// Reads the configuration anew, and changes what it says otherwise than before: what was changed
    /// meanwhile by other ways stays, and what can only be given at start is told.
    func reread() {
        guard let rereading else { return }
        let new: Settings
        do throws(LinkFailure) { new = try rereading() } catch {
            return observer.event(
                LinkEvent(
                    .warning, "config.wrong", "\(error.message); the link goes on as it was"))
        }
        let news = Self.table.settings.filter { $0.get(new) != $0.get(configured) }
        for setting in news where !setting.description.isLive {
            observer.event(
                LinkEvent(
                    .warning, "config.notLive",
                    "\(setting.name): is another one in the configuration, and can be given at start "
                        + "only; start the link anew"))
        }
        configured = new
        let live = news.filter(\.description.isLive)
        guard !live.isEmpty else {
            if news.isEmpty { tellReread("nothing has changed") }
            return
        }
        change(
            { settings in for setting in live { try? setting.set(&settings, setting.get(new)) } },
            asking: [:],
            completion: { [weak self] refusal in
                let names = live.map(\.name).joined(separator: ", ")
                if let refusal {
                    self?.observer.event(
                        LinkEvent(.warning, "config.refused", "\(names): \(refusal.message)"))
                } else {
                    self?.tellReread("changed " + names)
                }
            })
    }

    private func tellReread(_ what: String) {
        observer.event(LinkEvent(.info, "config.reread", "configuration read anew: \(what)"))
    }
}
