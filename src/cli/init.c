#include "cli.h"

#include "base_file.h"
#include "base_id.h"
#include "base_json.h"
#include "digest.h"
#include "wire_region.h"
#include "witness.h"

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
    "usage: vitrine init DIR [--origin NAME] [--witness URL VKEY]... [--json]\n"
    "\n"
    "Makes the data folder of a new region in DIR, which is made if it is not there (but not\n"
    "those above it) and must be empty. As root, its parts belong to users of their own and only\n"
    "root can start it.\n"
    "\n"
    "  --origin NAME   the region's name for good, in its ledger too: lower-case letters, digits "
    "and\n"
    "                  . - _ / (vitrine.example/ and eight random digits)\n"
    "  --witness URL VKEY  who is asked, from the first start on, to cosign its ledger, under the "
    "name\n"
    "                  in the key; more than half of them must (vitrine witness changes it)\n"
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

/* What is to be made. */
struct making {
    struct region region;
    struct tlog_witnesses witnesses;
    bool as_json;
};

/* The file 'region' comes last: without it nothing is a region. */
static enum err make_region(int dir, const struct making *m)
{
    AUTO(buf) struct buf text = {.max = REGION_FILE_MAX};
    TRY(region_encode(&m->region, &text));
    /* Others may pass through, where processes reach their folders by their real paths. */
    if (fchmod(dir, 0711) != 0 || !make_parts(dir)) {
        return err_from_errno(errno);
    }
    if (m->witnesses.count > 0 && witness_store(dir, &m->witnesses) != 0) {
        return ERR_FORMAT;
    }
    return file_replace(dir, "region", buf_span(&text), 0644);
}

static void undo(int dir, const char *path, bool made)
{
    (void)unlinkat(dir, "custodian/" REGION_WITNESSES, 0);
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        (void)unlinkat(dir, parts[i].name, AT_REMOVEDIR);
    }
    if (made) {
        (void)rmdir(path);
    }
}

static int init_at(const char *path, const struct making *m)
{
    (void)umask(022);
    bool made = mkdir(path, 0711) == 0;
    if (!made && errno == ENOENT) {
        (void)fprintf(stderr, "vitrine: %s: the folder that it is to be in is not there\n", path);
        return FAILED;
    }
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
    enum err err = make_region(dir, m);
    if (err != ERR_OK) {
        (void)fprintf(stderr, "vitrine: %s: %s\n", path, err_text(err));
        undo(dir, path, made);
        return FAILED;
    }
    return 0;
}

static void say_made(const char *path, const struct making *m)
{
    AUTO(buf) struct buf text = {.max = 8 * KIB};
    if (m->as_json) {
        struct jot j = jot_start(&text);
        jot_object(&j);
        jot_put_text(&j, "data", path);
        jot_put_text(&j, "origin", m->region.origin);
        jot_object_end(&j);
    } else {
        (void)buf_printf(&text, "made region %s in %s\nstart it with: vitrine up --data %s",
                         m->region.origin, path, path);
    }
    const char *words = buf_text(&text);
    (void)puts(words == NULL ? "made" : words);
}

static int take_origin(struct making *m, const char *origin)
{
    if (!region_origin_good(span_text(origin))) {
        (void)fprintf(stderr,
                      "vitrine: '%s' cannot be a region's name: lower-case letters, "
                      "digits, and . - _ / between them, at most %d\n",
                      origin, LIMIT_ORIGIN);
        return USAGE;
    }
    (void)snprintf(m->region.origin, sizeof(m->region.origin), "%s", origin);
    return 0;
}

/* Its key is the word behind. */
static int take_witness(struct making *m, int argc, char **argv)
{
    if (optind >= argc || digest_ready() != ERR_OK) {
        (void)fputs(usage, stderr);
        return USAGE;
    }
    const char *vkey = argv[optind++];
    struct span rest = span_text(vkey);
    return witness_put(&m->witnesses, span_cut(&rest, '+'), vkey, optarg) == 0 ? 0 : USAGE;
}

int cmd_init(int argc, char **argv)
{
    static const struct option options[] = {{"origin", required_argument, NULL, 'o'},
                                            {"witness", required_argument, NULL, 'w'},
                                            {"json", no_argument, NULL, 'j'},
                                            {"help", no_argument, NULL, 'h'},
                                            {NULL, 0, NULL, 0}};
    struct making m = {.as_json = false};
    int status = 0;
    (void)snprintf(m.region.origin, sizeof(m.region.origin), "vitrine.example/%08x",
                   (unsigned int)random_u64());
    for (int option; status == 0 && (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        if (option == 'h') {
            (void)fputs(usage, stdout);
            return 0;
        }
        m.as_json = m.as_json || option == 'j';
        status = option == '?'   ? USAGE
                 : option == 'o' ? take_origin(&m, optarg)
                 : option == 'w' ? take_witness(&m, argc, argv)
                                 : 0;
    }
    if (status != 0) {
        return status;
    }
    if (optind + 1 != argc) {
        (void)fputs(usage, stderr);
        return USAGE;
    }
    status = init_at(argv[optind], &m);
    if (status == 0) {
        say_made(argv[optind], &m);
    }
    return status;
}
