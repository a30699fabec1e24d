// Synchronization.Mutex takes and gives back its lock in inlined code, which ThreadSanitizer sees, but where
// threads contend for it, in libswiftSynchronization, which it does not see: it would call races what a Mutex
// keeps apart. These stand before the library's, do what it does, and say so.
#define _GNU_SOURCE 1
#include "CLinux.h"

#if __has_feature(thread_sanitizer)
#include <dlfcn.h>
#include <stdint.h>

void __tsan_acquire(void *address);
void __tsan_release(void *address);

#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context)) void *self
#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

SWIFT void mutex_lock(uint32_t thread, SELF) __asm__(LOCK);
SWIFT void mutex_unlock(SELF) __asm__(UNLOCK);

SWIFT void mutex_lock(uint32_t thread, SELF) {
    static SWIFT void (*lock)(uint32_t, SELF);
    if (!lock) lock = dlsym(RTLD_NEXT, LOCK);
    lock(thread, self);
    __tsan_acquire(self);
}

SWIFT void mutex_unlock(SELF) {
    static SWIFT void (*unlock)(SELF);
    if (!unlock) unlock = dlsym(RTLD_NEXT, UNLOCK);
    __tsan_release(self);
    unlock(self);
}
#endif
