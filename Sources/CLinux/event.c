#include "CLinux.h"
#include <errno.h>
#include <sys/eventfd.h>
#include <unistd.h>

void jn_event_signal(int fd) {
    const uint64_t one = 1;
    jn_rtsan_pause();
    ssize_t written = write(fd, &one, sizeof one);
    jn_rtsan_resume();
    (void)written;
}

int jn_event_open(void) {
    int fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    return fd < 0 ? -errno : fd;
}

int64_t jn_event_drain(int fd) {
    uint64_t count = 0;
    jn_rtsan_pause();
    ssize_t got = read(fd, &count, sizeof count);
    int error = errno;
    jn_rtsan_resume();
    if (got == sizeof count) return count > INT64_MAX ? INT64_MAX : (int64_t)count;
    return error == EAGAIN || error == EINTR ? 0 : -error;
}
