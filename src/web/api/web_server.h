/*
 * web_server.h: an HTTP/1.1 server over an inherited listening socket. Once started it opens
 * nothing, looks nothing up and needs no locale. It starts threads: call it after confinement.
 * Which system calls it needs is in the folder's README.
 */
#ifndef WEB_SERVER_H
#define WEB_SERVER_H

#include "base_auto.h"
#include "base_err.h"
#include "web_route.h"

#include <stddef.h>

struct web_server;

/* Zero in a number means its limit of base_limits.h. */
struct web_config {
    int listen_fd;                  /* TCP or Unix; stays the caller's and open */
    const struct web_route *routes; /* must outlive the server */
    size_t route_count;
    void *app;                            /* handed to handlers */
    const char *session_cookie;           /* the cookie that WEB_MEMBER asks for */
    const char *public_origin;            /* "https://host": what is asked of that host came by TLS,
                                           * and its cookies go no other way; else, or NULL: none */
    const char *front;                    /* the address of a front that stands before us and ends
                                           * X-Forwarded-For with its client's: that is who asks.
                                           * How many connections one has is then the front's to
                                           * limit. NULL: there is none, and nobody is believed */
    unsigned quick_threads;               /* LIMIT_QUICK_THREADS */
    unsigned patient_threads;             /* LIMIT_PATIENT_THREADS */
    unsigned patient_queue;               /* LIMIT_PATIENT_QUEUE */
    unsigned patient_threads_per_address; /* LIMIT_PATIENT_THREADS_PER_ADDRESS */
    unsigned patient_queue_per_address;   /* LIMIT_PATIENT_QUEUE_PER_ADDRESS */
    unsigned idle_s;                      /* LIMIT_IDLE_S: nothing sent or received */
    unsigned stall_s;                     /* LIMIT_UPLOAD_STALL_S: a body that does not go on */
    unsigned head_s;                      /* LIMIT_HEAD_S: idle time and a whole head together */
    unsigned connections;                 /* LIMIT_CONNECTIONS */
    unsigned connections_per_address;     /* LIMIT_CONNECTIONS_PER_ADDRESS */
};

/* web_server_start: serves from now on. ERR_FORMAT: a bad row in the table (the process's mistake),
 * or the front's address is none; ERR_NOMEM; ERR_IO: the socket or threads were refused. */
MUST_USE enum err web_server_start(const struct web_config *config, struct web_server **out_server);

/*
 * web_server_stop: takes no more connections, answers 503 to what waits in the patient queue, lets
 * handlers that run finish and answers be sent for a second at most, ends all connections (sinks
 * are aborted), joins all threads and frees. The listening socket stays open and is not shut down.
 */
void web_server_stop(struct web_server *server);
AUTO_CLOSER(web_server_stop, struct web_server)

#endif
