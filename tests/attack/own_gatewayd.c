/*
 * own_gatewayd.c: what a taken-over gatewayd would try beside the common acts. It may connect: that
 * is its work. It must be reached by nobody, keep nothing, and use no descriptor but its own.
 *
 * It has no folder to keep a counter in: the test says which act is next, to whoever connects to
 * the port that the region's name ends with.
 */
#include "attack.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

const bool attack_one_and_leave = false;

void attack_leave(void)
{
}

static uint16_t port; /* of the test's, which says whose turn it is */

/* The number at the end of --origin NAME. */
__attribute__((__constructor__)) static void find_port(int argc, char **argv)
{
    for (int i = 1; i + 1 < argc; i++) {
        const char *dash = strrchr(argv[i + 1], '-');
        if (strcmp(argv[i], "--origin") == 0 && dash != NULL) {
            port = (uint16_t)strtoul(dash + 1, NULL, 10);
        }
    }
}

size_t attack_next(void)
{
    char text[16] = "";
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof(address)) != 0 ||
        recv(fd, text, sizeof(text) - 1, MSG_WAITALL) <= 0) {
        abort();
    }
    (void)close(fd);
    return strtoul(text, NULL, 10);
}

static int listen_to_anybody(const struct confine *confine)
{
    (void)confine;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    return fd >= 0 && listen(fd, 1) == 0 ? 0 : errno;
}

static int make_file(const struct confine *confine)
{
    (void)confine;
    return open("/tmp/vitrine-ballast", O_RDWR | O_CREAT | O_CLOEXEC, 0600) >= 0 ? 0 : errno;
}

static int make_link(const struct confine *confine)
{
    (void)confine;
    return symlink("/etc/passwd", "/tmp/vitrine-window") < 0 ? errno : 0;
}

static int read_what_https_believes(const struct confine *confine)
{
    (void)confine;
    int fd = open("/etc/ssl/certs/ca-certificates.crt", O_RDONLY | O_CLOEXEC);
    return fd < 0 ? errno : 0;
}

static int duplicate_control(const struct confine *confine)
{
    (void)confine;
    return dup2(3, 100) < 0 ? errno : 0;
}

const struct act attack_own[] = {
    {"listen", listen_to_anybody},
    {"make-a-file", make_file},
    {"make-a-symbolic-link", make_link},
    {"read-other-certificates", read_what_https_believes},
    {"duplicate-a-descriptor", duplicate_control},
};
const size_t attack_own_count = sizeof(attack_own) / sizeof(*attack_own);
