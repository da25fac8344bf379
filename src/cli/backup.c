/* backup.c: `vitrine backup`: arguments, folders, and what is said at the end. */
#include "backup.h"

#include "base_file.h"
#include "base_json.h"
#include "base_time.h"
#include "cli.h"
#include "digest.h"
#include "operator.h"
#include "tree.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

static const char usage[] =
    "usage: vitrine backup DIR --data REGION --weekly-keys KEYS [--json]\n"
    "       vitrine backup --tidy --weekly-keys KEYS [--json]\n"
    "\n"
    "Makes a backup of the running region in REGION: a new folder DIR, whole or not at all.\n"
    "Everything in it but the public ledger is sealed to the custodian's backup key (see vitrine\n"
    "backup-key). Media that an earlier backup beside DIR has are linked from there.\n"
    "\n"
    "  --data REGION       the region's folder\n"
    "  --weekly-keys KEYS  a folder for the secret keys of weeks: apart from region and backups,\n"
    "                      and where bytes can be destroyed. A backup can be restored as long as\n"
    "                      its week's key is there; each is overwritten and removed 35 days after\n"
    "                      its week began, so that what was erased cannot come back\n"
    "  --tidy              only destroy the keys whose weeks are over, as each backup does\n"
    "  --json              the result as JSON\n"
    "  --help              this text\n"
    "\n"
    "Exit status: 0 made, 1 not (nothing is left of it), 2 usage.\n";

enum { FAILED = 1, USAGE = 2, OPT_TIDY = 1 };

static void run_auto(struct backup_run *r)
{
    fd_close(r->data_fd);
    fd_close(r->weekly_fd);
    fd_close(r->parent_fd);
    fd_close(r->to_fd);
    fd_close(r->operator_fd);
    backup_pair_auto(&r->week);
}

static int complain(const char *what, const char *why)
{
    (void)fprintf(stderr, "vitrine backup: %s: %s\n", what, why);
    return FAILED;
}

/* Splits DIR into the folder it will be in, which must be there, and its name. */
static int open_parent(struct backup_run *r)
{
    char path[PATH_MAX];
    size_t len = strlen(r->options.to);
    while (len > 1 && r->options.to[len - 1] == '/') {
        len--;
    }
    if (len >= sizeof(path)) {
        return complain(r->options.to, "too long");
    }
    (void)snprintf(path, sizeof(path), "%.*s", (int)len, r->options.to);
    char *slash = strrchr(path, '/');
    const char *name = slash == NULL ? path : slash + 1;
    if (name[0] == '\0' || name[0] == '.' || strlen(name) >= sizeof(r->name)) {
        return complain(r->options.to, "not a name that a backup can have");
    }
    (void)snprintf(r->name, sizeof(r->name), "%s", name);
    (void)snprintf(r->unfinished, sizeof(r->unfinished), ".%s.unfinished", r->name);
    if (slash != NULL) {
        slash[slash == path ? 1 : 0] = '\0';
    }
    const char *parent = slash == NULL ? "." : path;
    r->parent_fd = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (r->parent_fd < 0) {
        return complain(parent, strerror(errno));
    }
    if (tree_is_below(r->options.weekly_keys, r->options.data) ||
        tree_is_below(r->options.weekly_keys, parent)) {
        return complain(r->options.weekly_keys,
                        "the weekly keys must lie apart from the region and from the backups: "
                        "whoever copies these must not get them too");
    }
    return tree_is_below(parent, r->options.data)
               ? complain(r->options.to, "a backup cannot lie in the region's own folder")
               : 0;
}

static int tidy(struct backup_run *r, size_t *out_destroyed)
{
    r->weekly_fd = open(r->options.weekly_keys, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (r->weekly_fd < 0) {
        return complain(r->options.weekly_keys, strerror(errno));
    }
    enum err err = week_tidy(r->weekly_fd, time_wall_ms(), out_destroyed);
    return err == ERR_OK ? 0 : complain(r->options.weekly_keys, err_text(err));
}

static void say_tidy(const struct backup_options *o, size_t destroyed)
{
    if (o->json) {
        (void)printf("{\"weekly_keys_destroyed\":%zu}\n", destroyed);
    } else {
        (void)printf("%zu weekly keys destroyed\n", destroyed);
    }
}

static void say_made(const struct backup_run *r, size_t destroyed)
{
    const struct manifest *m = &r->manifest;
    AUTO(buf) struct buf text = {.max = 16 * KIB};
    if (r->options.json) {
        struct jot j = jot_start(&text);
        jot_object(&j);
        jot_put_text(&j, "backup", r->options.to);
        jot_put_int(&j, "from", (int64_t)m->from);
        jot_put_int(&j, "ledger", (int64_t)r->ledger);
        jot_put_int(&j, "media", (int64_t)m->media_count);
        jot_put_int(&j, "media_linked", (int64_t)r->reused);
        jot_put_text(&j, "origin", m->origin);
        jot_put_text(&j, "week", m->week.name);
        jot_put_int(&j, "weekly_keys_destroyed", (int64_t)destroyed);
        jot_object_end(&j);
    } else {
        char until[TIME_ISO_SIZE];
        time_iso(m->week.begun_ms + WEEK_KEEP_DAYS * INT64_C(86400000), until);
        (void)buf_printf(&text,
                         "%s: backup of %s, with %" PRIu64 " media objects (%" PRIu64
                         " of them linked) and %" PRIu64
                         " ledger entries\nit can be restored with the backup key and the key of "
                         "%s, which is destroyed after %s",
                         r->options.to, m->origin, m->media_count, r->reused, r->ledger,
                         m->week.name, until);
        if (destroyed > 0) {
            (void)buf_printf(&text, "\n%zu older weekly keys destroyed", destroyed);
        }
    }
    const char *words = buf_text(&text);
    (void)puts(words == NULL ? "made" : words);
}

static int make(const struct backup_options *options)
{
    AUTO(run)
    struct backup_run r = {.options = *options,
                           .data_fd = -1,
                           .weekly_fd = -1,
                           .parent_fd = -1,
                           .to_fd = -1,
                           .operator_fd = -1};
    size_t destroyed = 0;
    if (digest_ready() != ERR_OK || backup_ready() != ERR_OK) {
        return complain("starting", err_text(ERR_NOMEM));
    }
    int status = tidy(&r, &destroyed);
    if (status != 0 || options->to == NULL) {
        if (status == 0) {
            say_tidy(options, destroyed);
        }
        return status;
    }
    r.data_fd = operator_data_open(options->data);
    status = r.data_fd < 0 ? FAILED : open_parent(&r);
    if (status != 0) {
        return status;
    }
    if (backup_make(&r) != ERR_OK) {
        (void)fprintf(stderr, "vitrine backup: %s\n", r.problem);
        return FAILED;
    }
    say_made(&r, destroyed);
    return 0;
}

int cmd_backup(int argc, char **argv)
{
    static const struct option options[] = {
        {"data", required_argument, NULL, 'd'}, {"weekly-keys", required_argument, NULL, 'w'},
        {"tidy", no_argument, NULL, OPT_TIDY},  {"json", no_argument, NULL, 'j'},
        {"help", no_argument, NULL, 'h'},       {NULL, 0, NULL, 0}};
    struct backup_options o = {.json = false};
    bool only_tidy = false;
    for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        if (option == 'h') {
            (void)fputs(usage, stdout);
            return 0;
        }
        if (option == '?') {
            return USAGE;
        }
        o.json = o.json || option == 'j';
        only_tidy = only_tidy || option == OPT_TIDY;
        o.data = option == 'd' ? optarg : o.data;
        o.weekly_keys = option == 'w' ? optarg : o.weekly_keys;
    }
    bool whole =
        only_tidy ? optind == argc && o.data == NULL : optind + 1 == argc && o.data != NULL;
    if (!whole || o.weekly_keys == NULL) {
        (void)fputs(usage, stderr);
        return USAGE;
    }
    o.to = only_tidy ? NULL : argv[optind];
    return make(&o);
}
