#include "base_diag.h"
#include "base_file.h"
#include "ipc_socket.h"
#include "loop.h"

#include <fcntl.h>

static void close_route(struct loop *l, const struct channel *channel)
{
    if (channel->fd >= 0 && channel->role == ROLE_GATEWAYD) {
        witnesses_lost(&l->custodian->witnesses);
    }
}

void peers_close(struct channel *channel)
{
    fd_close(channel->fd);
    channel->fd = -1;
    channel->waiting = false;
    vault_wipe(channel->answer.ptr, channel->answer.cap);
    buf_done(&channel->answer);
}

/* The peer broke the rules: nothing more is read from it. It goes into the ledger, and gate, which
 * learns it once that is durable, ends the process and starts a new one. */
static enum err cut(struct loop *l, uint8_t role, uint32_t generation, enum refused what)
{
    struct peer *peer = &l->peers[role];
    if (peer->cut && peer->generation == generation) {
        return ERR_OK;
    }
    *peer = (struct peer){.cut = true, .tell = true, .generation = generation};
    for (size_t i = 0; i < LOOP_CHANNELS; i++) {
        struct channel *channel = &l->channels[i];
        if (channel->fd >= 0 && channel->role == role && channel->generation == generation) {
            close_route(l, channel);
            peers_close(channel);
        }
    }
    diag(DIAG_ERROR, "cut off %s, generation %u: %s", ctl_role_name(role), generation,
         what == REFUSED_MALFORMED ? "malformed message" : "asked for what is not in the table");
    return journal_refusal(&l->custodian->journal, role, what, 1);
}

enum err peers_put(struct loop *l, const struct ctl *peer, int *fd)
{
    if (peer->role == ROLE_NONE || peer->index >= LIMIT_CHANNELS) {
        return ERR_FORMAT;
    }
    const struct peer *known = &l->peers[peer->role];
    if (known->cut && known->generation == peer->generation) {
        return ERR_OK; /* it was on its way while we cut that peer off: closed by the caller */
    }
    struct channel *channel = &l->channels[peer->role * LIMIT_CHANNELS + peer->index];
    close_route(l, channel);
    peers_close(channel);
    /* A peer that does not read its answers must not hold everybody up. */
    if (fcntl(*fd, F_SETFL, O_NONBLOCK) != 0) {
        return ERR_FORMAT;
    }
    channel->answer.max = LIMIT_MESSAGE;
    TRY(buf_grow(&channel->answer, LIMIT_MESSAGE)); /* never moves: no copies of secrets stay */
    channel->fd = fd_move(fd);
    channel->role = peer->role;
    channel->generation = peer->generation;
    channel->serial = ++l->serials;
    return ERR_OK;
}

static enum err answer_put(struct channel *channel, uint8_t ask, uint64_t id,
                           const struct ask_answer *answer)
{
    buf_clear(&channel->answer);
    enum err err = ask_answer_encode(ask, id, answer, &channel->answer);
    if (err == ERR_OK) {
        return ERR_OK;
    }
    vault_wipe(channel->answer.ptr, channel->answer.cap);
    buf_clear(&channel->answer);
    return ask_answer_encode(ask, id, &(struct ask_answer){.err = err}, &channel->answer);
}

static void reply_wipe(struct reply *reply)
{
    vault_wipe(reply->bytes.ptr, reply->bytes.len);
    buf_clear(&reply->bytes);
    vault_wipe(&reply->answer, sizeof(reply->answer));
    vault_wipe(&reply->person, sizeof(reply->person));
}

static enum err peer_request(struct loop *l, size_t at, struct span frame)
{
    struct channel *channel = &l->channels[at];
    if (channel->role == ROLE_GATEWAYD) {
        bool malformed = false;
        TRY(route_answer(l, frame, &malformed));
        return malformed ? cut(l, channel->role, channel->generation, REFUSED_MALFORMED) : ERR_OK;
    }
    struct request request = {
        .role = channel->role, .channel = at, .serial = channel->serial, .now_ms = l->now_ms};
    if (ask_head_decode(frame, &request.head) != ERR_OK) {
        return cut(l, channel->role, channel->generation, REFUSED_MALFORMED);
    }
    enum handled handled = table_handle(l->custodian, &request, &l->reply);
    enum err err = ERR_OK;
    switch (handled) {
    case HANDLED_ANSWER:
        err = answer_put(channel, request.head.ask, request.head.id, &l->reply.answer);
        break;
    case HANDLED_LATER:
        channel->waiting = true;
        break;
    case HANDLED_MALFORMED:
        err = cut(l, channel->role, channel->generation, REFUSED_MALFORMED);
        break;
    case HANDLED_NOT_IN_TABLE:
        err = cut(l, channel->role, channel->generation, REFUSED_NOT_IN_TABLE);
        break;
    }
    reply_wipe(&l->reply);
    return err;
}

enum err peers_read(struct loop *l, size_t at)
{
    struct channel *channel = &l->channels[at];
    AUTO(ipc_fds) struct ipc_fds fds = {.count = 0};
    enum err err = ipc_recv(channel->fd, &l->frame, &fds);
    switch ((int)err) {
    case ERR_OK:
        err = fds.count > 0 ? cut(l, channel->role, channel->generation, REFUSED_MALFORMED)
                            : peer_request(l, at, buf_span(&l->frame));
        vault_wipe(l->frame.ptr, l->frame.len);
        return err;
    case ERR_BUSY:
        return ERR_OK;
    case ERR_FORMAT:
        vault_wipe(l->frame.ptr, l->frame.cap);
        return cut(l, channel->role, channel->generation, REFUSED_MALFORMED);
    default:
        close_route(l, channel);
        peers_close(channel);
        return ERR_OK;
    }
}

enum err peers_finish(struct loop *l)
{
    AUTO(hash_job) struct hash_job job = {0};
    hasher_calm(l->custodian->hasher);
    while (hasher_take(l->custodian->hasher, &job) == ERR_OK) {
        struct channel *channel = &l->channels[job.channel];
        if (channel->fd < 0 || channel->serial != job.serial) {
            continue; /* nobody waits any more: it has no effect */
        }
        table_finish(l->custodian, &job, l->now_ms, &l->reply);
        channel->waiting = false;
        enum err err = answer_put(channel, job.ask, job.request, &l->reply.answer);
        reply_wipe(&l->reply);
        TRY(err);
    }
    return ERR_OK;
}

void peers_send(struct loop *l)
{
    for (size_t i = 0; i < LOOP_CHANNELS; i++) {
        struct channel *channel = &l->channels[i];
        if (channel->fd < 0 || channel->answer.len == 0) {
            continue;
        }
        enum err err = ipc_send(channel->fd, buf_span(&channel->answer), NULL, 0);
        vault_wipe(channel->answer.ptr, channel->answer.len);
        buf_clear(&channel->answer);
        if (err != ERR_OK) { /* gone, or it asks and asks and reads no answer */
            close_route(l, channel);
            peers_close(channel);
        }
    }
}
