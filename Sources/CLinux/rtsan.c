#include "CLinux.h"

// Bound when the program is linked with RealtimeSanitizer's runtime, null otherwise.
extern void __rtsan_realtime_enter(void) __attribute__((weak));
extern void __rtsan_realtime_exit(void) __attribute__((weak));
extern void __rtsan_disable(void) __attribute__((weak));
extern void __rtsan_enable(void) __attribute__((weak));

void jn_rtsan_enter(void) {
    if (__rtsan_realtime_enter) __rtsan_realtime_enter();
}

void jn_rtsan_exit(void) {
    if (__rtsan_realtime_exit) __rtsan_realtime_exit();
}

void jn_rtsan_pause(void) {
    if (__rtsan_disable) __rtsan_disable();
}

void jn_rtsan_resume(void) {
    if (__rtsan_enable) __rtsan_enable();
}
