#include "events.h"

#include "base_id.h"

#include <string.h>

static void push(struct events *e, const struct ctl *event)
{
    e->queue[e->count] = *event;
    e->queue[e->count].kind = CTL_EVENT;
    e->queue[e->count].id = (uint64_t)id_new();
    e->count++;
}

/* The word on what is lost, if it is the last in the queue and not on its way. */
static struct ctl *loss(struct events *e)
{
    bool waits = e->count > e->sent && e->queue[e->count - 1].code == EVENT_LOST;
    return waits ? &e->queue[e->count - 1] : NULL;
}

bool events_put(struct events *e, const struct ctl *event)
{
    if (e->count < LIMIT_EVENTS - 1) {
        push(e, event);
        return true;
    }
    struct ctl *last = loss(e);
    if (last != NULL) {
        last->value++;
    } else { /* sent ones are far fewer: so the last place is free */
        push(e, &(struct ctl){.code = EVENT_LOST, .value = 1});
    }
    e->lost++;
    return false;
}

const struct ctl *events_next(const struct events *e)
{
    return e->sent < e->count && e->sent < LIMIT_EVENTS_SENT ? &e->queue[e->sent] : NULL;
}

void events_sent(struct events *e)
{
    e->sent++;
}

bool events_acknowledge(struct events *e, uint64_t id)
{
    for (size_t i = 0; i < e->sent; i++) {
        if (e->queue[i].id == id) {
            memmove(&e->queue[i], &e->queue[i + 1], (e->count - i - 1) * sizeof(e->queue[0]));
            e->count--;
            e->sent--;
            return true;
        }
    }
    return false;
}

void events_resend(struct events *e)
{
    e->sent = 0;
}
