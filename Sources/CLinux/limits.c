#include "CLinux.h"
#include <errno.h>
#include <linux/capability.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

static uint64_t raise_limit(int resource) {
    struct rlimit limit;
    if (getrlimit(resource, &limit) < 0) return 0;
    if (limit.rlim_cur != limit.rlim_max) {
        struct rlimit raised = {limit.rlim_max, limit.rlim_max};
        if (setrlimit(resource, &raised) == 0) limit = raised;
    }
    return limit.rlim_cur == RLIM_INFINITY ? UINT64_MAX : (uint64_t)limit.rlim_cur;
}

uint64_t jn_raise_rtprio_limit(void) { return raise_limit(RLIMIT_RTPRIO); }
uint64_t jn_raise_memlock_limit(void) { return raise_limit(RLIMIT_MEMLOCK); }

// capget(2) itself: libcap would be one more library for one bit.
int jn_has_capability(int number) {
    struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = {{0}};
    if (number < 0 || number >= 64) return 0;
    if (syscall(SYS_capget, &header, data) < 0) return 0;
    return (data[number / 32].effective >> (number % 32)) & 1;
}

int jn_lock_all_memory(void) { return mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) < 0 ? -errno : 0; }
void jn_unlock_all_memory(void) { munlockall(); }
