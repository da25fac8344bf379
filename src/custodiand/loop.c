#include "loop.h"

#include "account_desk.h"
#include "account_device.h"
#include "account_leave.h"
#include "account_permit.h"
#include "account_session.h"
#include "account_sitting.h"
#include "base_diag.h"
#include "base_time.h"
#include "base_wipe.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>

enum { KEYS_ROUNDS = 16, GREETING_MS = 1000 };

enum { POLL_CONTROL, POLL_HASHER, POLL_CHANNELS, POLL_COUNT = POLL_CHANNELS + LOOP_CHANNELS };

enum err loop_init(struct loop *l, struct custodian *custodian, int control)
{
    *l = (struct loop){.custodian = custodian, .control = control, .keys_due = true};
    for (size_t i = 0; i < LOOP_CHANNELS; i++) {
        l->channels[i].fd = -1;
    }
    l->frame.max = LIMIT_MESSAGE;
    l->reply.bytes.max = LIMIT_MESSAGE;
    TRY(buf_grow(&l->frame, LIMIT_MESSAGE));
    return buf_grow(&l->reply.bytes, LIMIT_MESSAGE);
}

void loop_done(struct loop *l)
{
    for (size_t i = 0; i < LOOP_CHANNELS; i++) {
        peers_close(&l->channels[i]);
    }
    vault_wipe(l->frame.ptr, l->frame.cap);
    vault_wipe(l->reply.bytes.ptr, l->reply.bytes.cap);
    buf_done(&l->frame);
    buf_done(&l->reply.bytes);
}

/* Whose requests are read while nothing is signed: the way to the witnesses. */
static bool is_route(size_t channel)
{
    return channel / LIMIT_CHANNELS == ROLE_GATEWAYD;
}

/* A channel that waits for a hash is not read (its peer waits, too), but its end is seen. */
static void poll_fill(const struct loop *l, struct pollfd polls[POLL_COUNT])
{
    polls[POLL_CONTROL] = (struct pollfd){.fd = l->control, .events = POLLIN};
    polls[POLL_HASHER] = (struct pollfd){.fd = hasher_fd(l->custodian->hasher), .events = POLLIN};
    for (size_t i = 0; i < LOOP_CHANNELS; i++) {
        const struct channel *channel = &l->channels[i];
        polls[POLL_CHANNELS + i] = (struct pollfd){.fd = l->held && !is_route(i) ? -1 : channel->fd,
                                                   .events = channel->waiting ? 0 : POLLIN};
    }
}

/* Sessions end by a clock that only runs: one that jumps ahead for a while must not end them all.
 */
static int64_t running_ms(struct loop *l, int64_t mono_ms)
{
    if (l->sweep_wall_ms == 0) {
        l->sweep_wall_ms = l->now_ms;
        l->sweep_mono_ms = mono_ms;
    }
    int64_t ran_ms = l->sweep_wall_ms + (mono_ms - l->sweep_mono_ms);
    return ran_ms < l->now_ms ? ran_ms : l->now_ms;
}

static enum err beat(struct loop *l)
{
    struct custodian *c = l->custodian;
    int64_t mono_ms = time_mono_ms();
    int64_t sweep_ms = running_ms(l, mono_ms);
    if (journal_wait_ms(&c->journal, mono_ms) > 0) {
        return ERR_OK;
    }
    int64_t jump_ms = 0;
    bool due = false;
    TRY(journal_beat(&c->journal, l->now_ms, mono_ms, &jump_ms));
    if (llabs(jump_ms) > LIMIT_CLOCK_JUMP_MS) {
        diag(DIAG_NOTICE, "the clock jumped by %lld seconds", (long long)(jump_ms / 1000));
    }
    l->tidy = true;
    c->erasing.look = true;
    TRY(account_handle_sweep(c->db, sweep_ms));
    TRY(account_session_sweep(c->db, sweep_ms));
    TRY(account_permit_sweep(c->db, sweep_ms));
    TRY(account_desk_sweep(c->db, sweep_ms));
    TRY(account_sitting_say(c->db, l->now_ms, &due));
    c->desk.look = c->desk.look || due;
    return account_device_sweep(c->db, sweep_ms);
}

/* What was deleted is overwritten in the database; the write-ahead log must not keep it either. */
static enum err tidy(struct loop *l)
{
    struct erasing *e = &l->custodian->erasing;
    if (!l->tidy && !e->tidy) {
        return ERR_OK;
    }
    enum err err = custodian_checkpoint(l->custodian);
    if (err == ERR_BUSY) { /* a backup reads: once that has ended */
        return ERR_OK;
    }
    l->tidy = false;
    e->tidy = false;
    return err;
}

/* What is done bit by bit, whoever asks: first, so that it is of what was durable before. */
static enum err own_work(struct loop *l)
{
    struct custodian *c = l->custodian;
    TRY(rotation_step(&c->rotation, &c->keys));
    TRY(office_step(&c->office, c->db));
    TRY(desk_step(&c->desk, c->db));
    if (c->backup_holds) {
        return ERR_OK;
    }
    return erasing_step(&c->erasing, c->db, &c->keys, running_ms(l, time_mono_ms()));
}

/* The witnesses' answers, and what gate says: its events are durable once something is signed. */
static enum err round_held(struct loop *l, const struct pollfd polls[POLL_COUNT])
{
    for (size_t i = 0; i < LOOP_CHANNELS; i++) {
        if (polls[POLL_CHANNELS + i].revents != 0) {
            TRY(peers_read(l, i));
        }
    }
    return polls[POLL_CONTROL].revents == 0 ? ERR_OK : gate_read(l);
}

/* A round without its commit. A message of gate may replace a channel: so gate comes last. */
static enum err round_work(struct loop *l, const struct pollfd polls[POLL_COUNT])
{
    TRY(own_work(l));
    for (size_t i = 0; i < LOOP_CHANNELS; i++) {
        short events = polls[POLL_CHANNELS + i].revents;
        struct channel *channel = &l->channels[i];
        if (channel->fd < 0 || events == 0) {
            continue;
        }
        if (channel->waiting) {
            peers_close(channel);
            continue;
        }
        TRY(peers_read(l, i));
    }
    if (polls[POLL_HASHER].revents != 0) {
        TRY(peers_finish(l));
    }
    if (polls[POLL_CONTROL].revents != 0) {
        TRY(gate_read(l));
    }
    TRY(erasing_entries(&l->custodian->erasing, l->custodian->db, &l->custodian->journal));
    return beat(l);
}

/* The round's entries are durable, and what lasts of them is noted. */
static enum err entries_commit(struct custodian *c)
{
    TRY(said_entries(&c->said, &c->journal, c->vault, &c->witnesses));
    TRY(claimed_entries(&c->claimed, &c->journal, &c->witnesses));
    TRY(office_entries(&c->office, c->db, &c->journal));
    TRY(desk_entries(&c->desk, c->db, &c->journal));
    TRY(journal_commit(&c->journal));
    TRY(claimed_commit(&c->claimed, c->ledger));
    return said_commit(&c->said);
}

/* Behind everything else: the key that nothing needs any more is destroyed. */
static enum err keys_end(struct loop *l)
{
    struct custodian *c = l->custodian;
    bool ended = false;
    TRY(rotation_end(&c->rotation, &c->keys, &ended));
    l->rounds++;
    l->keys_due = l->keys_due || ended || (c->rotation.active && l->rounds % KEYS_ROUNDS == 0);
    return ERR_OK;
}

static enum err round_run(struct loop *l, const struct pollfd polls[POLL_COUNT])
{
    struct custodian *c = l->custodian;
    l->now_ms = time_wall_ms();
    TRY(custodian_begin(c));
    enum err err = l->held ? round_held(l, polls) : round_work(l, polls);
    if (err != ERR_OK) {
        custodian_rollback(c);
        return err;
    }
    TRY(custodian_commit(c));
    TRY(l->held ? ERR_OK : entries_commit(c));
    TRY(route_ask(l));
    peers_send(l);
    if (l->held) {
        return ERR_OK;
    }
    TRY(gate_send(l));
    TRY(tidy(l));
    return keys_end(l);
}

/* Whether the next round has work of its own, whatever anybody says. */
static bool has_work(const struct loop *l)
{
    const struct custodian *c = l->custodian;
    return l->keys_due || c->rotation.active || office_pending(&c->office) ||
           desk_pending(&c->desk) || (!c->backup_holds && erasing_pending(&c->erasing)) ||
           said_pending(&c->said, c->vault, &c->witnesses) ||
           claimed_pending(&c->claimed, &c->witnesses);
}

enum err loop_round(struct loop *l, int timeout_ms)
{
    struct pollfd polls[POLL_COUNT];
    int64_t held_ms = route_held_ms(l, time_mono_ms());
    poll_fill(l, polls);
    int64_t wait_ms = journal_wait_ms(&l->custodian->journal, time_mono_ms());
    if (timeout_ms >= 0 && wait_ms > timeout_ms) {
        wait_ms = timeout_ms;
    }
    if (l->held) {
        wait_ms = held_ms < wait_ms ? held_ms : wait_ms;
    } else if (has_work(l)) {
        int64_t most_ms = l->greeted ? 0 : GREETING_MS;
        wait_ms = most_ms < wait_ms ? most_ms : wait_ms;
    }
    int64_t ask_ms = route_wait_ms(l, time_mono_ms());
    wait_ms = ask_ms < wait_ms ? ask_ms : wait_ms;
    int ready = poll(polls, POLL_COUNT, (int)wait_ms);
    l->greeted = true; /* that the region starts comes before what is new at this start */
    if (ready < 0) {
        return errno == EINTR ? ERR_OK : ERR_IO;
    }
    enum err err = round_run(l, polls);
    wipe_stack();
    return err;
}

/* What sessions were given ahead is theirs after the next start, too. */
static enum err return_allowances(struct custodian *c)
{
    TRY(db_begin(c->db));
    enum err err = account_allowance_return(c->allowance, c->db);
    if (err != ERR_OK) {
        db_rollback(c->db);
        return err;
    }
    return db_commit(c->db);
}

enum err loop_farewell(struct loop *l)
{
    TRY(return_allowances(l->custodian));
    if (l->held) { /* gate tells the next one what this one did not acknowledge */
        return ERR_OK;
    }
    TRY(journal_flush_denied(&l->custodian->journal));
    return journal_commit(&l->custodian->journal);
}
