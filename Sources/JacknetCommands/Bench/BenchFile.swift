import Benchmark
import Engine
import Glibc

/// A report that an earlier run wrote.
enum BenchFile {
    /// Longer than any report, bytes.
    private static let mostBytes = 16 << 20

    static func read(_ path: String) throws(LinkFailure) -> BenchReport {
        guard let file = fopen(path, "rb") else {
            throw LinkFailure(
                .noInput,
                "--compare \(path): \(String(cString: strerror(errno))); give a file that "
                    + "jacknet bench --json wrote")
        }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 65_536)
        while bytes.count < mostBytes {
            let count = fread(&block, 1, block.count, file)
            if count == 0 { break }
            bytes += block[..<count]
        }
        if ferror(file) != 0 {
            throw LinkFailure(
                .noInput, "--compare \(path): \(String(cString: strerror(errno))); is it a file?")
        }
        guard let text = String(validating: bytes, as: UTF8.self),
            let report = BenchReport(json: text)
        else {
            throw LinkFailure(
                .badData,
                "--compare \(path): no report of this form; give a file that jacknet bench --json wrote"
            )
        }
        return report
    }
}
