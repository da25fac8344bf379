/* backup_key.c: `vitrine backup-key new`: the key pair that a region's backups are sealed to. */
#include "backup_key.h"
#include "base_file.h"
#include "base_text.h"
#include "cli.h"
#include "operator.h"
#include "tree.h"

#include <fcntl.h>
#include <getopt.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char usage[] =
    "usage: vitrine backup-key new FILE --data REGION [--replace] [--json]\n"
    "\n"
    "Makes the custodian's backup key: the secret half goes into the new file FILE, which is kept\n"
    "apart from the region; the region gets the public half, to which backups are sealed from\n"
    "now on. Whoever has FILE, and a week's key, can restore; whoever loses FILE cannot.\n"
    "\n"
    "  --data REGION   the region's folder; it may run\n"
    "  --replace       there is one already: later backups are sealed to the new one. FILE of the\n"
    "                  one before is still needed for the backups that were made with it\n"
    "  --json          {\"public\"}\n"
    "  --help          this text\n"
    "\n"
    "Exit status: 0 made, 1 not, 2 usage.\n";

enum { FAILED = 1, USAGE = 2 };

static int complain(const char *what, const char *why)
{
    (void)fprintf(stderr, "vitrine backup-key: %s: %s\n", what, why);
    return FAILED;
}

static int make(int data, const char *region, const char *file, bool as_json)
{
    AUTO(backup_pair) struct backup_pair pair = {.secret = {0}};
    AUTO(buf) struct buf public = {.max = BACKUP_KEY_FILE_MAX};
    AUTO(buf) struct buf hex = {.max = BACKUP_KEY_FILE_MAX};
    enum err err = backup_ready();
    if (err == ERR_OK) {
        err = backup_secret_make(AT_FDCWD, file, &pair);
    }
    if (err != ERR_OK) {
        return complain(file, err == ERR_CONFLICT ? "it is there already; nothing was changed"
                                                  : err_text(err));
    }
    err = backup_public_encode(pair.public, &public);
    if (err == ERR_OK) {
        err = file_replace(data, "custodian/backup.key", buf_span(&public), 0644);
    }
    if (err != ERR_OK) {
        (void)backup_destroy(AT_FDCWD, file);
        return complain(region, err_text(err));
    }
    (void)text_hex(span_of(pair.public, sizeof(pair.public)), &hex);
    const char *words = buf_text(&hex);
    if (as_json) {
        (void)printf("{\"public\":\"%s\"}\n", words == NULL ? "" : words);
    } else {
        (void)printf("the secret half is in %s: keep it apart from the region, and a copy of it "
                     "apart from that\nbackups are sealed to %s\n",
                     file, words == NULL ? "" : words);
    }
    return 0;
}

int cmd_backup_key(int argc, char **argv)
{
    static const struct option options[] = {{"data", required_argument, NULL, 'd'},
                                            {"replace", no_argument, NULL, 'r'},
                                            {"json", no_argument, NULL, 'j'},
                                            {"help", no_argument, NULL, 'h'},
                                            {NULL, 0, NULL, 0}};
    const char *region = NULL;
    bool as_json = false;
    bool replace = false;
    for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        if (option == 'h') {
            (void)fputs(usage, stdout);
            return 0;
        }
        if (option == '?') {
            return USAGE;
        }
        as_json = as_json || option == 'j';
        replace = replace || option == 'r';
        region = option == 'd' ? optarg : region;
    }
    if (region == NULL || optind + 2 != argc || strcmp(argv[optind], "new") != 0) {
        (void)fputs(usage, stderr);
        return USAGE;
    }
    const char *file = argv[optind + 1];
    AUTO(fd_close) int data = operator_data_open(region);
    if (data < 0) {
        return FAILED;
    }
    if (!replace && faccessat(data, "custodian/backup.key", F_OK, AT_SYMLINK_NOFOLLOW) == 0) {
        return complain(region, "it has a backup key; nothing was changed (see --replace)");
    }
    char folder[PATH_MAX];
    const char *slash = strrchr(file, '/');
    (void)snprintf(folder, sizeof(folder), "%.*s", slash == NULL ? 1 : (int)(slash - file + 1),
                   slash == NULL ? "." : file);
    if (tree_is_below(folder, region)) {
        return complain(file, "the secret half must not lie in the region's folder");
    }
    return make(data, region, file, as_json);
}
