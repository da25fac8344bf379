/*
 * ipc_pool.h: a caller's channels to one peer, LIMIT_CHANNELS at most. Each call has a channel to
 * itself. A channel whose peer died waits for its replacement, and the call under way is sent again
 * on it: requests carry ids, so a repeat takes effect once. Thread-safe.
 */
#ifndef IPC_POOL_H
#define IPC_POOL_H

#include "base_auto.h"
#include "base_buf.h"
#include "base_err.h"
#include "base_span.h"

#include <stddef.h>

struct ipc_pool;

/* ipc_pool_new: count channels, none connected yet. ERR_NOMEM, ERR_LIMIT. */
MUST_USE enum err ipc_pool_new(size_t count, struct ipc_pool **out_pool);
void ipc_pool_free(struct ipc_pool *pool);
AUTO_CLOSER(ipc_pool_free, struct ipc_pool)

/* ipc_pool_put: takes over fd as channel `index`, replacing (and closing, when its call ends) the
 * one before. ERR_LIMIT: no such index; fd is then closed. */
enum err ipc_pool_put(struct ipc_pool *pool, size_t index, int fd);

/*
 * ipc_pool_call: sends the request (a frame of wire_ask.h) and waits for the answer that begins
 * with the same head, into answer (its ceiling applies). wait_ms bounds the whole call, waiting for
 * a free or a reborn channel included; one of at most LIMIT_ASK_QUICK_MS is LIMIT_ASK_AWAY_MS while
 * nothing was heard of the peer since a call gave up. ERR_BUSY: that time has passed; what came of
 * the request is unknown. ERR_FORMAT: the answer is over the ceiling. ERR_LIMIT: the request is
 * shorter than a head.
 */
MUST_USE enum err ipc_pool_call(struct ipc_pool *pool, struct span request, int wait_ms,
                                struct buf *answer);

#endif
