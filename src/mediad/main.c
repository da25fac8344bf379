/*
 * vitrine-mediad: one hostile clip, one job, then gone. It gets its files open, and opens nothing.
 */
#include "base_diag.h"
#include "base_text.h"
#include "job.h"
#include "media.h"
#include "sandbox.h"

#include <getopt.h>
#include <limits.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { EXIT_USAGE = 2 };

/* Each heap reserves 64 MiB of the job's address space; few threads allocate at the same time. */
enum { HEAPS = 2 };

static const char usage[] =
    "usage: vitrine-mediad --input FD --rendition FD --poster FD --report FD\n"
    "\n"
    "Makes a rendition and a poster of one clip. All four are open regular files; the last three\n"
    "are written. vitrine-gate starts it, one per job.\n"
    "\n"
    "Exit: 0 a report was written, 1 it was not, 2 wrong arguments.\n";

static const struct option options[] = {
    {"input", required_argument, NULL, 'i'},  {"rendition", required_argument, NULL, 'r'},
    {"poster", required_argument, NULL, 'p'}, {"report", required_argument, NULL, 'o'},
    {"help", no_argument, NULL, 'h'},         {NULL, 0, NULL, 0},
};

/* An option that is not a descriptor's number leaves -1, which is no open file. */
static int parse_fd(const char *text)
{
    uint64_t fd = 0;
    return text_u64(span_text(text), INT_MAX, &fd) == ERR_OK ? (int)fd : -1;
}

static struct job parse(int argc, char **argv)
{
    struct job job = {-1, -1, -1, -1};
    for (;;) {
        switch (getopt_long(argc, argv, "", options, NULL)) {
        case 'i':
            job.input_fd = parse_fd(optarg);
            break;
        case 'r':
            job.rendition_fd = parse_fd(optarg);
            break;
        case 'p':
            job.poster_fd = parse_fd(optarg);
            break;
        case 'o':
            job.report_fd = parse_fd(optarg);
            break;
        case 'h':
            (void)fputs(usage, stdout);
            exit(EXIT_SUCCESS);
        case -1:
            if (optind == argc) {
                return job;
            }
            __attribute__((__fallthrough__));
        default:
            (void)fputs(usage, stderr);
            exit(EXIT_USAGE);
        }
    }
}

int main(int argc, char **argv)
{
    diag_start("mediad", 0);
    struct job job = parse(argc, argv);
    const char *what = NULL;
    if (job_check(&job, &what) != ERR_OK) {
        diag(DIAG_ERROR, "--%s is not a file of its own that is open as it has to be", what);
        return EXIT_USAGE;
    }
    tzset();
    (void)mallopt(M_ARENA_MAX, HEAPS);
    (void)signal(SIGXFSZ, SIG_IGN); /* a file at its limit is an error of pwrite */
    media_start();
    bool landlock = false;
    enum err err = sandbox_enter(&landlock);
    if (err != ERR_OK) {
        diag(DIAG_ERROR, "cannot be confined: %s", err_text(err));
        return EXIT_FAILURE;
    }
    err = job_run(&job);
    if (err != ERR_OK) {
        diag(DIAG_ERROR, "no report: %s", err_text(err));
        return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}
