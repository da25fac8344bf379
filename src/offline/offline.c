#include "offline.h"

#include "digest.h"
#include "verify_command.h"

#include <stdio.h>

static const char usage[] =
    "usage: vitrine-verify [--state FILE] [--policy FILE] [--max-age SECONDS] [--json] DIR\n"
    "                      [--receipt FILE]\n"
    "       vitrine-verify --evidence FILE\n"
    "\n"
    "Checks a copy of a region, as vitrine mirror makes it, without a network. The first line is\n"
    "the verdict; each claim is proven, sampled, asserted (only the service's word) or FALSE.\n"
    "\n"
    "  --state FILE       what to remember between two copies (default: nothing)\n"
    "  --policy FILE      whom you trust: log keys and witnesses (C2SP tlog-policy)\n"
    "  --max-age SECONDS  how old the newest entry may be (default: any age)\n"
    "  --full             read everything again, not only what is new\n"
    "  --json             the result as JSON (docs/verify.md)\n"
    "  --receipt FILE     what somebody kept of a decision about them, or before they left\n"
    "  --evidence FILE    check what somebody's visit kept of a fork\n"
    "\n"
    "exit status: 0 all holds, 1 a claim is FALSE, 2 usage, 3 fork (evidence is saved beside the\n"
    "state), 4 rollback, 5 stale, 6 unreachable\n";

int offline_run(int argc, char **argv)
{
    struct verify_command c = {.program = "vitrine-verify"};
    enum err err = verify_command_parse(argc, argv, &c);
    if (err != ERR_OK || c.watch_s > 0 || c.agent != NULL) {
        return verify_command_usage(err, usage);
    }
    err = digest_ready();
    if (err != ERR_OK) {
        return verify_command_complain(&c, "starting", err_text(err));
    }
    return c.evidence != NULL ? verify_command_evidence(&c) : verify_command_folder(&c);
}
