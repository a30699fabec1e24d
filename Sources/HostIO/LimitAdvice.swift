internal import Glibc

/// How this user gets the limits that audio wants, as the end of a one-line message.
enum LimitAdvice {
    /// For the calling process's user and groups. Not on a real-time thread.
    static var current: String {
        text(isRoot: geteuid() == 0, audioGroup: audioGroupMembership)
    }

    /// `audioGroup`: whether the process is in the group `audio`; nil where there is no such group.
    static func text(isRoot: Bool, audioGroup: Bool?) -> String {
        if isRoot {
            return "this container or service withholds CAP_SYS_NICE or CAP_IPC_LOCK "
                + "(systemd: LimitRTPRIO=95, LimitMEMLOCK=infinity)"
        }
        let grant =
            "grant '@audio - rtprio 95' and '@audio - memlock unlimited' in "
            + "/etc/security/limits.d/audio.conf"
        let then = "log in again, or for a service restart user@$UID"
        switch audioGroup {
        case true?: return "\(grant) and \(then)"
        case false?:
            return "join the group audio (sudo usermod -aG audio $USER), \(grant) and \(then)"
        case nil:
            return "make a group audio (sudo groupadd -r audio), join it "
                + "(sudo usermod -aG audio $USER), \(grant) and \(then)"
        }
    }

    static var audioGroupMembership: Bool? {
        guard let group = getgrnam("audio")?.pointee.gr_gid else { return nil }
        if getegid() == group { return true }
        let count = getgroups(0, nil)
        guard count > 0 else { return false }
        var groups = [gid_t](repeating: 0, count: Int(count))
        let got = getgroups(count, &groups)
        return got > 0 && groups.prefix(Int(got)).contains(group)
    }
}
