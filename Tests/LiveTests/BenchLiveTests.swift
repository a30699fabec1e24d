// `jacknet bench` as users run it: quick ones, every member, and no trace of what it started.
import FoundationEssentials
import Glibc
import Testing
import Text

extension Live {
    @Suite struct BenchLiveTests {
        private func bench(_ words: [String], seconds: Double) throws -> (Int32?, String) {
            let child = try Child([try #require(binary), "bench"] + words)
            defer { child.end() }
            let status = child.wait(seconds: seconds)
            return (status, child.output)
        }

        /// Every number that is measured is there, and makes sense.
        @Test func allAnswers() throws {
            let page = "/tmp/jacknet-bench-\(getpid()).html"
            defer { unlink(page) }
            let (status, output) = try bench(
                ["--quick", "--duration", "3s", "--json", "--html", page], seconds: 120)
            #expect(status == 0)
            let report = try #require(JSONValue(parsing: output), "\(output)")
            #expect(report["format"]?.text == "jacknet-bench-1")
            #expect(report["quick"]?.flag == true)
            #expect(report["answer"]?.text?.hasPrefix("This machine carries ") == true)
            #expect(report["machine"]?["processors"]?.number ?? 0 >= 1)
            for codec in try #require(report["codec"]?.items) {
                for part in ["encode", "decode"] {
                    #expect(codec[part]?["median"]?.number ?? 0 > 0, "\(codec)")
                    #expect(codec[part]?["rounds"]?.number ?? 0 >= 3, "\(codec)")
                }
            }
            let resampler = try #require(report["resampler"])
            for cost in try #require(resampler["costs"]?.items) {
                #expect(cost["process"]?["median"]?.number ?? 0 > 0, "\(cost)")
            }
            for tone in try #require(resampler["tones"]?.items) {
                #expect(tone["thdPlusNoise"]?.number ?? 0 < -100, "\(tone)")
                #expect((tone["gain"]?.number ?? 9).magnitude < 0.1, "\(tone)")
            }
            #expect(try #require(resampler["bands"]?.items).count == 2)
            let loads = try #require(report["loads"]?.items)
            #expect(loads.count == 6)
            for load in loads {
                for thread in ["capture", "send", "receive", "playout"] {
                    #expect(load[thread]?["median"]?.number ?? 0 > 0, "\(thread): \(load)")
                }
            }
            #expect(try #require(report["capacities"]?.items).count == 2)
            let paths = try #require(report["paths"]?.items)
            let names = paths.compactMap { $0["name"]?.text }
            #expect(names == ["clean", "wifi", "wan"])
            for path in paths {
                let points = try #require(path["points"]?.items)
                #expect(points.count == 4)
                // With 40 ms to spare, no network of these is too late.
                #expect(points.last?["latePerMillion"]?.number == 0, "\(path)")
                #expect(points.last?["latencyErrorMedian"]?.number ?? 9 < 1, "\(path)")
            }
            let html = try String(contentsOfFile: page, encoding: .utf8)
            #expect(html.hasSuffix("</html>\n"))
        }

        @Test func aFileThatIsNoReportIsRefusedBeforeAnythingIsMeasured() throws {
            let (status, output) = try bench(["--compare", "/etc/passwd"], seconds: 5)
            #expect(status == 65)
            #expect(output.filter { $0 == "\n" }.count == 1, "\(output)")
        }

        private static let hasPeers = ["zita-n2j", "zita-j2n", "jackd"].allSatisfy {
            access("/usr/bin/" + $0, X_OK) == 0
        }

        /// Processes of ours, by their command lines.
        private func servers() throws -> [String] {
            try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { entry in
                let line = try? String(contentsOfFile: "/proc/\(entry)/cmdline", encoding: .utf8)
                return line.flatMap { $0.contains("jnb-") ? $0 : nil }
            }
        }

        @Test(.enabled(if: hasPeers)) func peersAreHeardAndNothingIsLeft() throws {
            let (status, output) = try bench(["peers", "--quick", "--json"], seconds: 120)
            #expect(status == 0, "\(output)")
            let peers = try #require(JSONValue(parsing: output)?["peers"], "\(output)")
            let runs = try #require(peers["runs"]?.items)
            let tools = runs.compactMap { $0["tool"]?.text }
            #expect(tools.contains("zita-njbridge"))
            for run in runs where run["silentRounds"]?.number == 0 {
                #expect(run["senderPercent"]?["median"]?.number ?? 0 > 0, "\(run)")
                #expect(run["receiverPercent"]?["median"]?.number ?? 0 > 0, "\(run)")
            }
            #expect(runs.first?["silentRounds"]?.number == 0, "\(output)")
            #expect(try servers().isEmpty)
        }

        @Test(.enabled(if: hasPeers), arguments: [SIGINT, SIGTERM, SIGKILL])
        func whoeverEndsItEndsItsServers(signal: Int32) throws {
            let child = try Child([try #require(binary), "bench", "peers"])
            defer { child.end() }
            try #require(eventually(20) { (try? servers())?.isEmpty == false ? true : nil } == true)
            child.signal(signal)
            #expect(child.wait() == (signal == SIGKILL ? 128 + SIGKILL : 130))
            #expect(eventually(15) { (try? servers())?.isEmpty == true ? true : nil } == true)
        }
    }
}
