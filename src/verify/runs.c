/* runs.c: what was started, and whether what ended had been. */
#include "inside.h"

#include <string.h>

enum { SIGNAL_SYSCALL = 31 };

static bool read_run(const struct tlog_entry *e, struct story_run *out)
{
    struct span role = {NULL, 0};
    *out = (struct story_run){.role = ""};
    if (tlog_entry_text(e, "role", &role) != ERR_OK || !state_role(role) ||
        tlog_entry_hex(e, "digest", out->digest, sizeof(out->digest)) != ERR_OK) {
        return false;
    }
    memcpy(out->role, role.ptr, role.len);
    return true;
}

static bool has_run(const struct story_run *runs, size_t count, const struct story_run *run)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(runs[i].role, run->role) == 0 &&
            memcmp(runs[i].digest, run->digest, sizeof(run->digest)) == 0) {
            return true;
        }
    }
    return false;
}

/* The role's place is at the end: what was started last. */
static void put_last(struct story_mark *m, const struct story_run *run)
{
    size_t kept = 0;
    for (size_t i = 0; i < m->run_count; i++) {
        if (strcmp(m->runs[i].role, run->role) != 0) {
            m->runs[kept++] = m->runs[i];
        }
    }
    if (kept == STATE_RUNS) {
        memmove(m->runs, m->runs + 1, (STATE_RUNS - 1) * sizeof(m->runs[0]));
        kept--;
    }
    m->runs[kept] = *run;
    m->run_count = kept + 1;
}

void story_process_start(struct story *s, const struct tlog_entry *e)
{
    struct story_run run;
    if (!read_run(e, &run)) {
        return;
    }
    put_last(&s->mark, &run);
    if (has_run(s->started, s->started_count, &run)) {
        return;
    }
    if (s->started_count == STATE_RUNS) {
        s->starts_lost = true;
        return;
    }
    s->started[s->started_count++] = run;
}

/* Before a region-start was read nothing is known of what had been started. */
void story_process_stop(struct story *s, uint64_t index, const struct tlog_entry *e)
{
    struct span how = {NULL, 0};
    struct story_run run;
    int64_t code = 0;
    bool read =
        tlog_entry_text(e, "how", &how) == ERR_OK && tlog_entry_int(e, "code", &code) == ERR_OK;
    if (read && span_is(how, "signal")) {
        s->killed++;
        s->forbidden += code == SIGNAL_SYSCALL ? 1 : 0;
    }
    bool known = s->starts_known && !s->starts_lost;
    if (known && read_run(e, &run) && !has_run(s->started, s->started_count, &run) &&
        !has_run(s->mark.runs, s->mark.run_count, &run)) {
        s->first_unstarted = s->unstarted == 0 ? index : s->first_unstarted;
        s->unstarted++;
    }
}
