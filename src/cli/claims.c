/* claims.c: `vitrine claims`: what a region of this build claims in public. */
#include "claims.h"
#include "cli.h"

#include "base_limits.h"

#include <stdio.h>
#include <string.h>

static const char usage[] =
    "usage: vitrine claims --json\n"
    "\n"
    "Shows what a region of this build claims in public: each claim with the control\n"
    "behind it, the check of vitrine verify that decides it, the most that it can\n"
    "come to, and what limits it, as docs/claims.json has it. vitrine verify says how\n"
    "each stands. Exit status: 0 shown, 2 usage.\n";

int cmd_claims(int argc, char **argv)
{
    enum { SHOWN, FAILED, USAGE };
    if (argc == 2 && strcmp(argv[1], "--help") == 0) {
        (void)fputs(usage, stdout);
        return SHOWN;
    }
    if (argc != 2 || strcmp(argv[1], "--json") != 0) {
        (void)fputs(usage, stderr);
        return USAGE;
    }
    AUTO(buf) struct buf text = {.max = LIMIT_CLAIMS};
    enum err err = claims_json(&text);
    if (err != ERR_OK) {
        (void)fprintf(stderr, "vitrine claims: %s\n", err_text(err));
        return FAILED;
    }
    (void)fwrite(text.ptr, 1, text.len, stdout);
    return SHOWN;
}
