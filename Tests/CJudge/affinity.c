#define _GNU_SOURCE 1
#include "CJudge.h"
#include <pthread.h>
#include <sched.h>

int judge_stay_busy(int processor) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(processor, &set);
    int error = pthread_setaffinity_np(pthread_self(), sizeof set, &set);
    if (error) return error;
    struct sched_param none = {.sched_priority = 0};
    error = pthread_setschedparam(pthread_self(), SCHED_IDLE, &none);
    if (error) return error;
    for (volatile unsigned turns = 0;; turns++) {}
}

int judge_keep_on(int processor) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(processor, &set);
    int error = pthread_setaffinity_np(pthread_self(), sizeof set, &set);
    if (error) return error;
    struct sched_param parameters = {.sched_priority = sched_get_priority_max(SCHED_FIFO)};
    return pthread_setschedparam(pthread_self(), SCHED_FIFO, &parameters);
}
