/*
 * main.c: vitrine-fill: makes a region large, for benchmarks. Started by `vitrine demo fill`. It
 * writes behind the service's back, so only into a region that is at rest and has nobody and
 * nothing in it; and the region says so from then on (store_fill.h).
 */
#include "base_text.h"
#include "base_time.h"
#include "fill.h"

#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/stat.h>

enum { USUAL_PEOPLE = 5000, USUAL_VIDEOS = 10000, USUAL_WATCHES = 1000000 };

static const char usage[] =
    "usage: vitrine demo fill DIR [--people N] [--videos N] [--watches N]\n"
    "\n"
    "Makes the region in DIR large, for benchmarks: people, videos and counts that are made up, "
    "5,000,\n"
    "10,000 and 1,000,000 of them if nothing else is said. They have no accounts and no media.\n"
    "The region must have been started once and be stopped, and have nobody and nothing in it. "
    "From\n"
    "then on it says that it is made up (GET /api/v1/region), and nothing takes that back.\n"
    "\n"
    "Exit status: 0 done, 1 something failed, 2 wrong usage.\n";

struct arguments {
    bool help;
    const char *data;
    struct store_fill fill;
};

static enum err number_read(const char *text, int64_t *out)
{
    uint64_t number = 0;
    TRY(text_u64(span_text(text), INT64_MAX, &number));
    *out = (int64_t)number;
    return ERR_OK;
}

static enum err arguments_read(int argc, char **argv, struct arguments *a)
{
    static const struct option options[] = {{"people", required_argument, NULL, 'p'},
                                            {"videos", required_argument, NULL, 'v'},
                                            {"watches", required_argument, NULL, 'w'},
                                            {"help", no_argument, NULL, 'h'},
                                            {0}};
    for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        switch (option) {
        case 'p':
            TRY(number_read(optarg, &a->fill.people));
            break;
        case 'v':
            TRY(number_read(optarg, &a->fill.videos));
            break;
        case 'w':
            TRY(number_read(optarg, &a->fill.watches));
            break;
        case 'h':
            a->help = true;
            return ERR_OK;
        default:
            return ERR_FORMAT;
        }
    }
    a->data = optind == argc - 1 ? argv[optind] : NULL;
    return a->data == NULL ? ERR_FORMAT : ERR_OK;
}

int main(int argc, char **argv)
{
    struct arguments a = {.fill = {.people = USUAL_PEOPLE,
                                   .videos = USUAL_VIDEOS,
                                   .watches = USUAL_WATCHES,
                                   .now_ms = time_wall_ms()}};
    if (arguments_read(argc, argv, &a) != ERR_OK) {
        (void)fputs(usage, stderr);
        return STATUS_USAGE;
    }
    if (a.help) {
        (void)fputs(usage, stdout);
        return STATUS_OK;
    }
    (void)umask(077);
    return fill_region(a.data, &a.fill);
}
