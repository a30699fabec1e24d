import Engine
import Session
import Simulation
import Text

@testable import JacknetCommands

/// A line of the control socket; what it holds, written again, is JSON on one line. What it would set is set.
func readControlLine(_ bytes: UnsafeRawBufferPointer) {
    let request: RPCRequest
    do throws(RPCRequest.Failure) { request = try RPCRequest(line: bytes) } catch {
        return checkLine(RPCLine.error(error.error, id: error.id))
    }
    checkLine(RPCLine.result(.object(request.parameters), id: request.id ?? .null))
    for (name, value) in request.parameters {
        set(SettingCatalogue.sender, name, value)
        set(SettingCatalogue.receiver, name, value)
    }
}

private func checkLine(_ line: String) {
    precondition(JSONValue(parsing: line) != nil && !line.utf8.contains(10))
}

/// What a setting takes, it can be given again, as it tells it.
private func set<Settings>(_ table: SettingTable<Settings>, _ name: String, _ value: JSONValue) {
    _ = try? table.peer(name)?.normalize(value)
    guard let setting = table[name] else { return }
    var settings = table.standard
    do throws(InvalidValue) { try setting.set(&settings, value) } catch {
        precondition(!error.description.isEmpty)
        return
    }
    let shown = setting.get(settings)
    var again = settings
    precondition((try? setting.set(&again, shown)) != nil)
    precondition(setting.get(again) == shown)
}

/// The text of a flag, for every flag there is.
func readValue(_ bytes: UnsafeRawBufferPointer) {
    let text = String(decoding: bytes, as: UTF8.self)
    for name in SettingCatalogue.sender.settings.map(\.name) {
        set(SettingCatalogue.sender, name, .text(text))
    }
    for name in SettingCatalogue.receiver.settings.map(\.name) {
        set(SettingCatalogue.receiver, name, .text(text))
    }
    _ = try? Values.peer(text)
    if let pattern = try? Values.portPattern(text) {
        _ = pattern.matches("system:playback_1")
    }
    precondition(!text.escaped.unicodeScalars.contains(where: \.isTreacherous))
    precondition(!String(escaping: Array(bytes)).unicodeScalars.contains(where: \.isTreacherous))
}

/// A file of configuration, one that is to be changed too.
func readConfiguration(_ bytes: UnsafeRawBufferPointer) {
    let text = Array(bytes)
    guard (try? TomlDocument(parsing: text)) != nil else { return }
    precondition(TomlStatement.all(in: text).flatMap(\.bytes) == text)
    _ = try? ConfigurationFile(path: "config.toml", text: text)
    let change = ProfileText(
        path: "config.toml", profile: "a", settings: [("latency", .integer(5))])
    guard let changed = try? change.replaced(in: text) else { return }
    precondition((try? change.replaced(in: changed)) == changed)
}
