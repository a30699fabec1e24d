#include "CLinux.h"

extern void __rtsan_realtime_enter(void) __attribute__((weak));
extern void __rtsan_realtime_exit(void) __attribute__((weak));

void jn_rtsan_enter(void) {
    if (__rtsan_realtime_enter) __rtsan_realtime_enter();
}

void jn_rtsan_exit(void) {
    if (__rtsan_realtime_exit) __rtsan_realtime_exit();
}
