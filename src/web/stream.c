/*
 * stream.c: the HTTP library asks for the next bytes when it could send some. Where there are none,
 * the connection is suspended, which takes it out of the library's loop, and a wake resumes it. A
 * suspended connection is never ended by the library, so whoever finds `rests` set, and clears it,
 * may resume it.
 */
#include "stream.h"
#include "inside.h"

#include "web_stream.h"

#include <stdlib.h>

struct web_stream {
    struct web_source source;
    void *state;
    struct streams *all; /* NULL: not sent yet */
    struct MHD_Connection *connection;
    struct web_stream *prev;
    struct web_stream *next;
    pthread_mutex_t lock; /* of what follows */
    bool rests;
    bool woken; /* since more was last asked */
    bool ends;
};

enum err web_answer_stream(struct web_answer *a, const char *content_type,
                           const struct web_source *source, void *state,
                           struct web_stream **out_stream)
{
    struct web_stream *s = calloc(1, sizeof(*s));
    if (s == NULL) {
        source->gone(state);
        return ERR_NOMEM;
    }
    s->source = *source;
    s->state = state;
    (void)pthread_mutex_init(&s->lock, NULL);
    stream_free(a->stream);
    a->stream = s;
    *out_stream = s;
    return web_answer_type(a, content_type);
}

void stream_free(struct web_stream *s)
{
    if (s == NULL) {
        return;
    }
    struct streams *all = s->all;
    if (all != NULL) {
        (void)pthread_mutex_lock(&all->lock);
        *(s->prev == NULL ? &all->first : &s->prev->next) = s->next;
        if (s->next != NULL) {
            s->next->prev = s->prev;
        }
        (void)pthread_mutex_unlock(&all->lock);
    }
    s->source.gone(s->state);
    (void)pthread_mutex_destroy(&s->lock);
    free(s);
}

void web_stream_wake(struct web_stream *s)
{
    (void)pthread_mutex_lock(&s->lock);
    s->woken = true;
    if (s->rests) {
        s->rests = false;
        MHD_resume_connection(s->connection);
    }
    (void)pthread_mutex_unlock(&s->lock);
}

/* False: it ends. */
static bool is_asked(struct web_stream *s)
{
    (void)pthread_mutex_lock(&s->lock);
    s->woken = false;
    bool goes_on = !s->ends;
    (void)pthread_mutex_unlock(&s->lock);
    return goes_on;
}

/* Unless it was woken since it was asked. */
static bool rests_now(struct web_stream *s)
{
    (void)pthread_mutex_lock(&s->lock);
    s->rests = !s->woken && !s->ends;
    bool rests = s->rests;
    if (rests) {
        MHD_suspend_connection(s->connection);
    }
    (void)pthread_mutex_unlock(&s->lock);
    return rests;
}

static ssize_t read_more(void *argument, uint64_t at, char *out, size_t max)
{
    struct web_stream *s = argument;
    size_t len = 0;
    (void)at;
    while (len == 0) {
        if (max < WEB_STREAM_PIECE || !is_asked(s) || !s->source.more(s->state, out, &len)) {
            return MHD_CONTENT_READER_END_OF_STREAM;
        }
        if (len == 0 && rests_now(s)) {
            return 0;
        }
    }
    return (ssize_t)len;
}

static void free_stream(void *argument)
{
    stream_free(argument);
}

struct MHD_Response *stream_response(struct exchange *x)
{
    struct web_stream *s = x->answer.stream;
    struct streams *all = &x->server->streams;
    struct MHD_Response *out = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, STREAM_BLOCK,
                                                                 read_more, s, free_stream);
    if (out == NULL) {
        return NULL;
    }
    x->answer.stream = NULL; /* the response frees it */
    s->connection = x->connection;
    (void)pthread_mutex_lock(&all->lock);
    s->all = all;
    s->ends = all->stopping;
    s->next = all->first;
    if (s->next != NULL) {
        s->next->prev = s;
    }
    all->first = s;
    (void)pthread_mutex_unlock(&all->lock);
    return out;
}

void streams_start(struct streams *all)
{
    (void)pthread_mutex_init(&all->lock, NULL);
}

void streams_stop(struct streams *all)
{
    (void)pthread_mutex_lock(&all->lock);
    all->stopping = true;
    for (struct web_stream *s = all->first; s != NULL; s = s->next) {
        (void)pthread_mutex_lock(&s->lock);
        s->ends = true;
        (void)pthread_mutex_unlock(&s->lock);
        web_stream_wake(s);
    }
    (void)pthread_mutex_unlock(&all->lock);
}

void streams_done(struct streams *all)
{
    (void)pthread_mutex_destroy(&all->lock);
}
