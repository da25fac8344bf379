#include "base_diag.h"
#include "base_limits.h"
#include "base_time.h"
#include "gate.h"

#include <stddef.h>

static void go(struct gate *g, enum phase phase)
{
    g->phase = phase;
    g->phase_due_ms = time_mono_ms() + LIMIT_PEER_STOP_MS;
}

void stop_ask(struct gate *g, const char *who)
{
    if (g->phase != PHASE_RUN) {
        return;
    }
    diag(DIAG_NOTICE, "stopping, asked by %s", who);
    g->stop_asked_ms = time_mono_ms();
    go(g, PHASE_STOP_EDGED);
    process_tell(&g->edged, &(struct ctl){.kind = CTL_STOP}, -1);
    process_tell(&g->gatewayd, &(struct ctl){.kind = CTL_STOP}, -1);
}

void stop_now(struct gate *g)
{
    diag(DIAG_ERROR, "asked again: ending everything at once; the ledger does not say that the "
                     "region stopped");
    g->phase = PHASE_OVER;
    g->failed = true;
}

/* Waits for the end of a process, kills it when its time is up; true once it is gone. */
static bool ended(struct gate *g, struct process *p)
{
    if (p->state == STATE_DOWN) {
        return true;
    }
    if (time_mono_ms() >= g->phase_due_ms) {
        process_kill(p, "it did not stop in time");
        g->phase_due_ms += LIMIT_PEER_STOP_MS;
    }
    return false;
}

static bool events_settled(struct gate *g)
{
    if (g->events.count == 0) {
        return true;
    }
    bool hopeless = g->custodiand.state == STATE_DOWN &&
                    (g->failed || g->custodiand.failures >= LIMIT_START_TRIES);
    if (hopeless || time_mono_ms() >= g->phase_due_ms) {
        diag(DIAG_ERROR, "%zu events are not in the ledger", g->events.count);
        return true;
    }
    return false;
}

void stop_step(struct gate *g)
{
    if (g->phase == PHASE_STOP_EDGED && ended(g, &g->edged) && ended(g, &g->gatewayd)) {
        jobs_kill(g);
        go(g, PHASE_STOP_EVENTS);
        control_event(g, &(struct ctl){.code = EVENT_REGION_STOP});
    }
    if (g->phase == PHASE_STOP_EVENTS && events_settled(g)) {
        go(g, PHASE_STOP_CUSTODIAND);
        process_tell(&g->custodiand, &(struct ctl){.kind = CTL_STOP}, -1);
    }
    if (g->phase == PHASE_STOP_CUSTODIAND && ended(g, &g->custodiand)) {
        g->phase = PHASE_OVER;
    }
}
