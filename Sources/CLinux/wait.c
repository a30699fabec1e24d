#include "CLinux.h"
#include <errno.h>
#include <poll.h>
#include <time.h>

static int wait_for(struct pollfd *set, int count, int64_t timeout_ns) {
    struct timespec span = {timeout_ns / 1000000000, timeout_ns % 1000000000};
    int ready = ppoll(set, (nfds_t)count, timeout_ns < 0 ? 0 : &span, 0);
    return ready < 0 ? -errno : ready;
}

int jn_wait_readable(const int *fds, uint8_t *ready, int count, int64_t timeout_ns) {
    if (count < 0 || count > JN_WAIT_MAX) return -EINVAL;
    struct pollfd set[JN_WAIT_MAX];
    for (int i = 0; i < count; i++) {
        set[i] = (struct pollfd){.fd = fds[i], .events = POLLIN};
        ready[i] = 0;
    }
    int result = wait_for(set, count, timeout_ns);
    for (int i = 0; result > 0 && i < count; i++) ready[i] = set[i].revents != 0;
    return result;
}

int jn_wait_writable(int fd, int64_t timeout_ns) {
    struct pollfd one = {.fd = fd, .events = POLLOUT};
    return wait_for(&one, 1, timeout_ns);
}
