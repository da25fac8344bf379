/* route.c: the channel to gatewayd: what is stamped goes out, one request a round, and what comes
 * back. */
#include "base_diag.h"
#include "base_time.h"
#include "loop.h"

static struct channel *route_of(struct loop *l)
{
    return &l->channels[ROLE_GATEWAYD * LIMIT_CHANNELS];
}

enum err route_ask(struct loop *l)
{
    struct witnesses *w = &l->custodian->witnesses;
    struct channel *channel = route_of(l);
    enum witnesses_mood before = w->mood;
    TRY(witnesses_look(w, time_mono_ms()));
    if (w->mood != before && w->mood > WITNESSES_HEARD) {
        diag(DIAG_ERROR, "the witnesses are silent%s",
             w->mood == WITNESSES_STOPPED ? ": nothing is accepted any more" : "");
    }
    if (channel->fd < 0 || channel->answer.len > 0) {
        return ERR_OK;
    }
    enum err err = witnesses_ask(w, time_mono_ms(), &channel->answer);
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err route_answer(struct loop *l, struct span frame, bool *out_malformed)
{
    struct witnesses_problem problem = {{0}};
    enum err err =
        witnesses_take(&l->custodian->witnesses, frame, time_mono_ms(), l->now_ms, &problem);
    if (err == ERR_FORMAT) {
        *out_malformed = true;
        return ERR_OK;
    }
    if (err == ERR_CONFLICT) {
        diag(DIAG_ERROR, "%s", problem.text);
    }
    return err;
}

/* Where there is no mark they alone could have said that this is an older copy. */
static void say_heard(const struct loop *l)
{
    const struct custodian *c = l->custodian;
    size_t vouch = witnesses_vouch(&c->witnesses);
    if (vouch == 0 && !ledger_guarded(c->ledger)) {
        diag(DIAG_NOTICE, "no witness signed what was here at the start, and nothing else outside "
                          "says how far the ledger was: if an older copy of the region was put "
                          "back, nobody here notices (vitrine up --mark DIR)");
    } else if (vouch < c->witnesses.whom.count) {
        diag(DIAG_NOTICE, "not every witness signed what was here at the start");
    }
}

int64_t route_held_ms(struct loop *l, int64_t mono_ms)
{
    int64_t left_ms = witnesses_first_ms(&l->custodian->witnesses, mono_ms);
    if (l->held && left_ms == 0) {
        say_heard(l);
    }
    l->held = left_ms > 0;
    return left_ms;
}

int64_t route_wait_ms(const struct loop *l, int64_t mono_ms)
{
    bool there = l->channels[ROLE_GATEWAYD * LIMIT_CHANNELS].fd >= 0;
    return there ? witnesses_wait_ms(&l->custodian->witnesses, mono_ms) : INT64_MAX;
}
