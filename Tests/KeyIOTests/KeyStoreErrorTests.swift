import KeyIO
import Testing

struct KeyStoreErrorTests {
    @Test func aRemedyIsNamed() {
        #expect(KeyStoreError.readableByOthers(path: "/k").description.contains("chmod 600"))
    }
}
