#include "verify_state.h"

#include "base_file.h"
#include "base_text.h"
#include "tlog_checkpoint.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char state_first[] = "vitrine-verify-state 3";
static const char *const states_old[] = {"vitrine-verify-state 1", "vitrine-verify-state 2"};

struct state *state_new(void)
{
    struct state *s = calloc(1, sizeof(*s));
    if (s != NULL) {
        s->note.max = LIMIT_NOTE;
    }
    return s;
}

void state_free(struct state *s)
{
    if (s != NULL) {
        buf_done(&s->note);
        free(s);
    }
}

static enum err state_number(struct span *rest, const char *word, int64_t *out)
{
    struct span value = {NULL, 0};
    uint64_t number = 0;
    TRY(text_take_line(rest, word, &value));
    TRY(text_u64(value, INT64_MAX, &number));
    *out = (int64_t)number;
    return ERR_OK;
}

static enum err state_story(struct span *rest, struct story_mark *out)
{
    struct span value = {NULL, 0};
    uint64_t numbers[3];
    TRY(text_take_line(rest, "story", &value));
    for (size_t i = 0; i < 3; i++) {
        TRY(text_u64(span_cut(&value, ' '), INT64_MAX, &numbers[i]));
    }
    if (value.len != 0 || numbers[1] > 1) {
        return ERR_FORMAT;
    }
    *out = (struct story_mark){
        .time_ms = (int64_t)numbers[0], .stopping = numbers[1] == 1, .silences = numbers[2]};
    return ERR_OK;
}

/* A line that may be missing. */
static enum err state_digest(struct span *rest, const char *word, uint8_t out[32], bool *out_has)
{
    struct span after = *rest;
    struct span value = {NULL, 0};
    if (!span_is(span_cut(&after, ' '), word)) {
        return ERR_OK;
    }
    TRY(text_take_line(rest, word, &value));
    TRY(text_unhex(value, out, 32));
    *out_has = true;
    return ERR_OK;
}

bool state_role(struct span text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < 'a' || text.ptr[i] > 'z') {
            return false;
        }
    }
    return text.len > 0 && text.len < STATE_ROLE;
}

static bool has_run(const struct story_mark *mark, struct span role)
{
    for (size_t i = 0; i < mark->run_count; i++) {
        if (span_is(role, mark->runs[i].role)) {
            return true;
        }
    }
    return false;
}

/* Lines that may be missing; no role has two. */
static enum err state_runs(struct span *rest, struct story_mark *out)
{
    while (span_starts(*rest, "runs ")) {
        struct span value = {NULL, 0};
        struct story_run *run = &out->runs[out->run_count];
        TRY(text_take_line(rest, "runs", &value));
        struct span role = span_cut(&value, ' ');
        if (out->run_count == STATE_RUNS || !state_role(role) || has_run(out, role)) {
            return ERR_FORMAT;
        }
        memcpy(run->role, role.ptr, role.len);
        run->role[role.len] = '\0';
        TRY(text_unhex(value, run->digest, sizeof(run->digest)));
        out->run_count++;
    }
    return ERR_OK;
}

static enum err state_decider(struct span *value, struct decided_row *out)
{
    uint64_t answered = 0;
    TRY(text_unhex(span_cut(value, ' '), out->key, sizeof(out->key)));
    TRY(text_u64(span_cut(value, ' '), 1, &answered));
    out->answered = answered == 1;
    return ERR_OK;
}

bool state_label(struct span text)
{
    for (size_t i = 0; i < text.len; i++) {
        uint8_t c = text.ptr[i];
        if ((c < 'a' || c > 'z') && c != '-' && !(c == '?' && text.len == 1)) {
            return false;
        }
    }
    return text.len > 0 && text.len <= STATE_LABEL;
}

/* version: of the file. */
static enum err state_decision(struct span *rest, uint64_t after, unsigned version,
                               struct decided_row *out)
{
    struct span value = {NULL, 0};
    enum policy_kind kind = POLICY_KIND_COUNT_;
    int64_t number = 0;
    TRY(text_take_line(rest, "decision", &value));
    TRY(text_u64(span_cut(&value, ' '), INT64_MAX, &out->entry));
    TRY(text_u64(span_cut(&value, ' '), INT64_MAX, &out->number));
    TRY(policy_state_read(span_cut(&value, ' '), &out->state));
    if (version > 1) {
        TRY(state_decider(&value, out));
    }
    struct span label = version > 2 ? span_cut(&value, ' ') : span_text("?");
    if (!state_label(label)) {
        return ERR_FORMAT;
    }
    memcpy(out->label, label.ptr, label.len);
    out->label[label.len] = '\0';
    TRY(policy_object_read(value, &kind, &number));
    if (out->entry <= after) {
        return ERR_FORMAT;
    }
    memcpy(out->object, value.ptr, value.len);
    out->object[value.len] = '\0';
    return ERR_OK;
}

/* Lines that may be missing. The ledger's first entry is none of them. */
static enum err state_decided(struct span *rest, unsigned version, struct decided *out)
{
    struct span value = {NULL, 0};
    uint64_t count = 0;
    uint64_t after = 0;
    if (!span_starts(*rest, "decisions ")) {
        return ERR_OK;
    }
    TRY(text_take_line(rest, "decisions", &value));
    TRY(text_u64(value, LIMIT_DECIDED, &count));
    for (; out->count < count; out->count++) {
        TRY(state_decision(rest, after, version, &out->rows[out->count]));
        after = out->rows[out->count].entry;
    }
    out->whole = version > 2;
    return ERR_OK;
}

static enum err state_claim(struct span *rest, struct claimed_row *out)
{
    struct span value = {NULL, 0};
    uint64_t time_ms = 0;
    TRY(text_take_line(rest, "claim", &value));
    TRY(text_u64(span_cut(&value, ' '), INT64_MAX, &out->is.entry));
    TRY(text_u64(span_cut(&value, ' '), INT64_MAX, &time_ms));
    TRY(claims_state_read(span_cut(&value, ' '), &out->is.state));
    TRY(text_unhex(span_cut(&value, ' '), out->digest, sizeof(out->digest)));
    if (!claims_name(value)) {
        return ERR_FORMAT;
    }
    out->is.time_ms = (int64_t)time_ms;
    memcpy(out->name, value.ptr, value.len);
    return ERR_OK;
}

/* Lines that may be missing; no name has two. */
static enum err state_claimed(struct span *rest, struct claimed *out)
{
    struct span value = {NULL, 0};
    uint64_t count = 0;
    if (!span_starts(*rest, "claims ")) {
        return ERR_OK;
    }
    TRY(text_take_line(rest, "claims", &value));
    TRY(text_u64(value, CLAIMS_KEPT, &count));
    for (; out->count < count; out->count++) {
        struct claimed_row *row = &out->rows[out->count];
        TRY(state_claim(rest, row));
        for (size_t i = 0; i < out->count; i++) {
            if (strcmp(out->rows[i].name, row->name) == 0) {
                return ERR_FORMAT;
            }
        }
    }
    out->whole = true;
    return ERR_OK;
}

/* Lines that may be missing; no key is there twice. */
static enum err state_officed(struct span *rest, struct officed *out)
{
    struct span value = {NULL, 0};
    uint64_t count = 0;
    if (!span_starts(*rest, "office ")) {
        return ERR_OK;
    }
    TRY(text_take_line(rest, "office", &value));
    TRY(text_u64(value, STATE_MEMBERS, &count));
    for (; out->count < count; out->count++) {
        uint8_t *key = out->keys[out->count];
        TRY(text_take_line(rest, "member", &value));
        TRY(text_unhex(value, key, sizeof(out->keys[0])));
        for (size_t i = 0; i < out->count; i++) {
            if (memcmp(out->keys[i], key, sizeof(out->keys[0])) == 0) {
                return ERR_FORMAT;
            }
        }
    }
    out->whole = true;
    return ERR_OK;
}

/* The edge is as wide as the checkpoint's size says; levels with nothing have no line. */
static enum err state_tiles(struct span *rest, struct tlog_edge *edge)
{
    for (uint8_t level = 0; level < TLOG_LEVELS; level++) {
        size_t want = (size_t)tlog_edge_width(edge, level) * TLOG_HASH_SIZE;
        struct span value = {NULL, 0};
        uint64_t number = 0;
        if (want == 0) {
            continue;
        }
        TRY(text_take_line(rest, "tile", &value));
        TRY(text_u64(span_cut(&value, ' '), TLOG_LEVELS - 1, &number));
        AUTO(buf) struct buf bytes = {.max = TLOG_TILE_BYTES};
        if (number != level || text_unbase64(value, &bytes) != ERR_OK || bytes.len != want) {
            return ERR_FORMAT;
        }
        memcpy(edge->tile[level], bytes.ptr, want);
    }
    return ERR_OK;
}

/* The note at the end. It is read first: its size says how many tiles there are before it. */
static enum err state_note(struct span in, struct state *s, struct tlog_checkpoint *out)
{
    static const char word[] = "\ncheckpoint ";
    const uint8_t *at = memmem(in.ptr, in.len, word, sizeof(word) - 1);
    if (at == NULL) {
        return ERR_FORMAT;
    }
    struct span rest = span_of(at + 1, in.len - (size_t)(at - in.ptr) - 1);
    int64_t len = 0;
    TRY(state_number(&rest, "checkpoint", &len));
    if ((uint64_t)len != rest.len) {
        return ERR_FORMAT;
    }
    TRY(buf_append_span(&s->note, rest));
    struct tlog_note note;
    TRY(tlog_note_decode(buf_span(&s->note), &note));
    if (tlog_note_verify(&note, &s->vkey, NULL) != ERR_OK) {
        return ERR_FORMAT;
    }
    return tlog_checkpoint_decode(note.text, out);
}

static enum err state_fill(struct span in, struct state *s)
{
    struct span rest = in;
    struct span value = {NULL, 0};
    struct tlog_checkpoint checkpoint;
    struct tlog_hash root;
    int64_t len = 0;
    struct span first = span_cut(&rest, '\n');
    unsigned version = span_is(first, states_old[0]) ? 1 : span_is(first, states_old[1]) ? 2 : 3;
    bool old_form = version < 3;
    if (in.len > STATE_MAX || (!span_is(first, state_first) && !old_form)) {
        return ERR_FORMAT;
    }
    TRY(text_take_line(&rest, "url", &value));
    if (value.len == 0 || value.len >= sizeof(s->url) || memchr(value.ptr, 0, value.len) != NULL) {
        return ERR_FORMAT;
    }
    memcpy(s->url, value.ptr, value.len);
    TRY(text_take_line(&rest, "vkey", &value));
    TRY(tlog_vkey_decode(value, &s->vkey));
    TRY(state_number(&rest, "first", &s->first_ms));
    TRY(state_number(&rest, "last", &s->last_ms));
    TRY(state_story(&rest, &s->mark));
    TRY(state_digest(&rest, "datamap", s->mark.map, &s->mark.has_map));
    TRY(state_digest(&rest, "app", s->mark.app, &s->mark.has_app));
    TRY(state_runs(&rest, &s->mark));
    TRY(state_decided(&rest, version, &s->decided));
    TRY(state_claimed(&rest, &s->claimed));
    if (!old_form) {
        TRY(state_officed(&rest, &s->officed));
    }
    s->claimed.whole = s->claimed.whole && !old_form;
    TRY(state_note(in, s, &checkpoint));
    s->edge.size = checkpoint.size;
    TRY(state_tiles(&rest, &s->edge));
    tlog_edge_root(&s->edge, &root);
    if (!tlog_hash_equal(&root, &checkpoint.root)) {
        return ERR_FORMAT;
    }
    TRY(state_number(&rest, "checkpoint", &len));
    return span_equal(rest, buf_span(&s->note)) ? ERR_OK : ERR_FORMAT;
}

enum err state_decode(struct span in, struct state **out_state)
{
    AUTO(state_free) struct state *s = state_new();
    if (s == NULL) {
        return ERR_NOMEM;
    }
    enum err err = state_fill(in, s);
    if (err != ERR_OK) {
        return err == ERR_NOMEM ? ERR_NOMEM : ERR_FORMAT;
    }
    *out_state = MOVE(s);
    return ERR_OK;
}

static void put_digest(struct buf *out, const char *words, const uint8_t digest[32])
{
    (void)buf_append_text(out, words);
    (void)text_hex(span_of(digest, 32), out);
    (void)buf_append_u8(out, '\n');
}

static void put_mark(struct buf *out, const struct story_mark *mark)
{
    (void)buf_printf(out, "story %" PRId64 " %d %" PRIu64 "\n", mark->time_ms,
                     mark->stopping ? 1 : 0, mark->silences);
    if (mark->has_map) {
        put_digest(out, "datamap ", mark->map);
    }
    if (mark->has_app) {
        put_digest(out, "app ", mark->app);
    }
    for (size_t i = 0; i < mark->run_count; i++) {
        (void)buf_printf(out, "runs %s ", mark->runs[i].role);
        put_digest(out, "", mark->runs[i].digest);
    }
}

static void put_decided(struct buf *out, const struct decided *decided)
{
    if (decided->whole) {
        (void)buf_printf(out, "decisions %zu\n", decided->count);
    }
    for (size_t i = 0; i < decided->count && decided->whole; i++) {
        const struct decided_row *row = &decided->rows[i];
        (void)buf_printf(out, "decision %" PRIu64 " %" PRIu64 " %s ", row->entry, row->number,
                         policy_state_name(row->state));
        (void)text_hex(span_of(row->key, sizeof(row->key)), out);
        (void)buf_printf(out, " %d %s %s\n", row->answered ? 1 : 0, row->label, row->object);
    }
}

static void put_claimed(struct buf *out, const struct claimed *claimed)
{
    if (claimed->whole) {
        (void)buf_printf(out, "claims %zu\n", claimed->count);
    }
    for (size_t i = 0; i < claimed->count && claimed->whole; i++) {
        const struct claimed_row *row = &claimed->rows[i];
        (void)buf_printf(out, "claim %" PRIu64 " %" PRId64 " %s ", row->is.entry, row->is.time_ms,
                         claims_state_name(row->is.state));
        (void)text_hex(span_of(row->digest, sizeof(row->digest)), out);
        (void)buf_printf(out, " %s\n", row->name);
    }
}

static void put_officed(struct buf *out, const struct officed *officed)
{
    if (officed->whole) {
        (void)buf_printf(out, "office %zu\n", officed->count);
    }
    for (size_t i = 0; i < officed->count && officed->whole; i++) {
        put_digest(out, "member ", officed->keys[i]);
    }
}

enum err state_encode(const struct state *s, struct buf *out)
{
    (void)buf_printf(out, "%s\nurl %s\nvkey ", state_first, s->url);
    TRY(tlog_vkey_encode(&s->vkey, out));
    (void)buf_printf(out, "\nfirst %" PRId64 "\nlast %" PRId64 "\n", s->first_ms, s->last_ms);
    put_mark(out, &s->mark);
    put_decided(out, &s->decided);
    put_claimed(out, &s->claimed);
    put_officed(out, &s->officed);
    for (uint8_t level = 0; level < TLOG_LEVELS; level++) {
        size_t len = (size_t)tlog_edge_width(&s->edge, level) * TLOG_HASH_SIZE;
        if (len > 0) {
            (void)buf_printf(out, "tile %u ", level);
            (void)text_base64(span_of(s->edge.tile[level], len), out);
            (void)buf_append_u8(out, '\n');
        }
    }
    (void)buf_printf(out, "checkpoint %zu\n", s->note.len);
    (void)buf_append_span(out, buf_span(&s->note));
    return buf_status(out);
}

/* Every folder of the path, 0700. */
static enum err make_folders(const char *path)
{
    char part[PATH_MAX];
    for (const char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        size_t len = (size_t)(slash - path);
        if (len >= sizeof(part)) {
            return ERR_LIMIT;
        }
        memcpy(part, path, len);
        part[len] = '\0';
        if (mkdir(part, 0700) != 0 && errno != EEXIST) {
            return err_from_errno(errno);
        }
    }
    return ERR_OK;
}

enum err state_path(const char *url, char *out, size_t size)
{
    const char *home = getenv("HOME");
    const char *base = getenv("XDG_STATE_HOME");
    bool given = base != NULL && base[0] == '/';
    if (!given && (home == NULL || home[0] != '/')) {
        return ERR_NOT_FOUND;
    }
    const char *host = strstr(url, "://");
    host = host == NULL ? url : host + 3;
    int len = snprintf(out, size, "%s%s/vitrine/%s.state", given ? base : home,
                       given ? "" : "/.local/state", "");
    if (len < 0 || (size_t)len + strlen(host) >= size) {
        return ERR_LIMIT;
    }
    char *at = strrchr(out, '/') + 1;
    for (; *host != '\0'; host++) {
        bool plain = (*host >= 'a' && *host <= 'z') || (*host >= 'A' && *host <= 'Z') ||
                     (*host >= '0' && *host <= '9') || *host == '-' || *host == '.';
        *at++ = plain ? *host : '_';
    }
    (void)snprintf(at, size - (size_t)(at - out), ".state");
    return make_folders(out);
}

enum err state_load(const char *path, struct state **out_state)
{
    AUTO(buf) struct buf text = {.max = STATE_MAX};
    struct stat st;
    if (lstat(path, &st) == 0 && !S_ISREG(st.st_mode)) { /* of a pipe nothing would come */
        return ERR_FORMAT;
    }
    enum err err = file_read_all(AT_FDCWD, path, &text);
    if (err != ERR_OK) {
        return err == ERR_LIMIT ? ERR_FORMAT : err;
    }
    return state_decode(buf_span(&text), out_state);
}

enum err state_save(const struct state *s, const char *path)
{
    AUTO(buf) struct buf text = {.max = STATE_MAX};
    TRY(state_encode(s, &text));
    return file_replace(AT_FDCWD, path, buf_span(&text), 0600);
}
