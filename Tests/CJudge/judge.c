#define _GNU_SOURCE 1
#include "CJudge.h"
#include <sys/syscall.h>
#include <unistd.h>

void judge_close_from(int descriptor) {
    syscall(SYS_close_range, (unsigned)descriptor, ~0u, 0u);
}
