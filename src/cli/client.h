/*
 * client.h: a person at a service's web address, for the commands that act as somebody: signs in,
 * asks, and reads the JSON that comes back. Whatever goes wrong has been said on the standard error
 * when a function returns.
 */
#ifndef CLI_CLIENT_H
#define CLI_CLIENT_H

#include "base_limits.h"
#include "base_span.h"
#include "http.h"
#include "json.h"

#include <stdbool.h>

/* Exit statuses of these commands. */
enum client_status {
    CLIENT_OK = 0,
    CLIENT_FAILED = 1,      /* the service said no */
    CLIENT_USAGE = 2,       /* or a file cannot be read */
    CLIENT_DENIED = 3,      /* no password, or not the right one */
    CLIENT_UNREACHABLE = 6, /* nobody there, or not any more */
};

enum { CLIENT_ANSWER_MAX = 256 * 1024 };

struct client {
    struct http *http;   /* borrowed */
    const char *command; /* "video": stands in front of what is said */
    char cookie[256];    /* "": nobody */
};

/* client_say: "vitrine COMMAND: what: why". */
void client_say(const struct client *c, const char *what, const char *why);

/* client_try: one request in the person's name, and nothing is said. The answer's status, or -1 if
 * none came (http_problem has the words). out_json: what it says, or NULL; the caller's. */
int client_try(struct client *c, const struct http_request *request, struct http_answer *answer,
               json_t **out_json);

/* client_ask: the same, and -1 has been said. */
int client_ask(struct client *c, const struct http_request *request, json_t **out_json);

/* client_refused: says what the service had against it. */
enum client_status client_refused(const struct client *c, const char *what, int status,
                                  const json_t *problem);

/* client_sign_in, client_sign_up: the answer's status, or -1, which has been said. The cookie is
 * the session's from a 200 or 201 on. */
int client_sign_in(struct client *c, const char *handle, const char *password);

struct client_new {
    const char *handle;
    const char *password;
    const char *birth_date; /* "1990-01-01" */
};
int client_sign_up(struct client *c, const struct client_new *new);

/* client_sign_in_next: from a list of lines "handle password", the next one. False at its end. */
bool client_sign_in_next(struct span *rest, struct span *out_handle, struct span *out_password);

/* client_text: a string of an object; "" if there is none. Borrowed. */
const char *client_text(const json_t *object, const char *key);

#endif
