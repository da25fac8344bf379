/*
 * ledger.c: drives a ledger for ./bench ledger. Prints one line of JSON.
 *
 *   ledger-drive append DIR COUNT BATCH      COUNT entries of 256 bytes, a commit for each BATCH
 *   ledger-drive rate DIR PER_S SECONDS      entries come at this rate; each waits for its commit
 *   ledger-drive fill PUBLIC PRIVATE ORIGIN COUNT    heartbeats up to COUNT, in the largest batches
 *   ledger-drive read PUBLIC                 hashes every entry and compares every full tile
 *   ledger-drive proof PUBLIC COUNT          COUNT receipts, made from tiles, read and checked
 */
#include "ledger.h"
#include "base_file.h"
#include "base_limits.h"
#include "base_time.h"
#include "ledger_entry.h"
#include "tlog_receipt.h"
#include "tlog_tally.h"
#include "tlog_tile.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>

enum { ENTRY = 256, LATENCIES_MAX = 1000 * 1000 };

static int64_t clock_us(clockid_t clock)
{
    struct timespec t;
    (void)clock_gettime(clock, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* What passes on the clock, for what waits for a disk; and what the processor does, for the rest.
 */
static int64_t now_us(void)
{
    return clock_us(CLOCK_MONOTONIC);
}

static int64_t used_us(void)
{
    return clock_us(CLOCK_PROCESS_CPUTIME_ID);
}

static enum err open_in(const char *public_dir, const char *private_dir, const char *origin,
                        struct ledger **out_ledger)
{
    struct ledger_config config = {
        .public_dir = public_dir, .private_dir = private_dir, .origin = origin};
    struct ledger_problem problem = {.text = ""};
    enum err err = ledger_open(&config, out_ledger, &problem);
    if (err != ERR_OK) {
        (void)fprintf(stderr, "%s\n", problem.text);
    }
    return err;
}

static enum err open_fresh(const char *dir, struct ledger **out_ledger)
{
    char public_dir[512];
    char private_dir[512];
    (void)snprintf(public_dir, sizeof(public_dir), "%s/public", dir);
    (void)snprintf(private_dir, sizeof(private_dir), "%s/private", dir);
    (void)mkdir(public_dir, 0755);
    (void)mkdir(private_dir, 0700);
    return open_in(public_dir, private_dir, "bench.example/ledger", out_ledger);
}

static enum err append_one(struct ledger *l, uint64_t number)
{
    char text[ENTRY + 1];
    int len = snprintf(text, sizeof(text), "{\"n\":%" PRIu64 ",\"type\":\"bench\",\"v\":1,\"x\":\"",
                       number);
    memset(text + len, 'x', (size_t)(ENTRY - len));
    memcpy(text + ENTRY - 2, "\"}", 2);
    return ledger_append(l, span_of(text, ENTRY));
}

static enum err do_append(char **argv)
{
    uint64_t count = strtoull(argv[1], NULL, 10);
    uint64_t batch = strtoull(argv[2], NULL, 10);
    AUTO(ledger_close) struct ledger *l = NULL;
    TRY(open_fresh(argv[0], &l));
    int64_t start_us = now_us();
    for (uint64_t i = 1; i <= count; i++) {
        TRY(append_one(l, i));
        if (i % batch == 0 || i == count) {
            TRY(ledger_commit(l));
        }
    }
    double seconds = (double)(now_us() - start_us) / 1e6;
    (void)printf("{\"per_s\": %.1f, \"seconds\": %.3f}\n", (double)count / seconds, seconds);
    return ERR_OK;
}

static int by_value(const void *a, const void *b)
{
    const int64_t *x = a;
    const int64_t *y = b;
    return *x < *y ? -1 : *x > *y ? 1 : 0;
}

/* Entry i comes at i / per_s; whatever has come goes into the next commit, and is acknowledged when
 * that returns. */
static enum err do_rate(char **argv)
{
    static int64_t waited_us[LATENCIES_MAX];
    int64_t per_s = strtoll(argv[1], NULL, 10);
    int64_t count = per_s * strtoll(argv[2], NULL, 10);
    AUTO(ledger_close) struct ledger *l = NULL;
    if (per_s < 1 || count < 1 || count > LATENCIES_MAX) {
        return ERR_LIMIT;
    }
    TRY(open_fresh(argv[0], &l));
    int64_t start_us = now_us();
    for (int64_t done = 0; done < count;) {
        int64_t next = done;
        int64_t at_us = now_us() - start_us;
        while (next < count && next * 1000000 / per_s <= at_us) {
            TRY(append_one(l, (uint64_t)next));
            next++;
        }
        TRY(ledger_commit(l));
        at_us = now_us() - start_us;
        for (; done < next; done++) {
            waited_us[done] = at_us - done * 1000000 / per_s;
        }
        int64_t due_us = done * 1000000 / per_s - (now_us() - start_us);
        if (done < count && due_us > 0) {
            struct timespec pause = {.tv_nsec = (long)due_us * 1000};
            (void)nanosleep(&pause, NULL);
        }
    }
    qsort(waited_us, (size_t)count, sizeof(waited_us[0]), by_value);
    (void)printf("{\"half_ms\": %.2f, \"p99_ms\": %.2f, \"most_ms\": %.2f}\n",
                 (double)waited_us[count / 2] / 1000, (double)waited_us[count * 99 / 100] / 1000,
                 (double)waited_us[count - 1] / 1000);
    return ERR_OK;
}

static void count_entry(void *tally, struct span entry)
{
    struct tlog_entry e;
    if (tlog_entry_decode(entry, &e) == ERR_OK) {
        tlog_tally_add(tally, &e);
    }
}

static enum err do_fill(char **argv)
{
    uint64_t count = strtoull(argv[3], NULL, 10);
    AUTO(ledger_close) struct ledger *l = NULL;
    TRY(open_in(argv[0], argv[1], argv[2], &l));
    struct tlog_tally tally = {.known = true};
    TRY(ledger_tail(l, LIMIT_READ_BACK, count_entry, &tally)); /* a region that was just made */
    int64_t time_ms = time_wall_ms(); /* of all: behind what is there, and before what comes */
    for (uint64_t i = ledger_size(l); i < count; i++) {
        AUTO(buf) struct buf entry = {.max = LIMIT_ENTRY};
        tally.of[TLOG_KIND_HEARTBEAT]++;
        TRY(ledger_entry_heartbeat(time_ms, &tally, &entry));
        enum err err = ledger_append(l, buf_span(&entry));
        if (err == ERR_LIMIT) {
            TRY(ledger_commit(l));
            err = ledger_append(l, buf_span(&entry));
        }
        TRY(err);
    }
    TRY(ledger_commit(l));
    (void)printf("{\"size\": %" PRIu64 "}\n", ledger_size(l));
    return ERR_OK;
}

/* A ledger's public folder, and the checkpoint that it has. */
struct folder {
    int fd;
    struct buf note;
    struct tlog_checkpoint checkpoint;
    struct tlog_vkey vkey;
};

static enum err folder_open(const char *path, struct folder *out)
{
    AUTO(buf) struct buf vkey = {.max = 1024};
    struct tlog_note note;
    out->note.max = LIMIT_NOTE;
    out->fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    TRY(file_read_all(out->fd, "checkpoint", &out->note));
    TRY(file_read_all(out->fd, "vkey", &vkey));
    struct span line = buf_span(&vkey);
    TRY(tlog_vkey_decode(span_cut(&line, '\n'), &out->vkey));
    TRY(tlog_note_decode(buf_span(&out->note), &note));
    TRY(tlog_note_verify(&note, &out->vkey, NULL));
    return tlog_checkpoint_decode(note.text, &out->checkpoint);
}

static void folder_done_auto(struct folder *f)
{
    buf_done(&f->note);
    fd_close(f->fd);
}

static enum err read_tile(void *context, const struct tlog_tile *tile, struct tlog_hash *out_hashes)
{
    const struct folder *f = context;
    char path[TLOG_PATH_MAX];
    AUTO(buf) struct buf bytes = {.max = TLOG_TILE_BYTES};
    tlog_tile_path(tile, path);
    TRY(file_read_all(f->fd, path, &bytes));
    if (bytes.len != (size_t)tile->width * TLOG_HASH_SIZE) {
        return ERR_FORMAT;
    }
    memcpy(out_hashes, bytes.ptr, bytes.len);
    return ERR_OK;
}

static enum err same_tile(void *context, uint8_t level, uint64_t index,
                          const struct tlog_hash *hashes)
{
    struct tlog_hash there[TLOG_TILE_WIDTH];
    struct tlog_tile tile = {.level = level, .width = TLOG_TILE_WIDTH, .index = index};
    TRY(read_tile(context, &tile, there));
    return memcmp(there, hashes, sizeof(there)) == 0 ? ERR_OK : ERR_CONFLICT;
}

static enum err do_read(char **argv)
{
    static struct tlog_edge edge;
    AUTO(folder_done) struct folder f = {.fd = -1};
    struct tlog_edge_sink sink = {.context = &f, .full = same_tile};
    int64_t start_us = used_us();
    TRY(folder_open(argv[0], &f));
    AUTO(buf) struct buf bytes = {.max = TLOG_BUNDLE_MAX};
    while (edge.size < f.checkpoint.size) {
        struct span entries[TLOG_TILE_WIDTH];
        char path[TLOG_PATH_MAX];
        struct tlog_tile tile = {.entries = true, .index = edge.size / TLOG_TILE_WIDTH};
        tile.width = tlog_tile_width(f.checkpoint.size, 0, tile.index);
        tlog_tile_path(&tile, path);
        buf_clear(&bytes);
        TRY(file_read_all(f.fd, path, &bytes));
        TRY(tlog_bundle_decode(buf_span(&bytes), tile.width, entries));
        for (uint16_t i = 0; i < tile.width; i++) {
            struct tlog_hash leaf;
            tlog_leaf(entries[i], &leaf);
            TRY(tlog_edge_append(&edge, &leaf, &sink));
        }
    }
    struct tlog_hash root;
    struct rusage used;
    tlog_edge_root(&edge, &root);
    (void)getrusage(RUSAGE_SELF, &used);
    (void)printf("{\"size\": %" PRIu64 ", \"seconds\": %.3f, \"mib\": %.1f}\n", edge.size,
                 (double)(used_us() - start_us) / 1e6, (double)used.ru_maxrss / 1024);
    return tlog_hash_equal(&root, &f.checkpoint.root) ? ERR_OK : ERR_CONFLICT;
}

static enum err entry_leaf(const struct folder *f, uint64_t index, struct tlog_hash *out_leaf)
{
    struct span entries[TLOG_TILE_WIDTH];
    char path[TLOG_PATH_MAX];
    struct tlog_tile tile = {.entries = true, .index = index / TLOG_TILE_WIDTH};
    AUTO(buf) struct buf bytes = {.max = TLOG_BUNDLE_MAX};
    tile.width = tlog_tile_width(f->checkpoint.size, 0, tile.index);
    tlog_tile_path(&tile, path);
    TRY(file_read_all(f->fd, path, &bytes));
    TRY(tlog_bundle_decode(buf_span(&bytes), tile.width, entries));
    tlog_leaf(entries[index % TLOG_TILE_WIDTH], out_leaf);
    return ERR_OK;
}

/* One receipt; *out_us is what reading and checking it took. */
static enum err one_receipt(struct folder *f, const struct tlog_policy *policy, uint64_t index,
                            int64_t *out_us)
{
    struct tlog_source source = {.context = f, .read = read_tile};
    struct tlog_receipt receipt = {.index = index, .note_bytes = buf_span(&f->note)};
    enum tlog_receipt_state state = TLOG_RECEIPT_COUNT_;
    struct tlog_hash leaf;
    AUTO(buf) struct buf text = {.max = TLOG_RECEIPT_MAX};
    TRY(tlog_inclusion_make(&source, index, f->checkpoint.size, &receipt.proof));
    TRY(tlog_receipt_encode(&receipt, &text));
    TRY(entry_leaf(f, index, &leaf));
    int64_t start_us = used_us();
    TRY(tlog_receipt_decode(buf_span(&text), &receipt));
    TRY(tlog_receipt_check(&receipt, &leaf, policy, &state, NULL));
    *out_us = used_us() - start_us;
    return state == TLOG_RECEIPT_GOOD ? ERR_OK : ERR_CONFLICT;
}

static enum err do_proof(char **argv)
{
    static int64_t took_us[LATENCIES_MAX];
    static struct tlog_policy policy;
    uint64_t count = strtoull(argv[1], NULL, 10);
    unsigned line = 0;
    AUTO(folder_done) struct folder f = {.fd = -1};
    AUTO(buf) struct buf text = {.max = TLOG_POLICY_MAX};
    TRY(folder_open(argv[0], &f));
    (void)buf_append_text(&text, "log ");
    TRY(tlog_vkey_encode(&f.vkey, &text));
    TRY(buf_append_text(&text, "\nquorum none\n"));
    TRY(tlog_policy_decode(buf_span(&text), &policy, &line));
    if (count == 0 || count > LATENCIES_MAX) {
        return ERR_LIMIT;
    }
    for (uint64_t i = 0; i < count; i++) {
        TRY(one_receipt(&f, &policy, i * 999983 % f.checkpoint.size, &took_us[i]));
    }
    qsort(took_us, count, sizeof(took_us[0]), by_value);
    (void)printf("{\"half_ms\": %.3f, \"p99_ms\": %.3f}\n", (double)took_us[count / 2] / 1000,
                 (double)took_us[count * 99 / 100] / 1000);
    return ERR_OK;
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        int arguments;
        enum err (*run)(char **argv);
    } modes[] = {{"append", 3, do_append},
                 {"rate", 3, do_rate},
                 {"fill", 4, do_fill},
                 {"read", 1, do_read},
                 {"proof", 2, do_proof}};
    for (size_t i = 0; argc > 1 && i < sizeof(modes) / sizeof(modes[0]); i++) {
        if (strcmp(argv[1], modes[i].name) == 0 && argc == modes[i].arguments + 2) {
            enum err err = modes[i].run(argv + 2);
            if (err != ERR_OK) {
                (void)fprintf(stderr, "%s: %s\n", argv[1], err_text(err));
            }
            return err == ERR_OK ? 0 : 1;
        }
    }
    (void)fprintf(stderr, "usage: %s append|rate|fill|read|proof …\n", argv[0]);
    return 2;
}
