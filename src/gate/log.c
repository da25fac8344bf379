#include "log.h"

#include "base_file.h"
#include "base_time.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

enum { READ_STEP = 4096, READ_ROUNDS = 4, DELETE = 0x7f, C1_LAST = 0x9f };

void log_init(struct log_pipe *log, int fd, const char *role, uint32_t generation)
{
    *log = (struct log_pipe){.fd = fd};
    (void)snprintf(log->name, sizeof(log->name), "%s.%u", role, generation);
}

void log_clean(char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)text[i];
        /* U+0080 to U+009F are control characters too: 0xc2 and a byte up to 0x9f. */
        bool c1 = c == 0xc2 && i + 1 < len && (unsigned char)text[i + 1] <= C1_LAST;
        if (c < ' ' || c == DELETE || c1) {
            text[i] = '?';
        }
    }
}

/* A reader of ours that does not read must not stop us: then the line is dropped. */
static bool put(const char *name, const char *text, size_t len)
{
    char line[LIMIT_LOG_LINE + LOG_NAME + 8];
    int size = snprintf(line, sizeof(line), "%s| %.*s\n", name, (int)len, text);
    struct pollfd out = {.fd = STDERR_FILENO, .events = POLLOUT};
    return size > 0 && poll(&out, 1, 0) == 1 && (out.revents & POLLOUT) != 0 &&
           write(STDERR_FILENO, line, (size_t)size) == size;
}

static void say_dropped(struct log_pipe *log)
{
    if (log->dropped > 0) {
        char text[64];
        int len =
            snprintf(text, sizeof(text), "(%llu lines dropped)", (unsigned long long)log->dropped);
        if (put(log->name, text, (size_t)len)) {
            log->dropped = 0;
        }
    }
}

static void end_line(struct log_pipe *log)
{
    int64_t second = time_mono_ms() / 1000;
    if (second != log->second) {
        log->second = second;
        log->lines = 0;
        say_dropped(log);
    }
    log_clean(log->line, log->len);
    if (log->lines >= LIMIT_LOG_LINES_S || !put(log->name, log->line, log->len)) {
        log->dropped++;
    }
    log->lines++;
    log->len = 0;
}

static void add_byte(struct log_pipe *log, char c)
{
    if (c == '\n') {
        end_line(log);
    } else if (log->len < sizeof(log->line)) { /* the rest of a long line is passed over */
        log->line[log->len++] = c;
    }
}

void log_read(struct log_pipe *log)
{
    for (int round = 0; round < READ_ROUNDS && log->fd >= 0; round++) {
        char bytes[READ_STEP];
        ssize_t got = read(log->fd, bytes, sizeof(bytes));
        if (got < 0 && (errno == EAGAIN || errno == EINTR)) {
            return;
        }
        if (got <= 0) {
            fd_close(log->fd);
            log->fd = -1;
            return;
        }
        for (ssize_t i = 0; i < got; i++) {
            add_byte(log, bytes[i]);
        }
    }
}

void log_done(struct log_pipe *log)
{
    log_read(log);
    if (log->len > 0) {
        end_line(log);
    }
    say_dropped(log);
    fd_close(log->fd);
    log->fd = -1;
}
