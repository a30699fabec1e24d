// What jacknet needs of Linux and that Swift cannot call by itself, or may not call on a real-time
// thread. A function marked JN_REALTIME neither locks nor allocates and returns at once: this header
// is where that promise is made and audited, since the compiler cannot look into C.
//
// Calls that can fail return a negated errno, never -1, so that callers need not read errno.
#pragma once
#define _GNU_SOURCE 1
#include <stdint.h>

#if defined(__clang__)
#define JN_NO_LOCKS __attribute__((swift_attr("@_noLocks")))
#define JN_NO_ALLOCATION __attribute__((swift_attr("@_noAllocation")))
#else
#define JN_NO_LOCKS
#define JN_NO_ALLOCATION
#endif
#define JN_REALTIME JN_NO_LOCKS JN_NO_ALLOCATION

#pragma mark Processor

/// Sets flush-to-zero and denormals-are-zero for the calling thread (x86-64 and arm64; elsewhere nothing).
void jn_flush_denormals(void);

/// libm's sin(): pure arithmetic, so a real-time thread may ask for it.
JN_REALTIME double jn_sin(double radians);

#pragma mark Processes

/// Starts `/bin/sh -c command` with `environment` in a process group of its own, signals as they are by default,
/// standard input from /dev/null, standard output to where standard error goes, and no other descriptor. No memory is
/// copied: it takes no longer where much of it is locked. 0 and its number in `process`, or -errno.
int jn_spawn_shell(const char *command, char *const *environment, int *process);

/// A descriptor of the child `process` that is ready to read once it has ended, closed on exec; or -errno.
int jn_process_open(int process);

#pragma mark Clock

/// Nanoseconds of CLOCK_MONOTONIC_RAW, the clock that JACK2's jack_get_time() reads. PipeWire's reads
/// CLOCK_MONOTONIC.
JN_REALTIME int64_t jn_now_ns(void);

/// Sleeps until jn_now_ns() has reached `deadline`; returns at once if it has. Signals do not end it.
void jn_sleep_until_ns(int64_t deadline);

#pragma mark Events

/// Adds 1 to the non-blocking eventfd `fd`: wakes whoever polls it. A counter that is full already
/// wakes its reader, so EAGAIN is as good as done. For a JACK callback; excused to RealtimeSanitizer,
/// which counts every system call as blocking.
JN_REALTIME void jn_event_signal(int fd);

/// A non-blocking eventfd that starts at 0, closed on exec; or -errno.
int jn_event_open(void);

/// Takes all signals off `fd`: their number, 0 when there was none, or -errno.
JN_REALTIME int64_t jn_event_drain(int fd);

#pragma mark RealtimeSanitizer

/// Opens a real-time section where RealtimeSanitizer is linked in; else nothing. Pairs with jn_rtsan_exit().
JN_REALTIME void jn_rtsan_enter(void);
JN_REALTIME void jn_rtsan_exit(void);

/// Excuses what this thread does from here on, in a real-time section too, to RealtimeSanitizer. Pairs with
/// jn_rtsan_resume(); each use says why.
JN_REALTIME void jn_rtsan_pause(void);
JN_REALTIME void jn_rtsan_resume(void);

#pragma mark Waiting

/// The most descriptors that one jn_wait_readable() takes.
#define JN_WAIT_MAX 16

/// ppoll(2) for input on `count` descriptors, at most JN_WAIT_MAX, for `timeout_ns` nanoseconds
/// (below 0: for ever). ready[i] becomes 1 where fds[i] has input, an error or a hang-up to tell of,
/// else 0; a negative descriptor is passed over. Returns how many are ready, or -errno (-EINTR too).
JN_NO_ALLOCATION int jn_wait_readable(const int *fds, uint8_t *ready, int count, int64_t timeout_ns);

/// The same for one descriptor and output: 1 ready, 0 timed out, or -errno.
JN_NO_ALLOCATION int jn_wait_writable(int fd, int64_t timeout_ns);

#pragma mark Datagrams

/// An IPv6 address and a port in host order; an IPv4 address is ::ffff:a.b.c.d (RFC 4291, 2.5.5.2).
typedef struct jn_address {
    uint64_t high;
    uint64_t low;
    uint32_t scope;
    uint16_t port;
} jn_address;

/// The most datagrams that one jn_receive() or jn_send() moves.
#define JN_BATCH_MAX 64

/// bind(2) and connect(2) for a socket of `family` AF_INET or AF_INET6: 0 or -errno.
int jn_bind(int fd, int family, const jn_address *address);
int jn_connect(int fd, int family, const jn_address *address);

/// getsockname(2): 0 or -errno.
int jn_local_address(int fd, jn_address *address);

/// Lets recvmmsg(2) join datagrams of one source and length (UDP_GRO); 0 or -errno.
int jn_join_arrivals(int fd);

/// Has recvmmsg(2) tell each datagram's traffic class (IP_RECVTOS, IPV6_RECVTCLASS); 0 or -errno.
int jn_tell_classes(int fd, int family);

/// recvmmsg(2), never waiting, into `count` (at most JN_BATCH_MAX) buffers that lie `stride` bytes
/// apart from `bytes` on. What the kernel joined is parted: `*datagrams`, at most `most`, at
/// bytes + offsets[i]. lengths[i] is the datagram's true length: beyond `stride` it was cut off.
/// classes[i] is its traffic class, 0 where the kernel was not asked to tell it.
/// Returns how many buffers were filled, or -errno (-EAGAIN: none is there).
JN_NO_ALLOCATION int jn_receive(
    int fd, uint8_t *bytes, uint32_t stride, int count, uint32_t *offsets, uint32_t *lengths,
    uint8_t *classes, jn_address *sources, int most, int *datagrams);

/// sendmmsg(2), never waiting, from `count` buffers that lie `stride` bytes apart. While `*segments`,
/// runs of one length and place go through the kernel as one (UDP_SEGMENT); it becomes 0 where the
/// kernel refuses that. Returns how many datagrams were taken, which is less than `count` where a later
/// one failed: the next call then starts with that one and returns its -errno.
JN_NO_ALLOCATION int jn_send(
    int fd, int family, const uint8_t *bytes, uint32_t stride, const uint32_t *lengths,
    const jn_address *destinations, int count, int *segments);

#pragma mark Threads, memory, signals

/// The kernel's number of the calling thread, as `top -H` shows it.
int jn_gettid(void);

/// Whether this process has a thread of that number; 0 or 1.
int jn_thread_lives(int id);

/// Runs the program of this process anew with `arguments`, under the same process number and with
/// nothing open but the standard descriptors. Returns only where it fails: -errno. Any thread of the
/// normal policy.
int jn_begin_anew(char *const *arguments);

/// Starts a joinable thread with `stack_bytes` of stack, named `name` (15 bytes count), running
/// body(context). `priority` 1...99 asks for SCHED_FIFO, 0 for the normal policy. 0 or -errno; -EPERM
/// means that the priority is not permitted and no thread was started.
int jn_thread_start(
    uint64_t *thread, const char *name, int priority, uint64_t stack_bytes,
    void *(*body)(void *context), void *context);

/// pthread_join(3): 0 or -errno.
int jn_thread_join(uint64_t thread);

/// Starts the program `file` with `arguments` and `environment` (NULL at the end of both) in a process group of its
/// own, nothing to read, and what it writes to `output`; where the calling thread ends, it gets SIGTERM. Its number,
/// or -errno.
int jn_spawn(const char *file, char *const *arguments, char *const *environment, int output);

/// Processor time of process `pid` so far, ns; below 0 where it is not to be had.
int64_t jn_process_time(int pid);

/// Keeps the calling thread on `processor`, at the highest real-time priority: 0, or an errno.
int jn_keep_on(int processor);

/// Keeps `processor` busy for ever, with whatever nobody else wants of it; returns, an errno, where it cannot.
int jn_stay_busy(int processor);

/// The policy (SCHED_FIFO, SCHED_OTHER...) and priority that the calling thread runs under.
void jn_thread_scheduling(int *policy, int *priority);

/// Raises the soft limit to the hard one and returns it; UINT64_MAX is no limit.
uint64_t jn_raise_rtprio_limit(void);
uint64_t jn_raise_memlock_limit(void);

/// Whether the process has capability `number` of capabilities(7) in effect.
int jn_has_capability(int number);
#define JN_CAP_IPC_LOCK 14

/// mlockall(2) for all that is mapped and all that will be, each page from its first use on (else
/// every stack and arena would be filled whole): 0 or -errno.
int jn_lock_all_memory(void);
/// munlockall(2).
void jn_unlock_all_memory(void);

/// Blocks `count` signals in the calling thread, and in those that it will start, and returns a
/// non-blocking signalfd that reads them, closed on exec; or -errno.
int jn_signals_open(const int *signals, int count);

/// Whether the process was started with `signal` ignored, as nohup(1) does with SIGHUP.
int jn_signal_is_ignored(int signal);

/// The next signal's number, 0 when none is pending, or -errno.
int jn_signals_next(int fd);
