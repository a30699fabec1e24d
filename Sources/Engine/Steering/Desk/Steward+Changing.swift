import ControlIO
import Session
import Text

/// What can be changed of a link.
extension Steward {
    /// One `link.set`, checked.
    struct Change {
        var reply: Reply
        /// This end's, with values that their settings took.
        var own: [(Setting<Link.Settings>, JSONValue)]
        /// The peer's, as it has them itself.
        var wishes: [String: JSONValue]
        /// In the order asked for; what is answered.
        var names: [String]
    }

    /// Checks everything before anything happens; changes wait for each other.
    func set(_ asked: [(String, JSONValue)], _ reply: Reply, _ link: Link) throws(RPCError) {
        var change = Change(reply: reply, own: [], wishes: [:], names: asked.map(\.0))
        for (name, value) in asked {
            if let setting = table[name] {
                try check(setting, value, link.settings)
                change.own.append((setting, value))
            } else if let setting = table.peer(name) {
                do throws(InvalidValue) {
                    change.wishes[name] = try setting.normalize(value)
                } catch {
                    throw wrong(name, value, error)
                }
            } else {
                throw unknownSetting(name)
            }
        }
        changes.append(change)
        makeChanges(link)
    }

    private func check(
        _ setting: Setting<Link.Settings>, _ value: JSONValue, _ settings: Link.Settings
    ) throws(RPCError) {
        var new = settings
        do throws(InvalidValue) { try setting.set(&new, value) } catch {
            throw wrong(setting.name, value, error)
        }
        // To say again how it is changes nothing, so it may be said.
        guard setting.description.isLive || new == settings else {
            throw RPCError(
                ChangeRefusal.Code.notLive.rawValue,
                "\(setting.name): can be given at start only; start the link anew with "
                    + setting.description.flag, name: setting.name)
        }
    }

    private func wrong(_ name: String, _ value: JSONValue, _ error: InvalidValue) -> RPCError {
        // Long ones are not sent back.
        let text = value.text.map { $0.count > 100 ? "" : " \"\($0)\"" } ?? ""
        return .wrongParameters(
            "\(name)\(text): \(error.description)", name: name, allowed: error.allowed)
    }

    /// `link.mute` is `link.set` of `mute`.
    func mute(_ asked: [(String, JSONValue)], _ reply: Reply, _ link: Link) throws(RPCError) {
        try set([("mute", asked.first?.1 ?? .flag(true))], reply, link)
    }

    /// Makes the changes that wait, until one takes its time.
    private func makeChanges(_ link: Link) {
        // A change that takes no time ends within the loop, which goes on by itself.
        guard !isMakingChanges else { return }
        isMakingChanges = true
        defer { isMakingChanges = false }
        while !isChanging, !changes.isEmpty {
            let change = changes.removeFirst()
            var new = link.settings
            // Checked when it came; nothing that is wrong by itself gets here.
            for (setting, value) in change.own { try? setting.set(&new, value) }
            if new == link.settings, change.wishes.isEmpty {
                finish(change, nil, link)
                continue
            }
            isChanging = true
            let edit = { (settings: inout Link.Settings) in
                for (setting, value) in change.own { try? setting.set(&settings, value) }
            }
            link.change(edit, asking: change.wishes) { [weak self, weak link] refusal in
                guard let self, let link else { return }
                isChanging = false
                finish(change, refusal, link)
                makeChanges(link)
            }
        }
    }

    private func finish(_ change: Change, _ refusal: ChangeRefusal?, _ link: Link) {
        if let refusal {
            return refuse(change.reply, RPCError(refusal.code.rawValue, refusal.message))
        }
        do throws(RPCError) {
            answer(change.reply, try values(of: change.names, link))
        } catch {
            refuse(change.reply, error)
        }
    }
}
