/*
 * statement.c: what a member of the office signed passes through: gate sees that it can't change
 * any more, and reads nothing of it.
 */
#include "base_json.h"
#include "gate.h"
#include "ipc_socket.h"
#include "wire_op.h"

#include <fcntl.h>

/* custodiand reads it without waiting for anybody, and as it is now. */
static bool is_sealed(const struct ipc_fds *fds)
{
    int all = F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW;
    return fds->count == 1 && (fcntl(fds->fd[0], F_GET_SEALS) & all) == all &&
           fcntl(fds->fd[0], F_GET_SEALS) != -1;
}

static void pass_on(struct gate *g, struct operator_client *client, int fd)
{
    struct statement *s = &g->statement;
    if (s->asked) {
        return; /* the answer says that this one is none */
    }
    *s = (struct statement){.client = client, .id = s->id + 1, .asked = true};
    if (g->phase != PHASE_RUN || !control_custodiand_hears(g)) {
        s->asked = false;
        s->lost = true;
        return;
    }
    process_tell(&g->custodiand, &(struct ctl){.kind = CTL_STATEMENT, .id = s->id}, fd);
}

void statement_ask(struct gate *g, struct operator_client *client, const struct ipc_fds *fds)
{
    struct statement *s = &g->statement;
    if (is_sealed(fds)) {
        pass_on(g, client, fds->fd[0]);
    } else if (!s->asked) {
        *s = (struct statement){.client = client, .id = s->id + 1, .code = STATEMENT_MALFORMED};
    }
}

void statement_answer(const struct gate *g, const struct operator_client *client, struct buf *out)
{
    const struct statement *s = &g->statement;
    bool mine = s->client == client;
    const char *problem = NULL;
    if (!mine) {
        problem = s->asked ? "another statement is under way; try again" : NULL;
    } else if (s->lost) {
        problem = "custodiand is away: try again; a statement that was taken is not taken twice";
    } else if (!s->asked && s->code != STATEMENT_TAKEN) {
        problem = ctl_statement_words(s->code);
    }
    const char *state = problem != NULL ? "refused" : !mine ? "none" : s->asked ? "asked" : "taken";
    struct jot j = jot_start(out);
    jot_object(&j);
    jot_put_int(&j, "number", mine ? s->number : 0);
    jot_put_text(&j, "problem", problem);
    jot_put_text(&j, "state", state);
    jot_object_end(&j);
}

void statement_said(struct gate *g, const struct ctl *message)
{
    struct statement *s = &g->statement;
    if (s->asked && message->id == s->id) {
        s->asked = false;
        s->code = message->code;
        s->number = message->value;
    }
    if (message->code == STATEMENT_TAKEN && g->edged.state == STATE_READY) {
        process_tell(&g->edged, &(struct ctl){.kind = CTL_STATEMENT, .id = message->id}, -1);
    }
}

void statement_lost(struct gate *g)
{
    g->statement.lost = g->statement.lost || g->statement.asked;
    g->statement.asked = false;
}

void statement_end(struct gate *g, const struct operator_client *client)
{
    if (g->statement.client == client) {
        g->statement.client = NULL;
    }
}
