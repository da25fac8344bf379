/*
 * ledger_grow.c: makes ledgers for the tests of `vitrine verify`.
 *
 *   ledger-grow DIR SIZE START_MS STEP_MS [COUNT]
 *
 * Grows the ledger in DIR/ledger (private: DIR/private) to SIZE entries: genesis, region-start,
 * then heartbeats, STEP_MS apart from START_MS on. With COUNT the first new entry is a refusal of
 * that many, so that two histories can be told apart. With COUNT "bad" it is no entry at all;
 * with "again" it is the region-start of the second entry, event and all. With COUNT "@FILE" each
 * line of that file is an entry, and comes first. ORIGIN in the environment is the ledger's. If
 * there is a DIR/mark, it is the mark.
 */
#include "base_file.h"
#include "base_limits.h"
#include "ledger.h"
#include "ledger_entry.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *origin = "region.example/verify";

static enum err make_entry(uint64_t index, int64_t time_ms, const char *special, struct buf *out)
{
    static const char *const missing[] = {"users"};
    const struct ledger_event as = {.time_ms = time_ms, .id = 1};
    if (special != NULL && strcmp(special, "bad") == 0) {
        return buf_append_text(out, "{ \"type\": \"heartbeat\" }");
    }
    if (special != NULL && strcmp(special, "again") == 0) {
        return ledger_entry_region_start(&as, missing, 1, out);
    }
    if (special != NULL) {
        return ledger_entry_refusal(time_ms, "edged", "malformed", strtoull(special, NULL, 10),
                                    out);
    }
    if (index == 0) {
        return ledger_entry_genesis(time_ms, origin, out);
    }
    if (index == 1) {
        return ledger_entry_region_start(&as, missing, 1, out);
    }
    return buf_printf(out, "{\"time_ms\":%lld,\"type\":\"heartbeat\",\"v\":1}", (long long)time_ms);
}

static enum err put_lines(struct ledger *l, const char *path)
{
    AUTO(buf) struct buf text = {.max = MIB};
    TRY(file_read_all(AT_FDCWD, path, &text));
    for (struct span rest = buf_span(&text); rest.len > 0;) {
        TRY(ledger_append(l, span_cut(&rest, '\n')));
    }
    return ERR_OK;
}

static enum err grow(struct ledger *l, char **argv, const char *special)
{
    uint64_t size = strtoull(argv[2], NULL, 10);
    int64_t time_ms = strtoll(argv[3], NULL, 10);
    if (special != NULL && special[0] == '@') {
        TRY(put_lines(l, special + 1));
        special = NULL;
    }
    uint64_t from = ledger_size(l) + ledger_pending(l);
    for (uint64_t i = from; i < size; i++) {
        AUTO(buf) struct buf entry = {.max = 4096};
        TRY(make_entry(i, time_ms, i == from ? special : NULL, &entry));
        enum err err = ledger_append(l, buf_span(&entry));
        if (err == ERR_LIMIT) {
            TRY(ledger_commit(l));
            err = ledger_append(l, buf_span(&entry));
        }
        TRY(err);
        time_ms += strtoll(argv[4], NULL, 10);
    }
    return ledger_commit(l);
}

int main(int argc, char **argv)
{
    char public_dir[512];
    char private_dir[512];
    char mark_dir[512];
    if (argc < 5 || argc > 6) {
        (void)fprintf(stderr, "usage: %s DIR SIZE START_MS STEP_MS [COUNT]\n", argv[0]);
        return 2;
    }
    if (getenv("ORIGIN") != NULL) {
        origin = getenv("ORIGIN");
    }
    (void)snprintf(public_dir, sizeof(public_dir), "%s/ledger", argv[1]);
    (void)snprintf(private_dir, sizeof(private_dir), "%s/private", argv[1]);
    (void)snprintf(mark_dir, sizeof(mark_dir), "%s/mark", argv[1]);
    (void)mkdir(argv[1], 0755);
    (void)mkdir(public_dir, 0755);
    (void)mkdir(private_dir, 0700);
    struct ledger_config config = {
        .public_dir = public_dir, .private_dir = private_dir, .origin = origin};
    config.mark_dir = access(mark_dir, F_OK) == 0 ? mark_dir : NULL;
    struct ledger_problem problem = {.text = ""};
    AUTO(ledger_close) struct ledger *l = NULL;
    if (ledger_open(&config, &l, &problem) != ERR_OK) {
        (void)fprintf(stderr, "%s: %s\n", argv[0], problem.text);
        return 1;
    }
    enum err err = grow(l, argv, argc == 6 ? argv[5] : NULL);
    if (err != ERR_OK) {
        (void)fprintf(stderr, "%s: %s: %s\n", argv[0], err_text(err), ledger_problem_text(l));
        return 1;
    }
    return 0;
}
