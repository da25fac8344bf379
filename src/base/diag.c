#include "base_diag.h"

#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char *diag_name = "vitrine";
static int diag_debug;
static int diag_waits = 1;

void diag_start(const char *name, int debug)
{
    diag_name = name;
    diag_debug = debug;
}

void diag_never_waits(void)
{
    diag_waits = 0;
}

static int has_room(void)
{
    struct pollfd out = {.fd = STDERR_FILENO, .events = POLLOUT};
    return poll(&out, 1, 0) == 1 && (out.revents & POLLOUT) != 0;
}

/* One write call per line, so that lines of several threads do not mix. */
void diag(enum diag_level level, const char *format, ...)
{
    static const char *const words[] = {"error", "notice", "debug"};
    if ((level == DIAG_DEBUG && !diag_debug) || (!diag_waits && !has_room())) {
        return;
    }
    char line[1024];
    int head = snprintf(line, sizeof(line), "%s: %s: ", diag_name, words[level]);
    if (head < 0) {
        return;
    }
    va_list args;
    va_start(args, format);
    int body = vsnprintf(line + head, sizeof(line) - (size_t)head - 1, format, args);
    va_end(args);
    if (body < 0) {
        return;
    }
    size_t len = strlen(line);
    line[len] = '\n';
    ssize_t put = write(STDERR_FILENO, line, len + 1);
    (void)put;
}
