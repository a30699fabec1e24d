import HostIO
import JackIO
import NetworkIO
import Units

/// Looks at what sound on this machine depends on; `server` is the JACK server, nil libjack's default. Changes nothing.
package func probeLocal(server: String?) -> [LocalFinding] {
    let limits = AudioLimits()
    return [
        LocalProbe.priority(limits), LocalProbe.memory(limits), LocalProbe.group(limits),
        LocalProbe.governor(LocalProbe.governors), LocalProbe.kernel(), LocalProbe.clock(),
    ] + LocalProbe.jack(server) + [LocalProbe.buffers()]
}

/// The looks, each by itself.
enum LocalProbe {
    static func priority(_ limits: AudioLimits) -> LocalFinding {
        let granted: Scheduling
        do throws(HostIOError) {
            let thread = try RealTimeThread(name: "jacknet-probe", priority: 9) {}
            granted = thread.scheduling
        } catch {
            return LocalFinding("priority", .bad, error.description)
        }
        switch granted {
        case .realTime:
            let most =
                limits.mayRaisePriority ? "any priority" : "up to \(limits.realTimePriority)"
            return LocalFinding("priority", .good, "real-time threads may run, \(most)")
        case .normal:
            return LocalFinding(
                "priority", .bad,
                "real-time threads may not run: the rtprio limit is \(limits.realTimePriority)",
                remedy: limits.advice)
        }
    }

    static func memory(_ limits: AudioLimits) -> LocalFinding {
        if limits.mayLockMemory || limits.lockedBytes == .max {
            return LocalFinding("memory", .good, "all of it may be locked")
        }
        return LocalFinding(
            "memory", .bad,
            "it cannot be locked and may be paged out: the memlock limit is "
                + "\(limits.lockedBytes / 1_024) KiB, it must be unlimited",
            remedy: limits.advice)
    }

    static func group(_ limits: AudioLimits) -> LocalFinding {
        let isNeeded = !limits.mayRaisePriority && limits.realTimePriority == 0
        switch limits.isInAudioGroup {
        case true?: return LocalFinding("group", .good, "this user is in the group audio")
        case _ where !isNeeded:
            return LocalFinding("group", .good, "the group audio is not needed here")
        case false?:
            return LocalFinding(
                "group", .bad, "this user is not in the group audio",
                remedy: "sudo usermod -aG audio \"$USER\", and log in again")
        case nil:
            return LocalFinding(
                "group", .bad, "there is no group audio",
                remedy: "sudo groupadd -r audio; sudo usermod -aG audio \"$USER\", and log in again"
            )
        }
    }

    /// Of each processor that has one.
    static var governors: [String] {
        let processors = "/sys/devices/system/cpu"
        return SystemFile.names(in: processors).filter { $0.hasPrefix("cpu") }.compactMap {
            SystemFile.text("\(processors)/\($0)/cpufreq/scaling_governor")
        }
    }

    static func governor(_ governors: [String]) -> LocalFinding {
        let names = Set(governors).sorted().joined(separator: ", ")
        if governors.isEmpty {
            return LocalFinding("governor", .good, "the processors' clocks are not governed here")
        }
        if Set(governors) == ["performance"] { return LocalFinding("governor", .good, names) }
        return LocalFinding(
            "governor", .bad, "\(names): processors slow down, and take time to wake up",
            remedy: "sudo cpupower frequency-set --governor performance")
    }

    static func kernel() -> LocalFinding {
        let release = SystemFile.text("/proc/sys/kernel/osrelease") ?? "unknown"
        let arguments = (SystemFile.text("/proc/cmdline") ?? "").split(separator: " ")
        let isRealTime = SystemFile.text("/sys/kernel/realtime") == "1"
        if isRealTime { return LocalFinding("kernel", .good, "\(release), PREEMPT_RT") }
        let helps = arguments.filter { $0 == "threadirqs" || $0 == "preempt=full" }
        if !helps.isEmpty {
            return LocalFinding(
                "kernel", .good, "\(release), \(helps.joined(separator: " "))")
        }
        return LocalFinding(
            "kernel", .noted, "\(release), neither PREEMPT_RT nor threadirqs",
            remedy:
                "add preempt=full threadirqs to the kernel's command line for periods under 128 "
                + "frames")
    }

    static func clock() -> LocalFinding {
        let path = "/sys/devices/system/clocksource/clocksource0/current_clocksource"
        guard let source = SystemFile.text(path) else {
            return LocalFinding("clock", .noted, "the kernel does not tell its clock source")
        }
        let isSlow = ["hpet", "acpi_pm", "jiffies", "pit"].contains(source)
        return LocalFinding(
            "clock", isSlow ? .bad : .good,
            source + (isSlow ? ": reading the time takes long" : ""),
            remedy: isSlow
                ? "boot with clocksource=tsc where the processor's is stable (dmesg tells)" : nil)
    }

    static func jack(_ server: String?) -> [LocalFinding] {
        let found: JackGraph.Server
        do throws(LinkFailure) {
            found = try askJack { () throws(JackError) in try JackGraph.server(server) }
        } catch {
            return [
                LocalFinding(
                    "JACK", .bad, error.message,
                    remedy: "jackd -R -d alsa -d hw:0 -r 48000 -p 128, or pw-jack jacknet …")
            ]
        }
        let isPipeWire = found.library?.contains("PipeWire") == true
        let kind = isPipeWire ? "PipeWire" : "JACK"
        let version = found.library.map { ", \($0)" } ?? ""
        let period = found.rate.duration(ofFrames: Int64(found.periodFrames))
        let milliseconds = (period.milliseconds * 100).rounded() / 100
        return [
            LocalFinding(
                "JACK", found.isRealTime ? .good : .bad,
                "\(kind) runs\(version), \(found.isRealTime ? "with" : "without") real-time priority",
                remedy: found.isRealTime ? nil : "start jackd with -R, and see priority above"),
            LocalFinding(
                "period", found.periodFrames > 512 ? .noted : .good,
                "\(found.periodFrames) frames at \(found.rate.hertz) Hz: \(milliseconds) ms, which a "
                    + "receiver adds to its latency",
                remedy: found.periodFrames > 512
                    ? isPipeWire
                        ? "pw-metadata -n settings 0 clock.force-quantum 128" : "jack_bufsize 128"
                    : nil),
        ]
    }

    static func buffers() -> LocalFinding {
        do throws(UDPSocketError) {
            let socket = try UDPSocket(bindingTo: .any(port: 0))
            let buffers = socket.buffers
            guard let shortage = buffers.shortage else {
                return LocalFinding(
                    "buffers", .good,
                    "UDP sockets get \(buffers.receiveGranted) bytes, a second of 64 channels")
            }
            let parts = shortage.split(separator: ";", maxSplits: 1)
            return LocalFinding(
                "buffers", .noted, String(parts[0]),
                remedy: parts.count > 1 ? String(parts[1].drop { $0 == " " }) : nil)
        } catch {
            return LocalFinding("buffers", .bad, error.description)
        }
    }
}
