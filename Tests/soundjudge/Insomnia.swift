import CLinux
import Glibc

/// Keeps every processor of this machine from falling idle: a virtual one that does is lent to others,
/// and comes back late for JACK. Takes only what nobody else wants.
enum Insomnia {
    /// Until the process that asked for it ends.
    static func last() -> Bool {
        let parent = getppid()
        _ = nice(19)
        for processor in 0..<Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))) {
            var thread = pthread_t()
            pthread_create(
                &thread, nil,
                { context in
                    _ = jn_stay_busy(Int32(Int(bitPattern: context)))
                    return nil
                }, UnsafeMutableRawPointer(bitPattern: processor))
            pthread_detach(thread)
        }
        while getppid() == parent { sleep(1) }
        return true
    }
}
