#include "CLinux.h"
#include <endian.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

// The upper half of the lower 64 bits of ::ffff:0:0/96.
static const uint64_t v4_mapped = 0xffff00000000ull;

static int is_v4(const jn_address *a) {
    return a->high == 0 && (a->low & 0xffffffff00000000ull) == v4_mapped;
}

typedef union {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
} sockaddr_either;

// A v6 socket takes an IPv4 address in its mapped form; a v4 socket handed a true IPv6 address
// answers with an error of its own, which is the right one to report.
static socklen_t to_sockaddr(const jn_address *from, int family, sockaddr_either *to) {
    memset(to, 0, sizeof *to);
    if (family == AF_INET && is_v4(from)) {
        to->v4.sin_family = AF_INET;
        to->v4.sin_port = htons(from->port);
        to->v4.sin_addr.s_addr = htonl((uint32_t)from->low);
        return sizeof to->v4;
    }
    uint64_t halves[2] = {htobe64(from->high), htobe64(from->low)};
    to->v6.sin6_family = AF_INET6;
    to->v6.sin6_port = htons(from->port);
    to->v6.sin6_scope_id = from->scope;
    memcpy(&to->v6.sin6_addr, halves, sizeof halves);
    return sizeof to->v6;
}

static void from_sockaddr(const sockaddr_either *from, jn_address *to) {
    memset(to, 0, sizeof *to);
    if (from->any.sa_family == AF_INET) {
        to->low = v4_mapped | ntohl(from->v4.sin_addr.s_addr);
        to->port = ntohs(from->v4.sin_port);
    } else if (from->any.sa_family == AF_INET6) {
        uint64_t halves[2];
        memcpy(halves, &from->v6.sin6_addr, sizeof halves);
        to->high = be64toh(halves[0]);
        to->low = be64toh(halves[1]);
        to->scope = from->v6.sin6_scope_id;
        to->port = ntohs(from->v6.sin6_port);
    }
}

int jn_bind(int fd, int family, const jn_address *address) {
    sockaddr_either to;
    socklen_t length = to_sockaddr(address, family, &to);
    return bind(fd, &to.any, length) < 0 ? -errno : 0;
}

int jn_connect(int fd, int family, const jn_address *address) {
    sockaddr_either to;
    socklen_t length = to_sockaddr(address, family, &to);
    return connect(fd, &to.any, length) < 0 ? -errno : 0;
}

int jn_local_address(int fd, jn_address *address) {
    sockaddr_either from;
    memset(&from, 0, sizeof from);
    socklen_t length = sizeof from;
    if (getsockname(fd, &from.any, &length) < 0) return -errno;
    from_sockaddr(&from, address);
    return 0;
}

int jn_receive(
    int fd, uint8_t *bytes, uint32_t stride, uint32_t *lengths, jn_address *sources, int count
) {
    if (count < 0 || count > JN_BATCH_MAX) return -EINVAL;
    struct mmsghdr messages[JN_BATCH_MAX];
    struct iovec slices[JN_BATCH_MAX];
    sockaddr_either names[JN_BATCH_MAX];
    for (int i = 0; i < count; i++) {
        slices[i] = (struct iovec){bytes + (size_t)i * stride, stride};
        names[i].any.sa_family = AF_UNSPEC;
        messages[i].msg_hdr = (struct msghdr){
            .msg_name = &names[i], .msg_namelen = sizeof names[i],
            .msg_iov = &slices[i], .msg_iovlen = 1};
    }
    // MSG_TRUNC: report a datagram's true length, so that one cut off is known for what it is.
    int got = recvmmsg(fd, messages, (unsigned)count, MSG_DONTWAIT | MSG_TRUNC, 0);
    if (got < 0) return -errno;
    for (int i = 0; i < got; i++) {
        lengths[i] = messages[i].msg_len;
        from_sockaddr(&names[i], &sources[i]);
    }
    return got;
}

int jn_send(
    int fd, int family, const uint8_t *bytes, uint32_t stride, const uint32_t *lengths,
    const jn_address *destinations, int count
) {
    if (count < 0 || count > JN_BATCH_MAX) return -EINVAL;
    struct mmsghdr messages[JN_BATCH_MAX];
    struct iovec slices[JN_BATCH_MAX];
    sockaddr_either names[JN_BATCH_MAX];
    for (int i = 0; i < count; i++) {
        slices[i] = (struct iovec){(void *)(bytes + (size_t)i * stride), lengths[i]};
        socklen_t length = to_sockaddr(&destinations[i], family, &names[i]);
        messages[i].msg_hdr = (struct msghdr){
            .msg_name = &names[i], .msg_namelen = length,
            .msg_iov = &slices[i], .msg_iovlen = 1};
    }
    int sent = sendmmsg(fd, messages, (unsigned)count, MSG_DONTWAIT | MSG_NOSIGNAL);
    return sent < 0 ? -errno : sent;
}
