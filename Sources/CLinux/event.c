#include "CLinux.h"
#include <errno.h>
#include <sys/eventfd.h>
#include <unistd.h>

// Bound when the program is linked with RealtimeSanitizer's runtime, null otherwise.
extern void __rtsan_disable(void) __attribute__((weak));
extern void __rtsan_enable(void) __attribute__((weak));

void jn_event_signal(int fd) {
    const uint64_t one = 1;
    if (__rtsan_disable) __rtsan_disable();
    ssize_t written = write(fd, &one, sizeof one);
    if (__rtsan_enable) __rtsan_enable();
    (void)written;
}

int jn_event_open(void) {
    int fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    return fd < 0 ? -errno : fd;
}

int64_t jn_event_drain(int fd) {
    uint64_t count = 0;
    if (__rtsan_disable) __rtsan_disable();
    ssize_t got = read(fd, &count, sizeof count);
    int error = errno;
    if (__rtsan_enable) __rtsan_enable();
    if (got == sizeof count) return count > INT64_MAX ? INT64_MAX : (int64_t)count;
    return error == EAGAIN || error == EINTR ? 0 : -error;
}
