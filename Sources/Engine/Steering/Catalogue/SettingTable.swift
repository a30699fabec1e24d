package import Text

/// All settings of one end, and those of its peer that it may ask for.
package struct SettingTable<Settings: Hashable & Sendable>: Sendable {
    package let settings: [Setting<Settings>]
    package let peer: [PeerSetting]
    /// What holds where the command line says nothing.
    package let standard: Settings

    package init(_ settings: [Setting<Settings>], peer: [PeerSetting], standard: Settings) {
        self.settings = settings
        self.peer = peer
        self.standard = standard
    }

    package subscript(_ name: String) -> Setting<Settings>? {
        settings.first { $0.name == name }
    }

    package func peer(_ name: String) -> PeerSetting? { peer.first { $0.name == name } }

    /// This end's first.
    package var names: [String] { settings.map(\.name) + peer.map(\.name) }

    /// Those that the other end may ask for, as it sees them.
    package var forPeer: [PeerSetting] {
        settings.filter(\.description.mayPeerAsk).map { setting in
            let standard = standard
            return PeerSetting(setting.description, standard: setting.get(standard)) {
                (value) throws(InvalidValue) in
                var scratch = standard
                try setting.set(&scratch, value)
                return setting.get(scratch)
            }
        }
    }
}

/// A setting of the other end that it may be asked for.
package struct PeerSetting: Sendable {
    package let description: SettingDescription
    package let standard: JSONValue
    /// The value as the peer's own `link.get` has it.
    package let normalize: @Sendable (JSONValue) throws(InvalidValue) -> JSONValue

    package var name: String { description.name }

    init(
        _ description: SettingDescription, standard: JSONValue,
        normalize: @escaping @Sendable (JSONValue) throws(InvalidValue) -> JSONValue
    ) {
        self.description = description
        self.standard = standard
        self.normalize = normalize
    }
}
