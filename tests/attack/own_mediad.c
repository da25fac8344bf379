/*
 * own_mediad.c: what a taken-over mediad would try beside the common acts. The act's number comes
 * with the job's input: "attack NNN".
 */
#include "attack.h"

#include "base_limits.h"
#include "wire_ctl.h"
#include "wire_report.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* As gate hands them over. */
enum {
    INPUT = 3,
    REPORT = INPUT + JOB_REPORT,
    RENDITION = INPUT + JOB_MP4_A,
    BEYOND = INPUT + CTL_JOB_FDS
};

const bool attack_one_and_leave = true;

size_t attack_next(void)
{
    char text[16] = {0};
    if (pread(INPUT, text, sizeof(text) - 1, 0) < 8 || strncmp(text, "attack ", 7) != 0) {
        return SIZE_MAX;
    }
    return (size_t)strtoul(text + 7, NULL, 10);
}

/* A refusal that is not tried again. */
void attack_leave(void)
{
    struct report report = {.refusal = REFUSAL_UNREADABLE};
    AUTO(buf) struct buf out = {.max = LIMIT_REPORT};
    if (report_encode(&report, &out) == ERR_OK) {
        (void)!pwrite(REPORT, out.ptr, out.len, 0);
    }
    _exit(0);
}

static int write_input(const struct confine *confine)
{
    (void)confine;
    return pwrite(INPUT, "x", 1, 0) < 0 ? errno : 0;
}

/* Past the limit of one file, in steps, as a runaway encoder would. */
static int fill_disk(const struct confine *confine)
{
    (void)confine;
    static char piece[1 << 20];
    memset(piece, 1, sizeof(piece));
    for (off_t at = (off_t)(LIMIT_JOB_OUT_MIB - 2) << 20; at < (off_t)4096 << 20;
         at += (off_t)sizeof(piece)) {
        if (pwrite(RENDITION, piece, sizeof(piece), at) < 0) {
            return errno;
        }
    }
    return 0;
}

static int speak_to_gate(const struct confine *confine)
{
    (void)confine;
    for (int fd = BEYOND; fd < 64; fd++) {
        if (pwrite(fd, "x", 1, 0) >= 0) {
            return 0;
        }
    }
    return EBADF;
}

static int wipe_report_lock(const struct confine *confine)
{
    (void)confine;
    return fcntl(REPORT, F_SETOWN, 1) < 0 ? errno : 0;
}

const struct act attack_own[] = {
    {"write-the-input", write_input},
    {"fill-the-disk", fill_disk},
    {"use-other-descriptors", speak_to_gate},
    {"redirect-signals", wipe_report_lock},
};
const size_t attack_own_count = sizeof(attack_own) / sizeof(*attack_own);
