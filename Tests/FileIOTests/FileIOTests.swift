// Sound files and pipes: what goes in comes out, and what cannot says why.
import Glibc
import Testing
import Units

@testable import FileIO

@Suite struct FileIOTests {
    /// Whole steps of 24 bits, both ends of the scale among them.
    private let samples = (0..<3_000).map { (index: Int) -> Float in
        index == 7 ? -1 : Float((index &* 7_919) % 16_777_215 - 8_388_607) / 8_388_608
    }

    private func path(_ name: String) -> String { "/tmp/jacknet-file-\(getpid())-\(name)" }

    private func readAll(_ input: any SampleInput) throws -> [Float] {
        var all: [Float] = []
        var block = [Float](repeating: 0, count: 500 * input.channels)
        while let count = try input.read(into: &block, frames: 500), count > 0 {
            all += block[..<(count * input.channels)]
        }
        return all
    }

    @Test(arguments: ["wav", "w64", "caf", "aiff", "au", "flac", "WAV"])
    func whatIsWrittenIsRead(form: String) throws {
        let path = path("round.\(form)")
        defer { unlink(path) }
        let output = try SoundFileOutput(path: path, channels: 2, sampleRate: .cd)
        let taken = try output.write(samples, frames: 1_500)
        #expect(taken == 1_500)
        try output.finish()
        let input = try SoundFileInput(path: path)
        #expect(input.channels == 2)
        #expect(input.sampleRate == .cd)
        #expect(input.frames == 1_500)
        #expect(try readAll(input) == samples)
    }

    /// A process that is killed leaves a file that can be played.
    @Test func aFileThatWasNotFinishedCanBeRead() throws {
        let path = path("killed.wav")
        defer { unlink(path) }
        let output = try SoundFileOutput(path: path, channels: 1, sampleRate: .dat)
        _ = try output.write(samples, frames: 3_000)
        #expect(try readAll(try SoundFileInput(path: path)).count > 0)
        try output.finish()
    }

    @Test func whatIsFullScaleDoesNotWrap() throws {
        let path = path("loud.flac")
        defer { unlink(path) }
        let output = try SoundFileOutput(path: path, channels: 1, sampleRate: .dat)
        _ = try output.write([1.5, -1.5, .infinity, -.infinity], frames: 4)
        try output.finish()
        let read = try readAll(try SoundFileInput(path: path))
        #expect(read.map { $0 > 0 } == [true, false, true, false])
        #expect(read.allSatisfy { $0.magnitude > 0.99 && $0.magnitude <= 1 })
    }

    @Test func whatCannotBeSaysWhy() {
        func failure(_ body: () throws -> Void) -> FileIOError? {
            do { try body() } catch { return error as? FileIOError }
            return nil
        }
        let text = path("text.wav")
        defer { unlink(text) }
        let file = fopen(text, "w")
        fputs("no sound at all", file)
        fclose(file)
        let missing = failure { _ = try SoundFileInput(path: "/nowhere.wav") }
        #expect(missing?.description.contains("/nowhere.wav: cannot be read") == true)
        let words = failure { _ = try SoundFileInput(path: text) }
        #expect(words?.description.contains("not a sound file") == true)
        let astray = failure { try SoundFileOutput.check(path: "/nowhere/x.wav") }
        #expect(astray?.description.contains("cannot be made") == true)
        let unknown = failure { try SoundFileOutput.check(path: "/tmp/x.mp8") }
        #expect(unknown?.description.contains(".flac") == true)
        let many = failure {
            _ = try SoundFileOutput(path: path("x.flac"), channels: 64, sampleRate: .dat)
        }
        #expect(many == .unfit(path: path("x.flac"), channels: 64, hertz: 48_000))
    }

    /// Pipes cut where they like; frames stay whole.
    @Test func aPipeCutsNoFrame() throws {
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        defer { close(ends[0]) }
        let input = RawInput(descriptor: ends[0], name: "pipe", channels: 3)
        var block = [Float](repeating: 0, count: 3 * 100)
        let bytes = samples.prefix(7).withUnsafeBytes { Array($0) }
        #expect(write(ends[1], bytes, 13) == 13)
        let first = try input.read(into: &block, frames: 100)
        #expect(first == 1)
        #expect(Array(block.prefix(3)) == Array(samples.prefix(3)))
        #expect(write(ends[1], Array(bytes[13...]), 15) == 15)
        let second = try input.read(into: &block, frames: 100)
        #expect(second == 1)
        #expect(Array(block.prefix(3)) == Array(samples[3..<6]))
        let none = try input.read(into: &block, frames: 100)
        #expect(none == nil)
        // What is left of a frame at the end is dropped.
        close(ends[1])
        let end = try input.read(into: &block, frames: 100)
        #expect(end == 0)
    }

    @Test func aReaderThatLeftIsNoticed() throws {
        signal(SIGPIPE, SIG_IGN)
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        defer { close(ends[1]) }
        let output = RawOutput(descriptor: ends[1], name: "pipe", channels: 2)
        let taken = try output.write(samples, frames: 100)
        #expect(taken == 100)
        close(ends[0])
        #expect(throws: FileIOError.closed) { _ = try output.write(samples, frames: 100) }
    }

    @Test func aFullDiskIsNoticed() throws {
        let descriptor = open("/dev/full", O_WRONLY)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        let output = RawOutput(descriptor: descriptor, name: "/dev/full", channels: 1)
        #expect(throws: FileIOError.self) { _ = try output.write(samples, frames: 100) }
    }
}
