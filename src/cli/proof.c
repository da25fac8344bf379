/*
 * proof.c: `vitrine proof`: a receipt that an entry stands in a region's ledger, in a file that
 * needs no network (C2SP tlog-proof), made and checked.
 */
#include "base_file.h"
#include "base_limits.h"
#include "base_text.h"
#include "cli.h"
#include "digest.h"
#include "log.h"
#include "tlog_policy.h"
#include "tlog_receipt.h"
#include "verify_report.h"

#include <fcntl.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char usage[] =
    "usage: vitrine proof make --index N [--entry FILE] [--to FILE] WHERE\n"
    "       vitrine proof check --policy FILE --entry FILE [--json] RECEIPT\n"
    "\n"
    "A receipt says that an entry stands in a region's ledger, and can be checked without a "
    "network.\n"
    "\n"
    "make: of entry N (the first is 0) of the ledger at WHERE, an address or a folder\n"
    "  --to FILE      where it goes (standard output); its name should end in .tlog-proof\n"
    "  --entry FILE   where the entry's own bytes go, which a check needs as well\n"
    "\n"
    "check: that the entry's bytes stand at the receipt's place in a ledger of the policy, signed "
    "by\n"
    "its key and by as many witnesses as the policy asks for\n"
    "  --policy FILE  whom you trust: log keys and witnesses (C2SP tlog-policy)\n"
    "  --entry FILE   the entry's bytes\n"
    "  --json         the result as JSON\n"
    "\n"
    "exit status: 0 made, or proven; 1 FALSE, or what was needed could not be had; 2 usage; 6\n"
    "unreachable\n";

struct options {
    bool make;
    bool help;
    bool json;
    bool has_index;
    uint64_t index;
    const char *entry;
    const char *to;
    const char *policy;
    const char *where; /* or the receipt */
};

static enum err parse_options(int argc, char **argv, struct options *out)
{
    static const struct option known[] = {{"index", required_argument, NULL, 'i'},
                                          {"entry", required_argument, NULL, 'e'},
                                          {"to", required_argument, NULL, 't'},
                                          {"policy", required_argument, NULL, 'p'},
                                          {"json", no_argument, NULL, 'j'},
                                          {"help", no_argument, NULL, 'h'},
                                          {NULL, 0, NULL, 0}};
    struct options o = {.make = argc > 1 && strcmp(argv[1], "make") == 0};
    bool check = argc > 1 && strcmp(argv[1], "check") == 0;
    optind = 0; /* another command's arguments may have been parsed before */
    for (int c; (c = getopt_long(argc, argv, "", known, NULL)) != -1;) {
        if (c == '?') {
            return ERR_FORMAT;
        }
        if (c == 'i') {
            TRY(text_u64(span_text(optarg), TLOG_SIZE_MAX, &o.index));
            o.has_index = true;
        }
        o.entry = c == 'e' ? optarg : o.entry;
        o.to = c == 't' ? optarg : o.to;
        o.policy = c == 'p' ? optarg : o.policy;
        o.json = o.json || c == 'j';
        o.help = o.help || c == 'h';
    }
    bool whole = optind + 2 == argc && (o.make ? o.has_index && o.policy == NULL && !o.json
                                               : check && o.policy != NULL && o.entry != NULL &&
                                                     !o.has_index && o.to == NULL);
    if (!whole && !o.help) {
        return ERR_FORMAT;
    }
    o.where = argv[argc - 1];
    *out = o;
    return ERR_OK;
}

static int complain(const char *what, const char *why, int status)
{
    (void)fprintf(stderr, "vitrine proof: %s: %s\n", what, why);
    return status;
}

static int put_file(const char *path, struct span bytes)
{
    enum err err = file_replace(AT_FDCWD, path, bytes, 0644);
    return err == ERR_OK ? VERIFY_OK : complain(path, err_text(err), VERIFY_FALSE);
}

static int make(const struct options *o)
{
    AUTO(log_close) struct log *l = NULL;
    AUTO(buf) struct buf receipt = {.max = TLOG_RECEIPT_MAX};
    AUTO(buf) struct buf entry = {.max = TLOG_ENTRY_MAX};
    enum err err = log_open(o->where, &l);
    if (err == ERR_OK) {
        err = log_receipt(l, o->index, &receipt, &entry);
    }
    if (err != ERR_OK) {
        return complain(o->where, l == NULL ? err_text(err) : l->files.problem,
                        err == ERR_GONE ? VERIFY_UNREACHABLE : VERIFY_FALSE);
    }
    int status = o->entry == NULL ? VERIFY_OK : put_file(o->entry, buf_span(&entry));
    if (status != VERIFY_OK) {
        return status;
    }
    if (o->to != NULL) {
        return put_file(o->to, buf_span(&receipt));
    }
    bool written =
        fwrite(receipt.ptr, 1, receipt.len, stdout) == receipt.len && fflush(stdout) == 0;
    return written ? VERIFY_OK : complain("standard output", err_text(ERR_IO), VERIFY_FALSE);
}

static int read_file(const char *path, struct buf *out)
{
    enum err err = file_read_all(AT_FDCWD, path, out);
    return err == ERR_OK ? VERIFY_OK : complain(path, err_text(err), VERIFY_USAGE);
}

static int load_policy(const char *path, struct buf *text, struct tlog_policy *out_policy)
{
    char why[TLOG_POLICY_FAULT];
    unsigned line = 0;
    int status = read_file(path, text);
    if (status != VERIFY_OK) {
        return status;
    }
    if (tlog_policy_decode(buf_span(text), out_policy, &line) != ERR_OK) {
        return complain(path, tlog_policy_fault(line, why), VERIFY_USAGE);
    }
    return VERIFY_OK;
}

static int say(const struct options *o, const struct tlog_receipt *r, enum tlog_receipt_state state,
               unsigned witnesses)
{
    bool good = state == TLOG_RECEIPT_GOOD;
    char origin[TLOG_NAME_MAX + 1];
    (void)plain_text(r->checkpoint.origin, origin, sizeof(origin));
    if (o->json) {
        (void)printf("{\"proven\": %s, \"index\": %" PRIu64 ", \"size\": %" PRIu64
                     ", \"witnesses\": %u, \"words\": \"%s\"}\n",
                     good ? "true" : "false", r->index, r->checkpoint.size, witnesses,
                     tlog_receipt_words(state));
    } else if (good) {
        (void)printf("proven: it is entry %" PRIu64 " of %s, in a ledger of %" PRIu64
                     " entries that %u witnesses of your policy have signed\n",
                     r->index, origin, r->checkpoint.size, witnesses);
    } else {
        (void)printf("FALSE: it is entry %" PRIu64 " of %s: %s\n", r->index, origin,
                     tlog_receipt_words(state));
    }
    return good ? VERIFY_OK : VERIFY_FALSE;
}

static int check(const struct options *o)
{
    static struct tlog_policy policy;
    AUTO(buf) struct buf policy_text = {.max = TLOG_POLICY_MAX};
    AUTO(buf) struct buf receipt_text = {.max = TLOG_RECEIPT_MAX};
    AUTO(buf) struct buf entry = {.max = TLOG_ENTRY_MAX};
    struct tlog_receipt receipt;
    struct tlog_hash leaf;
    int status = load_policy(o->policy, &policy_text, &policy);
    if (status == VERIFY_OK) {
        status = read_file(o->where, &receipt_text);
    }
    if (status == VERIFY_OK) {
        status = read_file(o->entry, &entry);
    }
    if (status != VERIFY_OK) {
        return status;
    }
    if (policy.log_count == 0) {
        return complain(o->policy, "it names no log", VERIFY_USAGE);
    }
    enum err err = tlog_receipt_decode(buf_span(&receipt_text), &receipt);
    if (err != ERR_OK) {
        return complain(o->where, "this is no receipt (c2sp.org/tlog-proof@v1)", VERIFY_FALSE);
    }
    enum tlog_receipt_state state = TLOG_RECEIPT_COUNT_;
    unsigned witnesses = 0;
    tlog_leaf(buf_span(&entry), &leaf);
    err = tlog_receipt_check(&receipt, &leaf, &policy, &state, &witnesses);
    return err == ERR_OK ? say(o, &receipt, state, witnesses)
                         : complain(o->where, err_text(err), VERIFY_FALSE);
}

int cmd_proof(int argc, char **argv)
{
    struct options o;
    enum err err = parse_options(argc, argv, &o);
    if (err != ERR_OK || o.help) {
        (void)fputs(usage, err == ERR_OK ? stdout : stderr);
        return err == ERR_OK ? VERIFY_OK : VERIFY_USAGE;
    }
    if (digest_ready() != ERR_OK) {
        return complain("starting", "this machine lacks SHA-256 or Ed25519", VERIFY_FALSE);
    }
    return o.make ? make(&o) : check(&o);
}
