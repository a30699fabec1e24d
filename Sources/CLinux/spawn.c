#define _GNU_SOURCE 1
#include "CLinux.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

// Between fork and execve only what is async-signal-safe: other threads of the parent may have held locks.
static void become(
    const char *file, char *const *arguments, char *const *environment, int output, pid_t parent
) {
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    // It may have ended before it was asked for.
    if (getppid() != parent) _exit(127);
    for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, 0);
    int input = open("/dev/null", O_RDONLY);
    if (input < 0 || dup2(input, 0) < 0 || dup2(output, 1) < 0 || dup2(output, 2) < 0) _exit(127);
    syscall(SYS_close_range, 3u, ~0u, 0u);
    execve(file, arguments, environment);
    _exit(127);
}

int jn_spawn(const char *file, char *const *arguments, char *const *environment, int output) {
    pid_t parent = getpid();
    pid_t child = fork();
    if (child < 0) return -errno;
    if (child == 0) become(file, arguments, environment, output, parent);
    // Here too, so that a signal to the group finds it at once.
    setpgid(child, child);
    return child;
}

int64_t jn_process_time(int pid) {
    clockid_t clock;
    struct timespec time;
    if (clock_getcpuclockid(pid, &clock) || clock_gettime(clock, &time)) return -1;
    return time.tv_sec * 1000000000ll + time.tv_nsec;
}
