/* ledger.c: `vitrine ledger`: what the entries of a ledger hold. */
#include "cli.h"

#include "base_buf.h"
#include "base_limits.h"
#include "tlog_entry.h"

#include <stdio.h>
#include <string.h>

static const char usage[] =
    "usage: vitrine ledger --kinds\n"
    "\n"
    "Shows every kind of entry that a region's ledger may hold and the fields of\n"
    "each, as docs/ledger-entries.md has it. Exit status: 0 shown, 2 usage.\n";

int cmd_ledger(int argc, char **argv)
{
    enum { SHOWN, FAILED, USAGE };
    if (argc == 2 && strcmp(argv[1], "--help") == 0) {
        (void)fputs(usage, stdout);
        return SHOWN;
    }
    if (argc != 2 || strcmp(argv[1], "--kinds") != 0) {
        (void)fputs(usage, stderr);
        return USAGE;
    }
    AUTO(buf) struct buf page = {.max = LIMIT_DATA_MAP};
    enum err err = tlog_kind_markdown(&page);
    if (err != ERR_OK) {
        (void)fprintf(stderr, "vitrine ledger: %s\n", err_text(err));
        return FAILED;
    }
    (void)fwrite(page.ptr, 1, page.len, stdout);
    return SHOWN;
}
