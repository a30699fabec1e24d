// What the chaos test does to processes while they run, and Swift's Glibc cannot.
#pragma once

/// Has every socket of the process `pid` hold as little as the kernel lets it, or, where `bytes` is more than
/// 1, so many bytes each way. The number of sockets, or -errno.
int disturb_socket_buffers(int pid, int bytes);

/// The process `pid` may have `soft` descriptors open, or, where that is below 0, as many as its hard limit
/// lets it. 0 or -errno.
int disturb_descriptor_limit(int pid, long soft);
