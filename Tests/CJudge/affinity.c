#define _GNU_SOURCE 1
#include "CJudge.h"
#include <pthread.h>
#include <sched.h>

int judge_keep_on(int processor) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(processor, &set);
    int error = pthread_setaffinity_np(pthread_self(), sizeof set, &set);
    if (error) return error;
    struct sched_param parameters = {.sched_priority = sched_get_priority_max(SCHED_FIFO)};
    return pthread_setschedparam(pthread_self(), SCHED_FIFO, &parameters);
}
