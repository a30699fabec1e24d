#include "CLinux.h"
#include <endian.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <string.h>
#include <sys/socket.h>

#ifndef UDP_SEGMENT
#define UDP_SEGMENT 103
#endif
#ifndef UDP_GRO
#define UDP_GRO 104
#endif
#ifndef SOL_UDP
#define SOL_UDP 17
#endif

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

int jn_join_arrivals(int fd) {
    int on = 1;
    return setsockopt(fd, SOL_UDP, UDP_GRO, &on, sizeof on) < 0 ? -errno : 0;
}

int jn_tell_classes(int fd, int family) {
    int on = 1;
    if (setsockopt(fd, IPPROTO_IP, IP_RECVTOS, &on, sizeof on) < 0) return -errno;
    if (family != AF_INET6) return 0;
    return setsockopt(fd, IPPROTO_IPV6, IPV6_RECVTCLASS, &on, sizeof on) < 0 ? -errno : 0;
}

int jn_local_address(int fd, jn_address *address) {
    sockaddr_either from;
    memset(&from, 0, sizeof from);
    socklen_t length = sizeof from;
    if (getsockname(fd, &from.any, &length) < 0) return -errno;
    from_sockaddr(&from, address);
    return 0;
}

// Room for one control message that sets the size of segments.
typedef union {
    char bytes[CMSG_SPACE(sizeof(int))];
    struct cmsghdr align;
} segment_control;

// Room for those that tell that size and the traffic class.
typedef union {
    char bytes[2 * CMSG_SPACE(sizeof(int))];
    struct cmsghdr align;
} arrival_control;

// What came with a datagram, or with several that the kernel joined: it is parted again at multiples of
// `size`, 0 where it joined nothing.
typedef struct {
    uint32_t size;
    uint8_t traffic_class;
} arrival;

static arrival arrival_of(struct msghdr *message) {
    arrival told = {0, 0};
    struct cmsghdr *c = CMSG_FIRSTHDR(message);
    for (; c; c = CMSG_NXTHDR(message, c)) {
        int value;
        if (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_TOS) {
            told.traffic_class = *CMSG_DATA(c);
        } else if (c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_TCLASS) {
            memcpy(&value, CMSG_DATA(c), sizeof value);
            told.traffic_class = (uint8_t)value;
        } else if (c->cmsg_level == SOL_UDP && c->cmsg_type == UDP_GRO) {
            memcpy(&value, CMSG_DATA(c), sizeof value);
            if (value > 0) told.size = (uint32_t)value;
        }
    }
    return told;
}

int jn_receive(
    int fd, uint8_t *bytes, uint32_t stride, int count, uint32_t *offsets, uint32_t *lengths,
    uint8_t *classes, jn_address *sources, int most, int *datagrams
) {
    *datagrams = 0;
    if (count < 0 || count > JN_BATCH_MAX) return -EINVAL;
    struct mmsghdr messages[JN_BATCH_MAX];
    struct iovec slices[JN_BATCH_MAX];
    sockaddr_either names[JN_BATCH_MAX];
    arrival_control controls[JN_BATCH_MAX];
    for (int i = 0; i < count; i++) {
        slices[i] = (struct iovec){bytes + (size_t)i * stride, stride};
        names[i].any.sa_family = AF_UNSPEC;
        messages[i].msg_hdr = (struct msghdr){
            .msg_name = &names[i], .msg_namelen = sizeof names[i],
            .msg_iov = &slices[i], .msg_iovlen = 1,
            .msg_control = &controls[i], .msg_controllen = sizeof controls[i]};
    }
    // MSG_TRUNC: report a datagram's true length, so that one cut off is known for what it is.
    int got = recvmmsg(fd, messages, (unsigned)count, MSG_DONTWAIT | MSG_TRUNC, 0);
    if (got < 0) return -errno;
    int n = 0;
    for (int i = 0; i < got; i++) {
        jn_address source;
        from_sockaddr(&names[i], &source);
        arrival told = arrival_of(&messages[i].msg_hdr);
        uint32_t total = messages[i].msg_len, size = told.size;
        if (size == 0 || total > stride) size = total;
        uint32_t at = 0;
        // An empty datagram is one all the same.
        do {
            if (n == most) break;
            offsets[n] = (uint32_t)i * stride + at;
            lengths[n] = total - at < size ? total - at : size;
            classes[n] = told.traffic_class;
            sources[n++] = source;
            at += size;
        } while (at < total);
    }
    *datagrams = n;
    return got;
}

static int same_place(const jn_address *a, const jn_address *b) {
    return a->high == b->high && a->low == b->low && a->scope == b->scope && a->port == b->port;
}

// How many of the first `count` datagrams the kernel can part again: of one length, but for the last,
// which may be shorter, and to one place.
static int run_of(const uint32_t *lengths, const jn_address *destinations, int count) {
    uint32_t total = lengths[0];
    int n = 1;
    while (n < count && lengths[0] > 0 && lengths[n] > 0 && lengths[n] <= lengths[0]
           && lengths[n - 1] == lengths[0] && total + lengths[n] <= 65000
           && same_place(&destinations[n], &destinations[0])) {
        total += lengths[n++];
    }
    return n;
}

int jn_send(
    int fd, int family, const uint8_t *bytes, uint32_t stride, const uint32_t *lengths,
    const jn_address *destinations, int count, int *segments
) {
    if (count < 0 || count > JN_BATCH_MAX) return -EINVAL;
    struct mmsghdr messages[JN_BATCH_MAX];
    struct iovec slices[JN_BATCH_MAX];
    sockaddr_either names[JN_BATCH_MAX];
    segment_control controls[JN_BATCH_MAX];
    int m = 0;
    for (int i = 0; i < count; m++) {
        int run = *segments ? run_of(lengths + i, destinations + i, count - i) : 1;
        for (int k = i; k < i + run; k++) {
            slices[k] = (struct iovec){(void *)(bytes + (size_t)k * stride), lengths[k]};
        }
        socklen_t length = to_sockaddr(&destinations[i], family, &names[m]);
        messages[m].msg_hdr = (struct msghdr){
            .msg_name = &names[m], .msg_namelen = length,
            .msg_iov = &slices[i], .msg_iovlen = (size_t)run};
        if (run > 1) {
            memset(&controls[m], 0, sizeof controls[m]);
            messages[m].msg_hdr.msg_control = &controls[m];
            messages[m].msg_hdr.msg_controllen = CMSG_SPACE(sizeof(uint16_t));
            struct cmsghdr *c = CMSG_FIRSTHDR(&messages[m].msg_hdr);
            c->cmsg_level = SOL_UDP;
            c->cmsg_type = UDP_SEGMENT;
            c->cmsg_len = CMSG_LEN(sizeof(uint16_t));
            uint16_t size = (uint16_t)lengths[i];
            memcpy(CMSG_DATA(c), &size, sizeof size);
        }
        i += run;
    }
    int sent = sendmmsg(fd, messages, (unsigned)m, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent < 0) {
        int cause = errno;
        int is_joined = m > 0 && messages[0].msg_hdr.msg_iovlen > 1;
        // An interface that cannot part them, or segments that are longer than its MTU: one by one, and
        // what is wrong then is told as ever.
        if (!is_joined || cause == EAGAIN || cause == EINTR || cause == ECONNREFUSED) return -cause;
        *segments = 0;
        return jn_send(fd, family, bytes, stride, lengths, destinations, count, segments);
    }
    int datagrams = 0;
    for (int k = 0; k < sent; k++) datagrams += (int)messages[k].msg_hdr.msg_iovlen;
    return datagrams;
}
