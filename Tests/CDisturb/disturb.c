#define _GNU_SOURCE 1
#include "CDisturb.h"
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

int disturb_socket_buffers(int pid, int bytes) {
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/fd", pid);
    DIR *directory = opendir(path);
    if (!directory) return -errno;
    int process = (int)syscall(SYS_pidfd_open, pid, 0);
    if (process < 0) {
        int error = errno;
        closedir(directory);
        return -error;
    }
    int count = 0;
    for (struct dirent *entry; (entry = readdir(directory));) {
        int theirs = atoi(entry->d_name);
        if (entry->d_name[0] == '.') continue;
        int ours = (int)syscall(SYS_pidfd_getfd, process, theirs, 0);
        if (ours < 0) continue;
        // Forced where root asks; the plain option is for everyone else.
        int done = setsockopt(ours, SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof bytes);
        if (done < 0) done = setsockopt(ours, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
        if (done == 0) {
            setsockopt(ours, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes);
            count++;
        }
        close(ours);
    }
    close(process);
    closedir(directory);
    return count;
}

int disturb_descriptor_limit(int pid, long soft) {
    struct rlimit limit;
    if (prlimit(pid, RLIMIT_NOFILE, 0, &limit) < 0) return -errno;
    limit.rlim_cur = soft < 0 ? limit.rlim_max : (rlim_t)soft;
    return prlimit(pid, RLIMIT_NOFILE, &limit, 0) < 0 ? -errno : 0;
}
