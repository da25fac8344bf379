/*
 * web_file.h: files as answers: ranges, conditions, static folders.
 */
#ifndef WEB_FILE_H
#define WEB_FILE_H

#include "base_err.h"
#include "base_span.h"
#include "web_answer.h"
#include "web_request.h"

#include <stdint.h>

struct web_file {
    int fd; /* a regular file; taken over in every case */
    uint64_t size;
    const char *etag; /* quoted and strong: "\"abc\""; NULL: none */
    const char *content_type;
    const char *cache_control;
    bool no_ranges; /* the whole file or nothing */
};

/*
 * web_send_file: 200, 206, 304, 412 or 416 as RFC 9110 has it: If-Match first, then If-None-Match,
 * then If-Range and Range. One range is answered with 206; several, or a malformed one, with the
 * whole.
 */
enum err web_send_file(const struct web_request *r, struct web_answer *a, struct web_file file);

/* web_condition: by If-Match and then If-None-Match, what whoever has something of this tag (NULL:
 * none) is answered: that they have it, for a 304; or that it is another by now: then the answer
 * has its problem, 412. */
enum web_condition { WEB_GO_ON, WEB_UNCHANGED, WEB_OTHER };
enum web_condition web_condition(const struct web_request *r, struct web_answer *a,
                                 const char *etag);

struct web_static {
    int dir_fd;                /* borrowed */
    const char *cache_control; /* NULL: by the name: a year if it carries a hash, else no-cache */
    const char *content_type;  /* NULL: by the ending */
    unsigned status;           /* 0: as web_send_file; else the whole file, always, with this */
    const char *language;      /* in which it is, of several that there are; NULL: there is one */
};

/*
 * web_send_static: the regular file at path below the folder, by web_path_is_safe; symbolic links
 * are not followed. If the client takes it, the same name with .br or .gz is sent instead.
 * ERR_NOT_FOUND (nothing is set in the answer); ERR_IO.
 */
MUST_USE enum err web_send_static(const struct web_request *r, struct web_answer *a,
                                  const struct web_static *folder, struct span path);

/* web_type_of: the content type for a file's name; application/octet-stream for an unknown ending.
 */
const char *web_type_of(struct span name);

/* web_name_is_hashed: "name-HASH.ending" with a hash of at least 8 letters and digits, a digit or a
 * capital among them. */
bool web_name_is_hashed(struct span name);

#endif
