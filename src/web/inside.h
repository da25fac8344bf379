/*
 * inside.h: what the files of this folder share: a server, its connections and its exchanges (one
 * request with its answer).
 *
 * Who touches an exchange: the connection's MHD thread, except from patient_submit until
 * MHD_resume_connection, when it is one patient thread's alone. A suspended connection is never
 * ended by MHD, so its exchange stays until it has been resumed.
 */
#ifndef WEB_INSIDE_H
#define WEB_INSIDE_H

#include "web_client.h"
#include "web_route.h"
#include "web_server.h"
#include "web_stream.h"

#include "base_limits.h"

#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>

struct web_server;

/* patient.c */
struct exchange;
struct patient {
    pthread_mutex_t lock;
    pthread_cond_t wake;
    struct exchange **queue; /* what waits, the oldest first */
    size_t max;
    size_t count;
    size_t client_max; /* of one client */
    uint64_t *running; /* the client that each thread works for; 0: none, or nobody in particular */
    size_t running_count;
    size_t client_threads; /* that may work for one client */
    bool together;         /* a thread works for several at once: no other does */
    bool stopping;
    pthread_t *threads;
    size_t thread_count;
};
/* The limits are in config, filled in. */
enum err patient_start(struct patient *p, const struct web_config *config);
/* Suspends the exchange's connection; a patient thread then runs exchange_work and resumes it.
 * ERR_BUSY: the queue is full or the server stops; ERR_LIMIT: its client has too many places of it.
 * Nothing was done then. */
enum err patient_submit(struct patient *p, struct exchange *x);
/* The same for the next piece of a body, which has a place beside those. ERR_BUSY. */
enum err patient_pull(struct patient *p, struct exchange *x);
/* Runs down: what waits is answered 503, what runs is awaited. For a half-started one too. */
void patient_stop(struct patient *p);
/* patient_done: behind patient_stop, once no connection is left that could submit. */
void patient_done(struct patient *p);

/* hold.c: an answer that is a file, on its way. A head of ours has 600 bytes, of which the library
 * makes 120. */
enum { HOLD_HEAD = 2048, HOLD_LINES = 1536 };
struct hold {
    bool awaits;       /* the head comes next */
    struct span lines; /* of ours, for its end; borrowed until then */
    size_t from;
    size_t len;      /* of the head, kept until the file's first bytes go out */
    uint64_t next;   /* where in the file to go on */
    uint64_t left;   /* bytes of the file that are still to be sent */
    web_may_fn *may; /* whether they still may; NULL: they do */
    void *app;       /* it and the name: of the exchange, as long as this is sent */
    const char *name;
    int64_t asked_ms;
    uint8_t bytes[HOLD_HEAD];
};
/* hold_add: from now on, until hold_remove, the answers of a connection are sent by way of h. */
void hold_add(int fd, struct hold *h);
void hold_remove(int fd);
/* hold_file: the next answer is so much of a file, from offset on, and will be sent. lines: at most
 * HOLD_LINES bytes of whole lines, which are sent at the head's end, or the connection ends; "":
 * none. Borrowed until the head is made, or hold_forget. */
void hold_file(struct hold *h, struct span lines, uint64_t offset, uint64_t length);
/* hold_while: behind hold_file; of web_answer_while. */
void hold_while(struct hold *h, web_may_fn *may, void *app, const char *name);
void hold_forget(struct hold *h);

/* watch.c: ends connections whose next request's head is overdue. */
struct connection {
    int fd;
    _Atomic int64_t waits_since_ms; /* for a head; 0: a request is under way */
    struct connection *prev;
    struct connection *next;
    struct exchange *spare; /* of the request before, for the next; NULL: none */
    struct hold hold;
};
struct watch {
    pthread_mutex_t lock;
    pthread_cond_t wake;
    struct connection *all;
    int64_t head_ms;
    bool stopping;
    bool started;
    pthread_t thread;
};
enum err watch_start(struct watch *w, int64_t head_ms);
void watch_stop(struct watch *w);
struct connection *watch_add(struct watch *w, int fd); /* NULL: out of memory; not watched */
void watch_remove(struct watch *w, struct connection *c);
void watch_mark(struct connection *c, bool waits);

/* stream.c: answers that go on. */
enum { STREAM_BLOCK = 2 * WEB_STREAM_PIECE }; /* what the library keeps for one */
struct streams {
    pthread_mutex_t lock;
    struct web_stream *first;
    bool stopping;
};
void streams_start(struct streams *all);
/* streams_stop: each of them ends, those that come after too. streams_done: there are none. */
void streams_stop(struct streams *all);
void streams_done(struct streams *all);
/* stream_response: of an exchange whose answer is a stream; NULL: out of memory. */
struct MHD_Response *stream_response(struct exchange *x);

struct web_server {
    struct web_config config; /* with the limits filled in */
    struct MHD_Daemon *daemon;
    struct sip_key secret;
    struct web_address front; /* none: nobody stands before us */
    struct patient patient;
    struct watch watch;
    struct streams streams;
    atomic_int active; /* exchanges */
    atomic_uint_least64_t last_id;
};

enum stage {
    STAGE_HEAD,    /* nothing looked at yet */
    STAGE_BEGIN,   /* a patient thread runs the sink's begin */
    STAGE_BODY,    /* body or its end comes next */
    STAGE_DISCARD, /* the answer is there; the rest of the body is read and dropped */
    STAGE_HANDLE,  /* a patient thread runs the handler */
    STAGE_ANSWER,  /* the answer is there */
    STAGE_PULL     /* a patient thread makes the next piece of the body, which is being sent */
};

struct exchange {
    struct web_server *server;
    struct MHD_Connection *connection;
    struct connection *link; /* NULL: it is not watched */
    enum stage stage;
    bool first_again; /* resumed before its body: MHD repeats the first call */
    bool sink_open;   /* begin succeeded, neither end nor abort were called */
    bool url_too_long;
    bool by_front;                 /* it came by way of the front */
    bool open;                     /* any site's page may read the answer */
    const struct web_route *route; /* NULL: none was found */
    const struct web_protocol *protocol;
    int64_t started_ms;
    int64_t body_since_ms;
    uint64_t discard_left;
    struct span target; /* as it was sent; in arena */
    struct buf body;
    struct arena arena;
    size_t header_count;
    size_t header_bytes;
    bool headers_over;
    bool chunked;      /* the body's length was not told */
    uint64_t told_len; /* else: what Content-Length says */
    struct web_request request;
    struct web_answer answer;
    struct buf piece; /* of a body that is made */
    size_t piece_sent;
    bool piece_last; /* none follows: that was all, or it failed */
    enum err piece_err;
    /* What follows is as long as its counts say; it is not cleared. */
    struct web_pair params[WEB_PARAMS];
    struct web_pair headers[LIMIT_HEADER_FIELDS];
};

/* check.c: the 413 of a body over its route's maximum. */
void exchange_too_large(struct exchange *x);
/* check.c: looks at the whole head; false: refused, the answer is set. */
bool exchange_head(struct exchange *x, const char *method);
/* exchange.c: what a patient thread does for the stage that it is in; exchange_together: for some
 * of one row that has such a handler. */
void exchange_work(struct exchange *x);
void exchange_together(struct exchange *const *all, size_t count);
/* The answer of an exchange that was not run: as patient_submit failed. */
void exchange_unrun(struct exchange *x, enum err err);
enum MHD_Result exchange_call(struct exchange *x, const char *method, const char *data,
                              size_t *len);
/* exchange_new: empty, for one request; of its connection's request before, where there was one.
 * NULL: out of memory. exchange_end: what it holds goes, and its memory to its connection.
 * exchange_free: all of it; NULL is fine. */
struct exchange *exchange_new(struct connection *link);
void exchange_end(struct exchange *x);
void exchange_free(struct exchange *x);

/* send.c: queues the answer; MHD_NO ends the connection. */
enum MHD_Result send_answer(struct exchange *x);

#endif
