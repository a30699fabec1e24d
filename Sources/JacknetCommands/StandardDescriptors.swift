import Glibc

/// The descriptors 0, 1 and 2, which every later file and socket must leave alone.
enum StandardDescriptors {
    /// Opens `/dev/null` where one is closed, or a socket would take its place and get our
    /// words; makes a closed pipe an error of `write` rather than the end of the process.
    static func prepare() {
        signal(SIGPIPE, SIG_IGN)
        for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
            _ = open("/dev/null", O_RDWR)
        }
    }
}
