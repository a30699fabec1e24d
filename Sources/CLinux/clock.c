#include "CLinux.h"
#include <errno.h>
#include <math.h>
#include <time.h>

int64_t jn_now_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC_RAW, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

// CLOCK_MONOTONIC_RAW cannot be slept on, and CLOCK_MONOTONIC drifts from it by up to 500 ppm: sleep
// the difference, look again.
void jn_sleep_until_ns(int64_t deadline) {
    for (;;) {
        int64_t left = deadline - jn_now_ns();
        if (left <= 0) return;
        struct timespec span = {left / 1000000000, left % 1000000000};
        int error = clock_nanosleep(CLOCK_MONOTONIC, 0, &span, 0);
        if (error != 0 && error != EINTR) return;
    }
}

double jn_sin(double radians) { return sin(radians); }
