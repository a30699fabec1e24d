// Which port names a pattern means.
import Engine
import Testing

@Suite struct PortPatternTests {
    @Test(arguments: [
        ("system", "system:capture_1", true), ("system", "system2:capture_1", false),
        ("system:capture_1", "system:capture_1", true),
        ("system:capture_1", "system:capture_10", false),
        ("system:capture_*", "system:capture_10", true), ("*", "any:port", true),
        ("sys*", "system:x", true), ("sys*:*_1", "system:in_1", true),
        ("a[0-3]:x", "a2:x", true), ("a[0-3]:x", "a4:x", false),
        ("a[2]:x", "a[2]:x", true), ("A B:c d", "A B:c d", true), ("[", "[:x", true),
        ("a\\b:c", "a\\b:c", true), ("in", "system:in", false),
        ("Sink: A", "Sink: A:playback_FL", true), ("Sink: A", "Sink: AB:playback_FL", false),
    ])
    func matches(pattern: String, name: String, isMeant: Bool) {
        #expect(PortPattern(pattern).matches(name) == isMeant)
    }
}
