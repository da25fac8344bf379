#include "witnesses.h"

#include "base_file.h"
#include "base_json.h"
#include "base_text.h"
#include "base_time.h"
#include "tlog_checkpoint.h"
#include "tlog_witness.h"
#include "wire_flow.h"
#include "wire_region.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { BEHIND_MAX = 1024, LINE_MAX_BYTES = 1024, STATE_MAX = 16 * 1024 };

static const char behind_name[] = "behind";
static const char behind_line[] = "vitrine-behind 1";
static const char not_asked[] = "not asked yet";

__attribute__((__format__(printf, 3, 4))) static enum err
fail(struct witnesses_problem *problem, enum err err, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    (void)vsnprintf(problem->text, sizeof(problem->text), format, args);
    va_end(args);
    return err;
}

static enum err fail_behind(const struct witnesses *w, struct span name, uint64_t size,
                            struct witnesses_problem *problem)
{
    if (size == 0) {
        return fail(
            problem, ERR_CONFLICT,
            "the witness %.*s has cosigned another history of this ledger than this one, of "
            "%" PRIu64 " entries. Put back the ledger's folders as they were, or, if the "
            "witness is wrong: vitrine witness remove %.*s",
            (int)name.len, (const char *)name.ptr, ledger_size(w->ledger), (int)name.len,
            (const char *)name.ptr);
    }
    return fail(problem, ERR_CONFLICT,
                "the witness %.*s has cosigned %" PRIu64 " entries of this ledger, and here are "
                "%" PRIu64
                ": it was put back to an older state. Put back the newer one, or, if the "
                "witness is wrong: vitrine witness remove %.*s",
                (int)name.len, (const char *)name.ptr, size, ledger_size(w->ledger), (int)name.len,
                (const char *)name.ptr);
}

static bool is_asked(const struct witnesses *w, struct span name)
{
    for (size_t i = 0; i < w->whom.count; i++) {
        if (span_equal(w->whom.peers[i].name, name)) {
            return true;
        }
    }
    return false;
}

static enum err behind_decode(struct span in, struct span *out_name, uint64_t *out_size)
{
    struct span first = span_cut(&in, '\n');
    struct span witness = span_cut(&in, '\n');
    struct span size = span_cut(&in, '\n');
    if (!span_is(first, behind_line) || !span_is(span_cut(&witness, ' '), "witness") ||
        !span_is(span_cut(&size, ' '), "size") || in.len != 0) {
        return ERR_FORMAT;
    }
    *out_name = witness;
    return text_u64(size, TLOG_SIZE_MAX, out_size);
}

/* Whether what an earlier run found out still stands. */
static enum err check_behind(struct witnesses *w, struct witnesses_problem *problem)
{
    AUTO(buf) struct buf file = {.max = BEHIND_MAX};
    struct span name = {NULL, 0};
    uint64_t size = 0;
    enum err err = file_read_all(w->dir_fd, behind_name, &file);
    if (err == ERR_NOT_FOUND) {
        return ERR_OK;
    }
    if (err == ERR_OK) {
        err = behind_decode(buf_span(&file), &name, &size);
    }
    if (err != ERR_OK) {
        return fail(problem, err, "the file behind: %s", err_text(err));
    }
    if (is_asked(w, name) && (size == 0 || ledger_size(w->ledger) < size)) {
        return fail_behind(w, name, size, problem);
    }
    return unlinkat(w->dir_fd, behind_name, 0) == 0 ? ERR_OK : err_from_errno(errno);
}

static enum err behind(struct witnesses *w, const struct tlog_peer *peer, uint64_t size,
                       struct witnesses_problem *problem)
{
    AUTO(buf) struct buf file = {.max = BEHIND_MAX};
    (void)fail_behind(w, peer->name, size, problem);
    (void)buf_printf(&file, "%s\nwitness %.*s\nsize %" PRIu64 "\n", behind_line,
                     (int)peer->name.len, (const char *)peer->name.ptr, size);
    TRY(buf_status(&file));
    TRY(file_replace(w->dir_fd, behind_name, buf_span(&file), 0600));
    return ERR_CONFLICT;
}

enum err witnesses_open(struct witnesses *w, int dir_fd, struct ledger *ledger, int64_t mono_ms,
                        struct witnesses_problem *out_problem)
{
    unsigned line = 0;
    *w = (struct witnesses){.dir_fd = dir_fd, .ledger = ledger, .quorum_mono_ms = mono_ms};
    w->file.max = TLOG_WITNESSES_MAX;
    w->target.max = LIMIT_NOTE;
    enum err err = file_read_all(dir_fd, REGION_WITNESSES, &w->file);
    if (err == ERR_NOT_FOUND) {
        return check_behind(w, out_problem);
    }
    if (err == ERR_OK) {
        err = tlog_witnesses_decode(buf_span(&w->file), &w->whom, &line);
    }
    if (err != ERR_OK) {
        return fail(out_problem, err, "the file " REGION_WITNESSES ", line %u: %s", line,
                    err_text(err));
    }
    TRY(digest_ready());
    digest_of(buf_span(&w->file), w->digest);
    w->mood = WITNESSES_HEARD;
    w->first_until_ms = mono_ms + LIMIT_WITNESS_FIRST_MS;
    for (size_t i = 0; i < w->whom.count; i++) {
        w->states[i] = (struct witness_state){.due_ms = mono_ms, .words = not_asked};
        w->states[i].line.max = LINE_MAX_BYTES;
    }
    return check_behind(w, out_problem);
}

void witnesses_done(struct witnesses *w)
{
    for (size_t i = 0; i < LIMIT_WITNESSES; i++) {
        buf_done(&w->states[i].line);
    }
    buf_done(&w->file);
    buf_done(&w->target);
}

static bool under_way(const struct witnesses *w)
{
    for (size_t i = 0; i < w->whom.count; i++) {
        if (w->states[i].asked != 0) {
            return true;
        }
    }
    return false;
}

/* When that witness is to be asked; INT64_MAX: not about this target. */
static int64_t due_of(const struct witnesses *w, const struct witness_state *s)
{
    bool later = !under_way(w) && ledger_size(w->ledger) != w->target_size;
    bool done = s->asked != 0 || (!later && (s->cosigned || s->old_size > w->target_size));
    return done ? INT64_MAX : s->due_ms;
}

static enum witnesses_mood mood_at(const struct witnesses *w, int64_t mono_ms)
{
    int64_t silent_ms = mono_ms - w->quorum_mono_ms;
    if (w->whom.count == 0) {
        return WITNESSES_NONE;
    }
    if (w->whom.stop_min > 0 && silent_ms >= (int64_t)w->whom.stop_min * 60 * 1000) {
        return WITNESSES_STOPPED;
    }
    return silent_ms >= LIMIT_WITNESS_SILENT_MS ? WITNESSES_SILENT : WITNESSES_HEARD;
}

int64_t witnesses_wait_ms(const struct witnesses *w, int64_t mono_ms)
{
    int64_t due_ms = INT64_MAX;
    for (size_t i = 0; i < w->whom.count; i++) {
        int64_t its = due_of(w, &w->states[i]);
        due_ms = its < due_ms ? its : due_ms;
    }
    if (due_ms == INT64_MAX) {
        return INT64_MAX;
    }
    return due_ms > mono_ms ? due_ms - mono_ms : 0;
}

int64_t witnesses_first_ms(const struct witnesses *w, int64_t mono_ms)
{
    bool all = true;
    for (size_t i = 0; i < w->whom.count; i++) {
        all = all && w->states[i].heard;
    }
    return all || mono_ms >= w->first_until_ms ? 0 : w->first_until_ms - mono_ms;
}

size_t witnesses_vouch(const struct witnesses *w)
{
    size_t count = 0;
    for (size_t i = 0; i < w->whom.count; i++) {
        count += w->states[i].last_size > 0 ? 1 : 0;
    }
    return count;
}

/* The newest checkpoint, once nobody is asked about another. */
static enum err aim(struct witnesses *w)
{
    if (under_way(w) || ledger_size(w->ledger) == w->target_size) {
        return ERR_OK;
    }
    buf_clear(&w->target);
    TRY(buf_append_span(&w->target, ledger_note(w->ledger)));
    w->target_size = ledger_size(w->ledger);
    for (size_t i = 0; i < w->whom.count; i++) {
        w->states[i].cosigned = false;
        buf_clear(&w->states[i].line);
    }
    return ERR_OK;
}

static enum err put_request(struct witnesses *w, const struct tlog_peer *peer,
                            struct witness_state *s, struct buf *out)
{
    AUTO(buf) struct buf body = {.max = FLOW_BODY_MAX};
    AUTO(buf) struct buf url = {.max = LIMIT_URL};
    struct tlog_proof proof;
    TRY(ledger_growth(w->ledger, s->old_size, w->target_size, &proof));
    TRY(tlog_witness_request_encode(s->old_size, &proof, buf_span(&w->target), &body));
    (void)buf_append_span(&url, peer->url);
    TRY(buf_append_text(&url, "/add-checkpoint"));
    struct flow_stamped stamped = {
        .flow = FLOW_WITNESS, .id = w->ids + 1, .url = buf_span(&url), .body = buf_span(&body)};
    TRY(flow_stamped_encode(&stamped, out));
    s->asked = ++w->ids;
    return ERR_OK;
}

enum err witnesses_ask(struct witnesses *w, int64_t mono_ms, struct buf *out)
{
    TRY(aim(w));
    for (size_t i = 0; i < w->whom.count; i++) {
        if (due_of(w, &w->states[i]) <= mono_ms) {
            return put_request(w, &w->whom.peers[i], &w->states[i], out);
        }
    }
    return ERR_NOT_FOUND;
}

void witnesses_lost(struct witnesses *w)
{
    for (size_t i = 0; i < w->whom.count; i++) {
        w->states[i].asked = 0;
    }
}

static void failed(struct witnesses *w, struct witness_state *s, int64_t mono_ms, const char *words)
{
    int64_t pause_ms = LIMIT_WITNESS_RETRY_MS;
    for (unsigned i = 0; i < s->failures && pause_ms < LIMIT_WITNESS_RETRY_MAX_MS; i++) {
        pause_ms *= 2;
    }
    s->failures++;
    s->heard = true;
    s->due_ms =
        mono_ms + (pause_ms < LIMIT_WITNESS_RETRY_MAX_MS ? pause_ms : LIMIT_WITNESS_RETRY_MAX_MS);
    w->said = w->said && s->words == words;
    s->words = words;
}

/* The target with the signatures of all who cosigned it; published once they are a quorum. */
static enum err publish(struct witnesses *w, int64_t mono_ms, int64_t wall_ms)
{
    AUTO(buf) struct buf note = {.max = LIMIT_NOTE};
    unsigned count = 0;
    TRY(buf_append_span(&note, buf_span(&w->target)));
    for (size_t i = 0; i < w->whom.count; i++) {
        if (w->states[i].cosigned) {
            TRY(buf_append_span(&note, buf_span(&w->states[i].line)));
            count++;
        }
    }
    if (count < w->whom.quorum) {
        return ERR_OK;
    }
    TRY(ledger_cosign(w->ledger, buf_span(&note)));
    w->quorum_size = w->target_size;
    w->quorum_mono_ms = mono_ms;
    w->quorum_wall_ms = wall_ms;
    w->said = false;
    return ERR_OK;
}

/* That witness's own line on the target, of whatever it sent. ERR_DENIED: it sent none that holds.
 */
static enum err read_line(const struct witnesses *w, const struct tlog_peer *peer, struct span body,
                          struct buf *out)
{
    struct tlog_note target;
    struct tlog_note lines;
    TRY(tlog_note_decode(buf_span(&w->target), &target));
    if (tlog_note_lines_decode(body, target.text, &lines) != ERR_OK ||
        tlog_note_verify(&lines, &peer->vkey, NULL) != ERR_OK) {
        return ERR_DENIED;
    }
    return tlog_note_line_copy(tlog_note_line_of(&lines, &peer->vkey), out);
}

static enum err cosigned(struct witnesses *w, size_t at, struct span body, int64_t mono_ms,
                         int64_t wall_ms)
{
    struct witness_state *s = &w->states[at];
    enum err err = read_line(w, &w->whom.peers[at], body, &s->line);
    if (err == ERR_DENIED) {
        failed(w, s, mono_ms, "a signature that does not hold");
        return ERR_OK;
    }
    TRY(err);
    s->cosigned = true;
    s->heard = true;
    s->old_size = w->target_size;
    s->last_size = w->target_size;
    s->failures = 0;
    s->due_ms = mono_ms + LIMIT_WITNESS_PAUSE_MS;
    s->words = "cosigned";
    w->said = false;
    return publish(w, mono_ms, wall_ms);
}

/* It says which tree it has. */
static enum err other_size(struct witnesses *w, size_t at, struct span body, int64_t mono_ms,
                           struct witnesses_problem *problem)
{
    struct witness_state *s = &w->states[at];
    uint64_t size = 0;
    if (tlog_witness_size_decode(body, &size) != ERR_OK) {
        failed(w, s, mono_ms, "an answer that is malformed");
        return ERR_OK;
    }
    if (size > ledger_size(w->ledger)) {
        return behind(w, &w->whom.peers[at], size, problem);
    }
    if (size == s->old_size && size == w->target_size) { /* of the same size, and another */
        return behind(w, &w->whom.peers[at], 0, problem);
    }
    if (size == s->old_size) {
        failed(w, s, mono_ms, "it contradicts itself");
        return ERR_OK;
    }
    s->old_size = size;
    s->due_ms = mono_ms + (s->told ? LIMIT_WITNESS_PAUSE_MS : 0); /* it may say another each time */
    s->told = true;
    return ERR_OK;
}

static enum err take(struct witnesses *w, size_t at, const struct flow_answer *a, int64_t mono_ms,
                     int64_t wall_ms, struct witnesses_problem *problem)
{
    struct witness_state *s = &w->states[at];
    s->asked = 0;
    if (a->outcome != FLOW_ANSWERED) {
        failed(w, s, mono_ms, flow_outcome_words(a->outcome));
        return ERR_OK;
    }
    switch (a->status) {
    case 200:
        return cosigned(w, at, a->body, mono_ms, wall_ms);
    case 409:
        return other_size(w, at, a->body, mono_ms, problem);
    case 422:
        return behind(w, &w->whom.peers[at], 0, problem);
    case 403:
        failed(w, s, mono_ms, "it knows another key of this ledger's");
        return ERR_OK;
    case 404:
        failed(w, s, mono_ms, "it does not know this ledger");
        return ERR_OK;
    default:
        failed(w, s, mono_ms, "it answers with an error");
        return ERR_OK;
    }
}

enum err witnesses_take(struct witnesses *w, struct span frame, int64_t mono_ms, int64_t wall_ms,
                        struct witnesses_problem *out_problem)
{
    struct flow_answer answer;
    TRY(flow_answer_decode(frame, &answer));
    for (size_t i = 0; i < w->whom.count; i++) {
        if (w->states[i].asked == answer.id && answer.id != 0 && answer.flow == FLOW_WITNESS) {
            return take(w, i, &answer, mono_ms, wall_ms, out_problem);
        }
    }
    return ERR_FORMAT;
}

bool witnesses_stopped(const struct witnesses *w)
{
    return w->mood == WITNESSES_STOPPED;
}

static enum err put_peer(struct jot *j, const struct tlog_peer *peer, const struct witness_state *s)
{
    AUTO(buf) struct buf vkey = {.max = LINE_MAX_BYTES};
    TRY(tlog_vkey_encode(&peer->vkey, &vkey));
    jot_object(j);
    jot_put_span(j, "name", peer->name);
    jot_put_int(j, "size", (int64_t)s->last_size);
    jot_put_text(j, "state", s->words);
    jot_put_span(j, "vkey", buf_span(&vkey));
    jot_object_end(j);
    return ERR_OK;
}

enum err witnesses_look(struct witnesses *w, int64_t mono_ms)
{
    static const char *const moods[] = {[WITNESSES_NONE] = "none",
                                        [WITNESSES_HEARD] = "witnessed",
                                        [WITNESSES_SILENT] = "silent",
                                        [WITNESSES_STOPPED] = "stopped"};
    AUTO(buf) struct buf text = {.max = STATE_MAX};
    enum witnesses_mood mood = mood_at(w, mono_ms);
    if (w->said && mood == w->mood) {
        return ERR_OK;
    }
    w->mood = mood;
    w->said = true;
    if (mood == WITNESSES_NONE) {
        return ledger_beside(w->ledger, REGION_WITNESSES, span_of(NULL, 0));
    }
    bool waits = mood == WITNESSES_HEARD && w->quorum_size == 0;
    struct jot j = jot_start(&text);
    jot_object(&j);
    jot_put_int(&j, "quorum", w->whom.quorum);
    jot_put_int(&j, "quorum_ms", w->quorum_wall_ms);
    jot_put_int(&j, "size", (int64_t)w->quorum_size);
    jot_put_text(&j, "state", waits ? "waiting" : moods[mood]);
    jot_put_int(&j, "stop_minutes", w->whom.stop_min);
    jot_key(&j, "witnesses");
    jot_array(&j);
    for (size_t i = 0; i < w->whom.count; i++) {
        TRY(put_peer(&j, &w->whom.peers[i], &w->states[i]));
    }
    jot_array_end(&j);
    jot_object_end(&j);
    TRY(buf_append_u8(&text, '\n'));
    return ledger_beside(w->ledger, REGION_WITNESSES, buf_span(&text));
}

enum err witnesses_entry(const struct witnesses *w, struct witnesses_words *out_words)
{
    out_words->entry = (struct ledger_witnesses){.digest = span_of(w->digest, sizeof(w->digest)),
                                                 .quorum = w->whom.quorum,
                                                 .stop_min = w->whom.stop_min,
                                                 .count = w->whom.count};
    for (size_t i = 0; i < w->whom.count; i++) {
        AUTO(buf) struct buf vkey = {.max = sizeof(out_words->keys[i]) - 1};
        TRY(tlog_vkey_encode(&w->whom.peers[i].vkey, &vkey));
        memcpy(out_words->keys[i], vkey.ptr, vkey.len);
        out_words->keys[i][vkey.len] = '\0';
        out_words->entry.vkeys[i] = out_words->keys[i];
    }
    return ERR_OK;
}
