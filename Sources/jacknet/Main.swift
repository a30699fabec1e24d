import JacknetCommands

@main struct Main {
    static func main() { Jacknet.main() }
}
