#include "cli.h"

#include "base_file.h"
#include "base_id.h"
#include "base_json.h"
#include "wire_region.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char usage[] =
    "usage: vitrine init DIR [--origin NAME] [--json]\n"
    "\n"
    "Makes the data folder of a new region in DIR, which is made if it is not there and must be\n"
    "empty. As root, its parts belong to users of their own and only root can start it.\n"
    "\n"
    "  --origin NAME   the region's name for good, in its ledger too: lower-case letters, digits "
    "and\n"
    "                  . - _ / (vitrine.example/ and eight random digits)\n"
    "  --json          {\"data\", \"origin\"}\n"
    "  --help          this text\n"
    "\n"
    "Exit status: 0 made, 1 not, 2 usage.\n";

enum { FAILED = 1, USAGE = 2 };

/* The folders of DIR, and whose they are where processes have users of their own. */
static const struct {
    const char *name;
    mode_t mode;
    uid_t user;
} parts[] = {
    {"custodian", 0700, REGION_USER_CUSTODIAND},
    {"app", 0700, REGION_USER_EDGED},
    {"ledger", 0755, REGION_USER_CUSTODIAND},
};

static int fail(const char *path)
{
    (void)fprintf(stderr, "vitrine: %s: %s\n", path, strerror(errno));
    return FAILED;
}

static void closedir_auto(DIR **dir)
{
    if (*dir != NULL) {
        (void)closedir(*dir);
    }
}

static bool is_empty(int fd)
{
    AUTO(closedir) DIR *dir = fdopendir(fcntl(fd, F_DUPFD_CLOEXEC, 0));
    if (dir == NULL) {
        return false;
    }
    const struct dirent *entry = NULL;
    while ((entry = readdir(dir)) != NULL) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 &&
            strcmp(entry->d_name, "lost+found") != 0) {
            return false;
        }
    }
    return true;
}

/* ids that this user namespace does not have stay the caller's own: gate finds out alike. */
static bool give(int dir, const char *name, uid_t user)
{
    return geteuid() != 0 || fchownat(dir, name, user, user, AT_SYMLINK_NOFOLLOW) == 0 ||
           errno == EINVAL;
}

static bool make_parts(int dir)
{
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        if (mkdirat(dir, parts[i].name, parts[i].mode) != 0 ||
            fchmodat(dir, parts[i].name, parts[i].mode, 0) != 0 ||
            !give(dir, parts[i].name, parts[i].user)) {
            return false;
        }
    }
    return true;
}

/* The file 'region' comes last: without it nothing is a region. */
static enum err make_region(int dir, const struct region *region)
{
    AUTO(buf) struct buf text = {.max = REGION_FILE_MAX};
    TRY(region_encode(region, &text));
    /* Others may pass through, where processes reach their folders by their real paths. */
    if (fchmod(dir, 0711) != 0 || !make_parts(dir)) {
        return err_from_errno(errno);
    }
    return file_replace(dir, "region", buf_span(&text), 0644);
}

static void undo(int dir, const char *path, bool made)
{
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        (void)unlinkat(dir, parts[i].name, AT_REMOVEDIR);
    }
    if (made) {
        (void)rmdir(path);
    }
}

static int init_at(const char *path, const struct region *region)
{
    (void)umask(022);
    bool made = mkdir(path, 0711) == 0;
    if (!made && errno != EEXIST) {
        return fail(path);
    }
    AUTO(fd_close) int dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (dir < 0) {
        return fail(path);
    }
    if (faccessat(dir, "region", F_OK, AT_SYMLINK_NOFOLLOW) == 0) {
        (void)fprintf(stderr, "vitrine: %s is a region already; nothing was changed\n", path);
        return FAILED;
    }
    if (!is_empty(dir)) {
        (void)fprintf(stderr, "vitrine: %s is not empty; nothing was changed\n", path);
        return FAILED;
    }
    enum err err = make_region(dir, region);
    if (err != ERR_OK) {
        (void)fprintf(stderr, "vitrine: %s: %s\n", path, err_text(err));
        undo(dir, path, made);
        return FAILED;
    }
    return 0;
}

static void say_made(const char *path, const struct region *region, bool as_json)
{
    AUTO(buf) struct buf text = {.max = 8 * KIB};
    if (as_json) {
        struct jot j = jot_start(&text);
        jot_object(&j);
        jot_put_text(&j, "data", path);
        jot_put_text(&j, "origin", region->origin);
        jot_object_end(&j);
    } else {
        (void)buf_printf(&text, "made region %s in %s\nstart it with: vitrine up --data %s",
                         region->origin, path, path);
    }
    const char *words = buf_text(&text);
    (void)puts(words == NULL ? "made" : words);
}

int cmd_init(int argc, char **argv)
{
    static const struct option options[] = {{"origin", required_argument, NULL, 'o'},
                                            {"json", no_argument, NULL, 'j'},
                                            {"help", no_argument, NULL, 'h'},
                                            {NULL, 0, NULL, 0}};
    struct region region = {{0}};
    (void)snprintf(region.origin, sizeof(region.origin), "vitrine.example/%08x",
                   (unsigned int)random_u64());
    bool as_json = false;
    for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        if (option == 'h') {
            (void)fputs(usage, stdout);
            return 0;
        }
        if (option == '?') {
            return USAGE;
        }
        as_json = as_json || option == 'j';
        if (option == 'o' && !region_origin_good(span_text(optarg))) {
            (void)fprintf(stderr,
                          "vitrine: '%s' cannot be a region's name: lower-case letters, "
                          "digits, and . - _ / between them, at most %d\n",
                          optarg, LIMIT_ORIGIN);
            return USAGE;
        }
        if (option == 'o') {
            (void)snprintf(region.origin, sizeof(region.origin), "%s", optarg);
        }
    }
    if (optind + 1 != argc) {
        (void)fputs(usage, stderr);
        return USAGE;
    }
    int status = init_at(argv[optind], &region);
    if (status == 0) {
        say_made(argv[optind], &region, as_json);
    }
    return status;
}
