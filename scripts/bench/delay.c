/*
 * A way to a RADIUS server that is as long as one likes, for both of its ports (1812 and 1813), in UDP.
 *
 *   delay LISTEN SERVER FILE
 *
 * Requests go on at once and answers are kept back, so the whole delay is on the way back, and the server sees every request when it is
 * sent. Each port that requests come from has one of its own towards the server, for identifiers belong to ports. FILE has the delay in
 * milliseconds. At SIGHUP it is read again; before, what was seen since the last time is written to FILE.seen:
 *
 *   most Access-Requests on their way at a time, most Accounting-Requests, Access-Requests, Accounting-Requests, repeats
 *
 * On its way is a request from when it comes until its answer leaves here. A line on standard output says that it listens.
 */
#include <arpa/inet.h>
#include <err.h>
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { DOORS = 2, MOST_ORIGINS = 16384, LARGEST = 4096, AUTHENTICATOR = 16 };

struct origin {
    int fd, door;
    struct sockaddr_in client;
    struct {
        uint8_t on_its_way, authenticator[AUTHENTICATOR];
    } request[256];
};

struct answer {
    struct answer *next;
    int64_t due;
    struct origin *to;
    int length;
    uint8_t octets[];
};

static int doors[DOORS], poller;
static struct in_addr server;
static struct origin *origins[MOST_ORIGINS];
static int count;
static struct answer *first, **last = &first;
static int64_t delay;
static long now_waiting[DOORS], most_waiting[DOORS], requests[DOORS], repeats;
static const char *file;

static int64_t now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static int opened(struct in_addr address, int port, int listens)
{
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0), size = 4 << 20;
    struct sockaddr_in name = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr = address};
    if (fd < 0) err(1, "socket");
    setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size);
    if ((listens ? bind : connect)(fd, (struct sockaddr *) &name, sizeof name)) err(1, "port %d", port);
    return fd;
}

static void watch(int fd, void *what)
{
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = what};
    if (epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event)) err(1, "epoll_ctl");
}

static struct origin *origin_of(int door, const struct sockaddr_in *client)
{
    uint32_t at = (client->sin_addr.s_addr * 31 + client->sin_port * 2 + door) * 2654435761u % MOST_ORIGINS;
    for (; origins[at]; at = (at + 1) % MOST_ORIGINS)
        if (origins[at]->door == door && origins[at]->client.sin_port == client->sin_port
            && origins[at]->client.sin_addr.s_addr == client->sin_addr.s_addr)
            return origins[at];
    if (++count == MOST_ORIGINS) errx(1, "more than %d ports", MOST_ORIGINS - 1);
    struct origin *new = calloc(1, sizeof *new);
    if (!new) err(1, "calloc");
    *new = (struct origin){.fd = opened(server, 1812 + door, 0), .door = door, .client = *client};
    watch(new->fd, new);
    return origins[at] = new;
}

static void forward(int door)
{
    uint8_t octets[LARGEST];
    struct sockaddr_in client;
    socklen_t size = sizeof client;
    ssize_t length;
    while ((length = recvfrom(doors[door], octets, sizeof octets, 0, (struct sockaddr *) &client, &size)) >= 0) {
        if (length < 4 + AUTHENTICATOR) continue;
        struct origin *origin = origin_of(door, &client);
        typeof(origin->request[0]) *request = &origin->request[octets[1]];
        if (request->on_its_way && !memcmp(request->authenticator, octets + 4, AUTHENTICATOR)) {
            repeats++;
        } else {
            /* Status-Server asks nothing about anybody. */
            if (octets[0] != 12) {
                requests[door]++;
                if (!request->on_its_way && ++now_waiting[door] > most_waiting[door])
                    most_waiting[door] = now_waiting[door];
                request->on_its_way = 1;
            }
            memcpy(request->authenticator, octets + 4, AUTHENTICATOR);
        }
        send(origin->fd, octets, length, 0);
        size = sizeof client;
    }
}

static void deliver(int64_t until)
{
    while (first && first->due <= until) {
        struct answer *answer = first;
        struct origin *to = answer->to;
        sendto(doors[to->door], answer->octets, answer->length, 0, (struct sockaddr *) &to->client, sizeof to->client);
        if (to->request[answer->octets[1]].on_its_way) {
            to->request[answer->octets[1]].on_its_way = 0;
            now_waiting[to->door]--;
        }
        if (!(first = answer->next)) last = &first;
        free(answer);
    }
}

static void keep(struct origin *origin)
{
    uint8_t octets[LARGEST];
    ssize_t length;
    /* An error is the server's host saying that nobody is there, once for each time. */
    while ((length = recv(origin->fd, octets, sizeof octets, 0)) >= 0 || errno == ECONNREFUSED) {
        if (length < 4 + AUTHENTICATOR) continue;
        struct answer *answer = malloc(sizeof *answer + length);
        if (!answer) err(1, "malloc");
        *answer = (struct answer){.due = now() + delay, .to = origin, .length = length};
        memcpy(answer->octets, octets, length);
        *last = answer;
        last = &answer->next;
    }
}

static void read_delay(void)
{
    FILE *in = fopen(file, "r");
    double milliseconds;
    if (!in || fscanf(in, "%lf", &milliseconds) != 1 || milliseconds < 0) errx(1, "%s: no milliseconds", file);
    fclose(in);
    delay = (int64_t) (milliseconds * 1e6);
}

static void tell(void)
{
    char name[4096], draft[4096];
    snprintf(name, sizeof name, "%s.seen", file);
    snprintf(draft, sizeof draft, "%s.draft", file);
    FILE *out = fopen(draft, "w");
    if (!out) err(1, "%s", draft);
    fprintf(out, "%ld %ld %ld %ld %ld\n", most_waiting[0], most_waiting[1], requests[0], requests[1], repeats);
    if (fclose(out) || rename(draft, name)) err(1, "%s", name);
    for (int door = 0; door < DOORS; door++) {
        most_waiting[door] = now_waiting[door];
        requests[door] = 0;
    }
    repeats = 0;
}

int main(int argc, char **argv)
{
    struct in_addr listen;
    if (argc != 4 || !inet_aton(argv[1], &listen) || !inet_aton(argv[2], &server))
        errx(2, "usage: delay LISTEN SERVER FILE");
    file = argv[3];
    read_delay();
    if ((poller = epoll_create1(0)) < 0) err(1, "epoll_create1");
    for (int door = 0; door < DOORS; door++) {
        doors[door] = opened(listen, 1812 + door, 1);
        watch(doors[door], &doors[door]);
    }
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGHUP);
    sigprocmask(SIG_BLOCK, &signals, NULL);
    int hangup = signalfd(-1, &signals, SFD_NONBLOCK);
    if (hangup < 0) err(1, "signalfd");
    watch(hangup, &hangup);
    puts("ready");
    fflush(stdout);
    for (;;) {
        struct epoll_event events[64];
        int64_t left = first ? (first->due - now() + 999999) / 1000000 : -1;
        int ready = epoll_wait(poller, events, 64, first && left < 0 ? 0 : (int) left);
        if (ready < 0 && errno != EINTR) err(1, "epoll_wait");
        for (int i = 0; i < ready; i++) {
            void *what = events[i].data.ptr;
            struct signalfd_siginfo signal;
            if (what == &hangup) {
                while (read(hangup, &signal, sizeof signal) > 0)
                    ;
                tell();
                read_delay();
            } else if (what == &doors[0] || what == &doors[1]) {
                forward(what == &doors[1]);
            } else {
                keep(what);
            }
        }
        deliver(now());
    }
}
