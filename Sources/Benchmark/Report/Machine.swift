import FoundationEssentials
import Glibc

/// Where a report was made: absolute times are of this machine alone.
package struct Machine: Codable, Hashable, Sendable {
    package var processor: String
    /// Processors that are online.
    package var processors: Int
    package var kernel: String
    /// Of the first processor's frequency; nil where the kernel does not tell.
    package var governor: String?

    package init(processor: String, processors: Int, kernel: String, governor: String?) {
        self.processor = processor
        self.processors = processors
        self.kernel = kernel
        self.governor = governor
    }

    /// This one.
    package static var this: Machine {
        var names = utsname()
        uname(&names)
        let system = text(of: names.sysname)
        return Machine(
            processor: processorName ?? text(of: names.machine),
            processors: Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))),
            kernel: "\(system) \(text(of: names.release)) \(text(of: names.machine))",
            governor: line("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"))
    }

    /// As x86, or the device tree of a board, has it.
    private static var processorName: String? {
        let information = file("/proc/cpuinfo") ?? ""
        for key in ["model name", "Model", "Hardware"] {
            for line in information.split(separator: "\n") where line.hasPrefix(key) {
                guard let colon = line.firstIndex(of: ":") else { continue }
                let name = line[line.index(after: colon)...].drop { $0 == " " }
                if !name.isEmpty { return String(name) }
            }
        }
        return line("/proc/device-tree/model")
    }

    private static func file(_ path: String) -> String? {
        try? String(contentsOf: URL(filePath: path), encoding: .utf8)
    }

    private static func line(_ path: String) -> String? {
        let line = file(path)?.prefix { $0 != "\n" && $0 != "\0" }
        return line.flatMap { $0.isEmpty ? nil : String($0) }
    }

    /// An array of C characters, which Swift has as a tuple.
    private static func text<Tuple>(of tuple: Tuple) -> String {
        withUnsafeBytes(of: tuple) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
    }
}
