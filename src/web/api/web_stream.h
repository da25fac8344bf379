/*
 * web_stream.h: an answer that goes on: pieces as they come, on a connection that rests between two
 * of them and takes no thread's time.
 *
 * It is not web_pull's body (web_answer.h), and neither could do the other's work: this one waits
 * for others, maybe for hours, which as a pull would keep a patient thread; that one works, on the
 * disk and with custodiand, which here would keep all connections of a quick thread waiting. And a
 * stream may end at any piece; a pull that does is broken off, to be seen.
 *
 * Who holds a lock that `gone` takes may call web_stream_wake, but must not wait for a stream.
 */
#ifndef WEB_STREAM_H
#define WEB_STREAM_H

#include "base_err.h"
#include "base_span.h"
#include "web_answer.h"

#include <stdbool.h>
#include <stddef.h>

struct web_stream;

enum { WEB_STREAM_PIECE = 512 }; /* bytes that a piece has at most */

struct web_source {
    /* more: the next piece, into out; *out_len 0: nothing now, and the connection rests until it is
     * woken. False: the answer ends here. On a quick thread: it must not wait for anything. */
    bool (*more)(void *state, char out[WEB_STREAM_PIECE], size_t *out_len);
    /* gone: called once, last of all, however it ended, also if nothing was ever sent. */
    void (*gone)(void *state);
};

/*
 * web_answer_stream: the body is what source gives; status and type stand as for any answer. The
 * state is taken over: gone is called even if this fails. *out_stream, to be woken by, is there
 * until gone was called; it is set before more can be called.
 */
enum err web_answer_stream(struct web_answer *a, const char *content_type,
                           const struct web_source *source, void *state,
                           struct web_stream **out_stream);

/* web_stream_wake: there is something to be sent, or the end has come. Any thread; it does not
 * wait. */
void web_stream_wake(struct web_stream *s);

#endif
