/* restore.c: `vitrine restore`: arguments, and what is said at the end. */
#include "restore.h"

#include "base_file.h"
#include "base_json.h"
#include "base_time.h"
#include "cli.h"
#include "digest.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <inttypes.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char usage[] =
    "usage: vitrine restore BACKUP DIR --key FILE --weekly-keys KEYS [--ledger DIR|URL]...\n"
    "                       [--seen FILE]... [--without-witness URL]... [--without-witnesses]\n"
    "                       [--begin-anew REASON] [--json]\n"
    "\n"
    "Makes the region's folder DIR from a backup, whole or not at all. All of the backup is\n"
    "checked before anything is written. The region goes on under its name and with its ledger,\n"
    "so the old one must never run again: two that write with one key are a fork, which anybody\n"
    "can prove. What was erased since the backup is erased again at the first start.\n"
    "\n"
    "  --key FILE          the secret half of the backup key (vitrine backup-key)\n"
    "  --weekly-keys KEYS  the folder of weekly keys that the backup was made with\n"
    "  --ledger DIR|URL    a later ledger of the region: its own folder, a mirror's, an address.\n"
    "                      Those of backups beside BACKUP are looked at anyway\n"
    "  --seen FILE         what vitrine verify remembers of the region: the ledger must reach as\n"
    "                      far as that\n"
    "  --without-witness URL  that witness need not say how far it has seen the ledger: it has "
    "lost\n"
    "                      what it knew, or is gone\n"
    "  --without-witnesses  go on though too few of the region's witnesses say how far they have\n"
    "                      seen its ledger; otherwise those that the backup names are asked\n"
    "  --begin-anew REASON  the entries behind those at hand are lost for good: the ledger goes "
    "on\n"
    "                      with what is left, under another name and key, and its first entry "
    "then\n"
    "                      says what is known of the old one, and REASON\n"
    "  --json              the result as JSON\n"
    "  --help              this text\n"
    "\n"
    "Exit status: 0 restored, 1 not (nothing was written), 2 usage, 3 fork: two histories are\n"
    "signed by the region's key, 4 a later ledger is known than there are entries for.\n";

static void run_auto(struct restore_run *r)
{
    fd_close(r->from_fd);
    fd_close(r->parent_fd);
    fd_close(r->to_fd);
    buf_done(&r->list);
    buf_done(&r->begun.vkey);
    buf_done(&r->begun.note);
    explicit_bzero(r->begun.seed, sizeof(r->begun.seed));
    for (size_t i = 0; i < r->log_count; i++) {
        log_close(r->logs[i]);
    }
    backup_pair_auto(&r->pairs[0]);
    backup_pair_auto(&r->pairs[1]);
}

enum err restore_fail(struct restore_run *r, enum err err, const char *format, ...)
{
    if (r->problem[0] == '\0') {
        va_list args;
        va_start(args, format);
        (void)vsnprintf(r->problem, sizeof(r->problem), format, args);
        va_end(args);
        r->exit = r->exit == RESTORE_OK ? RESTORE_FAILED : r->exit;
    }
    return err;
}

static enum err open_folders(struct restore_run *r)
{
    char path[PATH_MAX];
    size_t len = strlen(r->options.to);
    while (len > 1 && r->options.to[len - 1] == '/') {
        len--;
    }
    (void)snprintf(path, sizeof(path), "%.*s", (int)(len < PATH_MAX ? len : 0), r->options.to);
    char *slash = strrchr(path, '/');
    const char *name = slash == NULL ? path : slash + 1;
    if (name[0] == '\0' || name[0] == '.' || strlen(name) >= sizeof(r->name)) {
        return restore_fail(r, ERR_FORMAT, "%s: not a name that a region's folder can have",
                            r->options.to);
    }
    (void)snprintf(r->name, sizeof(r->name), "%s", name);
    (void)snprintf(r->unfinished, sizeof(r->unfinished), ".%s.unfinished", r->name);
    if (slash != NULL) {
        slash[slash == path ? 1 : 0] = '\0';
    }
    r->parent_fd = open(slash == NULL ? "." : path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (r->parent_fd < 0) {
        return restore_fail(r, ERR_IO, "%s: %s", path, strerror(errno));
    }
    if (faccessat(r->parent_fd, r->name, F_OK, AT_SYMLINK_NOFOLLOW) == 0) {
        return restore_fail(r, ERR_CONFLICT, "%s is there already; nothing was changed",
                            r->options.to);
    }
    r->from_fd = open(r->options.from, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return r->from_fd >= 0 ? ERR_OK
                           : restore_fail(r, ERR_IO, "%s: %s", r->options.from, strerror(errno));
}

static void say_restored(const struct restore_run *r)
{
    char made[TIME_ISO_SIZE];
    AUTO(buf) struct buf text = {.max = 16 * KIB};
    time_iso(r->manifest.begun_ms, made);
    if (r->options.json) {
        struct jot j = jot_start(&text);
        jot_object(&j);
        jot_put_text(&j, "data", r->options.to);
        jot_put_int(&j, "from", (int64_t)r->manifest.from);
        jot_put_text(&j, "ledger", r->best->where);
        jot_put_text(&j, "log", r->log);
        jot_put_text(&j, "made", made);
        jot_put_int(&j, "media", (int64_t)r->manifest.media_count);
        jot_put_text(&j, "origin", r->manifest.origin);
        jot_put_int(&j, "to", (int64_t)r->best->size);
        jot_object_end(&j);
    } else {
        (void)buf_printf(&text,
                         "restored %s in %s\nas it was at %s; its ledger goes on from %" PRIu64
                         " entries (%s)\nthe region that this was must never run again\nstart it "
                         "with: vitrine up --data %s",
                         r->manifest.origin, r->options.to, made, r->best->size, r->best->where,
                         r->options.to);
    }
    if (!r->options.json && r->lost != NULL) {
        (void)buf_printf(
            &text,
            "\nits ledger is another one, %s: the old one is known to have had %" PRIu64
            " entries.\nWhoever followed that is told so. Witnesses have to be given its "
            "key (ledger/vkey)",
            r->log, r->lost->at.size);
    }
    const char *words = buf_text(&text);
    (void)puts(words == NULL ? "restored" : words);
}

static int restore(struct restore_run *r)
{
    enum err err = digest_ready();
    if (err == ERR_OK) {
        err = backup_ready();
    }
    if (err == ERR_OK) {
        err = open_folders(r);
    }
    if (err == ERR_OK) {
        err = restore_check(r);
    }
    if (err == ERR_OK) {
        err = restore_ledger(r);
    }
    if (err == ERR_OK) {
        err = restore_write(r);
    }
    if (err != ERR_OK) {
        (void)restore_fail(r, err, "%s", err_text(err));
        (void)fprintf(stderr, "vitrine restore: %s\n", r->problem);
        return (int)r->exit;
    }
    say_restored(r);
    return RESTORE_OK;
}

/* One more of a list of arguments. */
static bool add(const char **list, size_t *count, const char *value)
{
    if (*count == RESTORE_SEEN) {
        (void)fprintf(stderr, "vitrine restore: at most %d of each\n", RESTORE_SEEN);
        return false;
    }
    list[(*count)++] = value;
    return true;
}

static bool take_option(struct restore_options *o, int option)
{
    switch (option) {
    case 'k':
        o->key = optarg;
        return true;
    case 'w':
        o->weekly_keys = optarg;
        return true;
    case 'l':
        return add(o->ledgers, &o->ledger_count, optarg);
    case 's':
        return add(o->seen, &o->seen_count, optarg);
    case 'u':
        o->unheard = true;
        return true;
    case 'o':
        return add(o->without, &o->without_count, optarg);
    case 'a':
        o->anew = optarg;
        return true;
    case 'j':
        o->json = true;
        return true;
    default:
        return false;
    }
}

int cmd_restore(int argc, char **argv)
{
    static const struct option options[] = {{"key", required_argument, NULL, 'k'},
                                            {"weekly-keys", required_argument, NULL, 'w'},
                                            {"ledger", required_argument, NULL, 'l'},
                                            {"seen", required_argument, NULL, 's'},
                                            {"without-witnesses", no_argument, NULL, 'u'},
                                            {"without-witness", required_argument, NULL, 'o'},
                                            {"begin-anew", required_argument, NULL, 'a'},
                                            {"json", no_argument, NULL, 'j'},
                                            {"help", no_argument, NULL, 'h'},
                                            {NULL, 0, NULL, 0}};
    AUTO(run)
    struct restore_run r = {.from_fd = -1,
                            .parent_fd = -1,
                            .to_fd = -1,
                            .list = {.max = BACKUP_LIST_MAX},
                            .begun = {.vkey = {.max = BACKUP_KEY_FILE_MAX + TLOG_NAME_MAX},
                                      .note = {.max = LIMIT_NOTE}}};
    for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        if (option == 'h') {
            (void)fputs(usage, stdout);
            return RESTORE_OK;
        }
        if (!take_option(&r.options, option)) {
            return RESTORE_USAGE;
        }
    }
    if (r.options.anew != NULL && !plan_reason_good(span_text(r.options.anew))) {
        (void)fprintf(stderr, "vitrine restore: a reason is a line of 1 to %d bytes\n",
                      PLAN_REASON);
        return RESTORE_USAGE;
    }
    if (optind + 2 != argc || r.options.key == NULL || r.options.weekly_keys == NULL) {
        (void)fputs(usage, stderr);
        return RESTORE_USAGE;
    }
    r.options.from = argv[optind];
    r.options.to = argv[optind + 1];
    return restore(&r);
}
