// What libFuzzer found, and what it began with, read again: nothing traps, nothing reads too far (a build
// with AddressSanitizer notices), nothing takes long.
import FoundationEssentials
import FuzzReaders
import Testing

@Suite struct CorpusTests {
    private static let place =
        #filePath.split(separator: "/", omittingEmptySubsequences: false)
        .dropLast(2).joined(separator: "/") + "/FuzzCorpus"

    @Test(arguments: FuzzReader.allCases)
    func whatWasFoundIsRead(_ reader: FuzzReader) throws {
        let directory = Self.place + "/" + reader.rawValue
        let names = try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
        #expect(!names.isEmpty, "\(reader) has nothing to begin with")
        let clock = ContinuousClock()
        for name in names {
            let bytes = try Data(contentsOf: URL(filePath: directory + "/" + name))
            let time = clock.measure { read(bytes, by: reader) }
            #expect(time < .seconds(20), "\(reader)/\(name)")
        }
    }

    /// Nothing lies there that no reader reads.
    @Test func everyCorpusHasItsReader() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: Self.place)
        #expect(Set(names) == Set(FuzzReader.allCases.map(\.rawValue)))
    }

    @Test(arguments: FuzzReader.allCases)
    func nothingIsReadToo(_ reader: FuzzReader) { read(Data(), by: reader) }

    /// In memory of its own size.
    private func read(_ bytes: Data, by reader: FuzzReader) {
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
        defer { copy.deallocate() }
        copy.copyBytes(from: bytes)
        reader.read(UnsafeRawBufferPointer(copy))
    }
}
