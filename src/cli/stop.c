#include "cli.h"

#include "base_file.h"
#include "base_time.h"
#include "operator.h"
#include "wire_op.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/file.h>
#include <unistd.h>

static const char usage[] =
    "usage: vitrine stop --data DIR [--json]\n"
    "\n"
    "Stops the region in DIR and waits until all its processes are gone. Exit status: 0 stopped,\n"
    "or was not running; 1 it did not stop in a minute, or may not be asked; 2 usage.\n";

enum { ANSWER_MAX = 4 * 1024, WAIT_MS = 60 * 1000, LOOK_US = 50 * 1000, FAILED = 1 };

/* gate holds the lock until everything else of it is gone. */
static bool wait_for_end(int data)
{
    AUTO(fd_close) int lock = openat(data, "lock", O_RDONLY | O_CLOEXEC);
    int64_t until_ms = time_mono_ms() + WAIT_MS;
    while (lock >= 0 && flock(lock, LOCK_SH | LOCK_NB) != 0) {
        if (time_mono_ms() > until_ms) {
            return false;
        }
        (void)usleep(LOOK_US);
    }
    return true;
}

int cmd_stop(int argc, char **argv)
{
    struct operator_arguments a = {0};
    int status = operator_arguments_read(argc, argv, usage, &a);
    if (status >= 0) {
        return status;
    }
    AUTO(fd_close) int data = operator_data_open(a.data);
    if (data < 0) {
        return FAILED;
    }
    AUTO(buf) struct buf answer = {.max = ANSWER_MAX};
    enum err err = operator_ask(data, OP_STOP, &answer);
    if (err != ERR_OK && err != ERR_GONE) {
        (void)fprintf(stderr, "vitrine: %s: %s\n", a.data, err_text(err));
        return FAILED;
    }
    if (err == ERR_OK && !wait_for_end(data)) {
        (void)fprintf(stderr, "vitrine: %s: still stopping after a minute\n", a.data);
        return FAILED;
    }
    if (a.json) {
        (void)printf("{\"stopped\":true,\"was_running\":%s}\n", err == ERR_OK ? "true" : "false");
    } else {
        (void)puts(err == ERR_OK ? "stopped" : "was not running");
    }
    return 0;
}
