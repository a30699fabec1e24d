import ArgumentParser

/// `jacknet bench`; its subcommands are files of their own.
struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measure what this machine can carry.",
        usage: "jacknet bench [<command>] [<options>]",
        subcommands: [
            BenchAllCommand.self, BenchCodecCommand.self, BenchResamplerCommand.self,
            BenchLinkCommand.self, BenchPeersCommand.self, BenchStationCommand.self,
        ],
        defaultSubcommand: BenchAllCommand.self)
}
