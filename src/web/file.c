#include "web_file.h"

#include "base_file.h"
#include "web_head.h"
#include "web_range.h"

#include <inttypes.h>
#include <stdio.h>

/* Range is for GET (RFC 9110, 14.2), and counts only if If-Range, when there, still names this
 * file. */
static struct web_range range_of(const struct web_request *r, const struct web_file *file)
{
    struct web_range out = {.kind = WEB_RANGE_WHOLE};
    struct span range = {0};
    struct span condition = {0};
    if (file->no_ranges || r->method != WEB_GET || r->head ||
        !web_request_header(r, "Range", &range)) {
        return out;
    }
    if (web_request_header(r, "If-Range", &condition) &&
        (file->etag == NULL || !web_etag_same(condition, file->etag))) {
        return out;
    }
    return web_range_decode(range, file->size);
}

/* Whoever goes on with a file that is another by now must not put both together. */
enum web_condition web_condition(const struct web_request *r, struct web_answer *a,
                                 const char *etag)
{
    struct span tags = {0};
    if (etag == NULL) {
        return WEB_GO_ON;
    }
    if (web_request_header(r, "If-Match", &tags) && !web_etag_in_strong(tags, etag)) {
        (void)web_answer_problem(a, 412, "Another file", "If-Match: the file has another tag.");
        return WEB_OTHER;
    }
    bool has = web_request_header(r, "If-None-Match", &tags) && web_etag_in(tags, etag);
    return has ? WEB_UNCHANGED : WEB_GO_ON;
}

static enum err unsatisfiable(struct web_answer *a, uint64_t size)
{
    char text[64];
    (void)snprintf(text, sizeof(text), "bytes */%" PRIu64, size);
    (void)web_answer_problem(a, 416, "Range not satisfiable", NULL);
    return web_answer_header(a, "Content-Range", text);
}

enum err web_send_file(const struct web_request *r, struct web_answer *a, struct web_file file)
{
    AUTO(fd_close) int fd = file.fd;
    enum web_condition condition = web_condition(r, a, file.etag);
    if (condition == WEB_OTHER) {
        return ERR_OK;
    }
    bool unchanged = condition == WEB_UNCHANGED;
    struct web_range range = {.kind = WEB_RANGE_WHOLE};
    if (!unchanged) {
        range = range_of(r, &file);
    }
    if (range.kind == WEB_RANGE_OUTSIDE) {
        return unsatisfiable(a, file.size);
    }
    if (file.etag != NULL) {
        (void)web_answer_etag(a, file.etag);
    }
    if (file.cache_control != NULL) {
        (void)web_answer_cache(a, file.cache_control);
    }
    if (!file.no_ranges) {
        (void)web_answer_header(a, "Accept-Ranges", "bytes");
    }
    (void)web_answer_type(a, file.content_type);
    web_answer_status(a, unchanged ? 304 : 200);
    if (range.kind == WEB_RANGE_PART) {
        char text[96];
        (void)snprintf(text, sizeof(text), "bytes %" PRIu64 "-%" PRIu64 "/%" PRIu64, range.offset,
                       range.offset + range.length - 1, file.size);
        web_answer_status(a, 206);
        (void)web_answer_header(a, "Content-Range", text);
        return web_answer_fd(a, fd_move(&fd), range.offset, range.length);
    }
    return web_answer_fd(a, fd_move(&fd), 0, file.size);
}
