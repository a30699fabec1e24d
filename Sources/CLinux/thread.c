#define _GNU_SOURCE 1
#include "CLinux.h"
#include <errno.h>
#include <linux/close_range.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

_Static_assert(sizeof(pthread_t) <= sizeof(uint64_t), "pthread_t is handed out as 64 bits");

int jn_gettid(void) { return gettid(); }

int jn_thread_start(
    uint64_t *thread, const char *name, int priority, uint64_t stack_bytes,
    void *(*body)(void *), void *context
) {
    pthread_attr_t attributes;
    int error = pthread_attr_init(&attributes);
    if (error) return -error;
    if (stack_bytes) error = pthread_attr_setstacksize(&attributes, (size_t)stack_bytes);
    // Always explicit: a real-time thread that starts a normal one must not pass its policy on.
    struct sched_param parameters = {.sched_priority = priority};
    if (!error) error = pthread_attr_setinheritsched(&attributes, PTHREAD_EXPLICIT_SCHED);
    if (!error) error = pthread_attr_setschedpolicy(&attributes, priority ? SCHED_FIFO : SCHED_OTHER);
    if (!error) error = pthread_attr_setschedparam(&attributes, &parameters);
    pthread_t started;
    if (!error) error = pthread_create(&started, &attributes, body, context);
    pthread_attr_destroy(&attributes);
    if (error) return -error;
    char head[16] = {0};
    strncpy(head, name, sizeof head - 1);
    pthread_setname_np(started, head);
    *thread = (uint64_t)started;
    return 0;
}

int jn_begin_anew(char *const *arguments) {
    // Marked, not closed: where execv fails, the process goes on to its end.
    syscall(SYS_close_range, 3u, ~0u, CLOSE_RANGE_CLOEXEC);
    execv("/proc/self/exe", arguments);
    return -errno;
}

int jn_thread_lives(int id) { return tgkill(getpid(), id, 0) == 0; }

int jn_thread_join(uint64_t thread) { return -pthread_join((pthread_t)thread, 0); }

void jn_thread_scheduling(int *policy, int *priority) {
    struct sched_param parameters = {0};
    *policy = SCHED_OTHER;
    pthread_getschedparam(pthread_self(), policy, &parameters);
    *priority = parameters.sched_priority;
}

static int stay(int processor, int policy, int priority) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(processor, &set);
    int error = pthread_setaffinity_np(pthread_self(), sizeof set, &set);
    if (error) return error;
    struct sched_param parameters = {.sched_priority = priority};
    return pthread_setschedparam(pthread_self(), policy, &parameters);
}

int jn_stay_busy(int processor) {
    int error = stay(processor, SCHED_IDLE, 0);
    if (error) return error;
    for (volatile unsigned turns = 0;; turns++) {}
}

int jn_keep_on(int processor) {
    return stay(processor, SCHED_FIFO, sched_get_priority_max(SCHED_FIFO));
}
