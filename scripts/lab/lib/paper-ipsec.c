// IPsec on paper: for daemons that keep their SAs in the kernel, on a kernel that has no ESP. Loaded before libc (LD_PRELOAD),
// it answers what they write to a socket of XFRM (netlink) or PF_KEY as a kernel would that agrees to everything. SPIs come out
// of it as out of a kernel; traffic does not pass. What the daemon says to its peer stays its own.
//
// The socket that a daemon gets is a datagram socket of the Unix domain that writes its answers to itself, so it may be handed
// to another process, as iked does. Its name tells what it is.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <linux/netlink.h>
#include <linux/pfkeyv2.h>
#include <linux/xfrm.h>
#include <netinet/in.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

#define NEXT(name) ((__typeof__(&name)) dlsym(RTLD_NEXT, #name))

enum kind { OTHER, XFRM, KEY };

static const char *const names[] = { [XFRM] = "paper-ipsec/xfrm/", [KEY] = "paper-ipsec/key/" };

// Which of ours a descriptor is; its address too.
static enum kind kind_of(int fd, struct sockaddr_un *address, socklen_t *length) {
    *length = sizeof *address;
    memset(address, 0, sizeof *address);
    int saved = errno;
    if (fd < 0 || getsockname(fd, (struct sockaddr *) address, length) != 0) {
        errno = saved;
        return OTHER;
    }
    if (address->sun_family != AF_UNIX || address->sun_path[0] != 0) return OTHER;
    for (enum kind kind = XFRM; kind <= KEY; kind++)
        if (strncmp(address->sun_path + 1, names[kind], strlen(names[kind])) == 0) return kind;
    return OTHER;
}

static int is(int fd, enum kind kind) {
    struct sockaddr_un address;
    socklen_t length;
    return kind_of(fd, &address, &length) == kind;
}

int socket(int domain, int type, int protocol) {
    enum kind kind = domain == AF_NETLINK && protocol == NETLINK_XFRM ? XFRM : domain == AF_KEY ? KEY : OTHER;
    if (kind == OTHER) return NEXT(socket)(domain, type, protocol);

    static atomic_int number;
    int flags = type & (SOCK_CLOEXEC | SOCK_NONBLOCK);
    int fd = NEXT(socket)(AF_UNIX, SOCK_DGRAM | flags, 0);
    if (fd < 0) return fd;
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    // An abstract name: it lives and dies with the socket.
    int said = snprintf(address.sun_path + 1, sizeof address.sun_path - 1, "%s%d/%d", names[kind], getpid(), number++);
    socklen_t length = offsetof(struct sockaddr_un, sun_path) + 1 + said;
    if (NEXT(bind)(fd, (struct sockaddr *) &address, length) != 0) {
        close(fd);
        return -1;
    }
    return fd;
}

int bind(int fd, const struct sockaddr *address, socklen_t length) {
    // Groups of events are joined with it. There are no events.
    return is(fd, XFRM) ? 0 : NEXT(bind)(fd, address, length);
}

int setsockopt(int fd, int level, int name, const void *value, socklen_t length) {
    // IKE itself shall go past all policies. There are none.
    if (level == IPPROTO_IP && (name == IP_IPSEC_POLICY || name == IP_XFRM_POLICY)) return 0;
    if (level == IPPROTO_IPV6 && (name == IPV6_IPSEC_POLICY || name == IPV6_XFRM_POLICY)) return 0;
    return NEXT(setsockopt)(fd, level, name, value, length);
}

static __be32 new_spi(void) {
    __be32 spi;
    do {
        if (getrandom(&spi, sizeof spi, 0) != sizeof spi) abort();
    } while (ntohl(spi) < 256);
    return spi;
}

static size_t answer_xfrm(const char *request, char *answer) {
    const struct nlmsghdr *asked = (const void *) request;
    struct nlmsghdr *header = (void *) answer;
    *header = (struct nlmsghdr) { .nlmsg_seq = asked->nlmsg_seq, .nlmsg_pid = asked->nlmsg_pid };
    struct xfrm_usersa_info *sa = NLMSG_DATA(header);
    switch (asked->nlmsg_type) {
        case XFRM_MSG_ALLOCSPI:
            *sa = ((const struct xfrm_userspi_info *) NLMSG_DATA(asked))->info;
            sa->id.spi = new_spi();
            header->nlmsg_type = XFRM_MSG_NEWSA;
            header->nlmsg_len = NLMSG_LENGTH(sizeof *sa);
            break;
        case XFRM_MSG_GETSA: {
            // Never used: all counters are zero.
            const struct xfrm_usersa_id *id = NLMSG_DATA(asked);
            *sa = (struct xfrm_usersa_info) { .id = { id->daddr, id->spi, id->proto }, .family = id->family };
            header->nlmsg_type = XFRM_MSG_NEWSA;
            header->nlmsg_len = NLMSG_LENGTH(sizeof *sa);
            break;
        }
        default:
            *(struct nlmsgerr *) NLMSG_DATA(header) = (struct nlmsgerr) { .error = 0, .msg = *asked };
            header->nlmsg_type = NLMSG_ERROR;
            header->nlmsg_len = NLMSG_LENGTH(sizeof(struct nlmsgerr));
    }
    return header->nlmsg_len;
}

static size_t answer_key(const char *request, char *answer) {
    struct sadb_msg *header = (void *) answer;
    *header = *(const struct sadb_msg *) request;
    size_t length = sizeof *header;
    header->sadb_msg_errno = 0;
    if (header->sadb_msg_type == SADB_GETSPI) {
        *(struct sadb_sa *) (answer + length) = (struct sadb_sa) {
            .sadb_sa_len = sizeof(struct sadb_sa) / 8,
            .sadb_sa_exttype = SADB_EXT_SA,
            .sadb_sa_spi = new_spi(),
        };
        length += sizeof(struct sadb_sa);
    }
    header->sadb_msg_len = length / 8;
    return length;
}

// Answers, if it is one of ours; how much was taken then, else -1.
static ssize_t take(int fd, const struct iovec *pieces, int count) {
    struct sockaddr_un self;
    socklen_t self_length;
    enum kind kind = kind_of(fd, &self, &self_length);
    if (kind == OTHER) return -1;

    _Alignas(8) static __thread char request[65536];
    _Alignas(8) char answer[1024] = { 0 };
    size_t length = 0;
    for (int at = 0; at < count; at++) {
        if (length + pieces[at].iov_len > sizeof request) abort();
        memcpy(request + length, pieces[at].iov_base, pieces[at].iov_len);
        length += pieces[at].iov_len;
    }
    size_t answered = kind == XFRM ? answer_xfrm(request, answer) : answer_key(request, answer);
    // A daemon that asks and asks, and never listens, would stand still here.
    if (NEXT(sendto)(fd, answer, answered, MSG_DONTWAIT, (struct sockaddr *) &self, self_length) < 0) abort();
    return length;
}

ssize_t write(int fd, const void *octets, size_t length) {
    ssize_t taken = take(fd, &(struct iovec) { (void *) octets, length }, 1);
    return taken >= 0 ? taken : NEXT(write)(fd, octets, length);
}

ssize_t writev(int fd, const struct iovec *pieces, int count) {
    ssize_t taken = take(fd, pieces, count);
    return taken >= 0 ? taken : NEXT(writev)(fd, pieces, count);
}

ssize_t send(int fd, const void *octets, size_t length, int flags) {
    ssize_t taken = take(fd, &(struct iovec) { (void *) octets, length }, 1);
    return taken >= 0 ? taken : NEXT(send)(fd, octets, length, flags);
}

ssize_t sendto(int fd, const void *octets, size_t length, int flags, const struct sockaddr *to, socklen_t to_length) {
    ssize_t taken = take(fd, &(struct iovec) { (void *) octets, length }, 1);
    return taken >= 0 ? taken : NEXT(sendto)(fd, octets, length, flags, to, to_length);
}

ssize_t recvfrom(int fd, void *octets, size_t length, int flags, struct sockaddr *from, socklen_t *from_length) {
    if (from == NULL || !is(fd, XFRM)) return NEXT(recvfrom)(fd, octets, length, flags, from, from_length);

    // What a kernel says comes from process 0.
    ssize_t received = NEXT(recvfrom)(fd, octets, length, flags, NULL, NULL);
    struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
    memcpy(from, &kernel, *from_length < sizeof kernel ? *from_length : sizeof kernel);
    *from_length = sizeof kernel;
    return received;
}
