import Testing

@testable import JacknetCommands

struct HelpTextTests {
    @Test func whatIsUsedMostComesFirst() {
        let text = "OVERVIEW: x\n\nARGUMENTS:\n  <a>\n\nOPUS:\n  --b\n\nOPTIONS:\n  --c\n\n"
        #expect(
            HelpText.ordered(text)
                == "OVERVIEW: x\n\nARGUMENTS:\n  <a>\n\nOPTIONS:\n  --c\n\nOPUS:\n  --b\n\n")
    }

    @Test func whatHasNoArgumentsStays() {
        let text = "OVERVIEW: x\n\nOPTIONS:\n  --c\n\nLINKS SUBCOMMANDS:\n  send\n"
        #expect(HelpText.ordered(text) == text)
    }
}
