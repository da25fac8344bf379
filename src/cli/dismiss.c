#include "dismiss.h"

#include "approval_statement.h"
#include "base_file.h"
#include "base_id.h"
#include "base_text.h"
#include "base_time.h"
#include "digest.h"
#include "signing.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { FAILED = 1 };

static int complain(const char *what, const char *why)
{
    (void)fprintf(stderr, "vitrine decide: %s: %s\n", what, why);
    return FAILED;
}

static int read_number(const char *what, const char *text, int64_t *out)
{
    uint64_t number = 0;
    if (text_u64(span_text(text), INT64_MAX, &number) != ERR_OK) {
        return complain(what, "not a number");
    }
    *out = (int64_t)number;
    return 0;
}

/* The opening, whose digest the statement has. */
static int put_opening(const struct dismiss_wish *wish, struct approval_dismissal *d,
                       struct buf *out)
{
    AUTO(buf) struct buf reason = {.max = LIMIT_STATEMENT_FILE};
    struct approval_opening opening = {.object = d->of};
    enum err err = strcmp(wish->reason, "-") == 0
                       ? file_read_fd(STDIN_FILENO, &reason)
                       : buf_append_span(&reason, span_text(wish->reason));
    opening.reason = buf_span(&reason);
    random_fill(opening.salt, sizeof(opening.salt));
    if (err == ERR_OK) {
        err = approval_opening_encode(&opening, out);
    }
    if (err != ERR_OK) {
        return complain("--reason",
                        err == ERR_FORMAT ? "from 1 to 2000 characters of UTF-8" : err_text(err));
    }
    digest_of(buf_span(out), d->opening);
    return 0;
}

static int sign_and_send(const struct dismiss_wish *wish, const struct signing_region *region,
                         struct approval_dismissal *d)
{
    AUTO(office_key) struct office_key key = {{0}, {0}};
    AUTO(buf) struct buf opening = {.max = LIMIT_STATEMENT_FILE};
    AUTO(buf) struct buf payload = {.max = LIMIT_STATEMENT};
    AUTO(buf) struct buf envelope = {.max = LIMIT_STATEMENT};
    struct signing_answer answer = {.taken = false};
    enum err err = office_key_read(wish->key, &key);
    if (err != ERR_OK) {
        return complain(wish->key, office_key_fault(err));
    }
    int status = put_opening(wish, d, &opening);
    if (status != 0) {
        return status;
    }
    err = approval_dismissal_encode(d, &payload);
    if (err == ERR_OK) {
        err = approval_sign(key.seed, buf_span(&payload), &envelope);
    }
    if (err == ERR_OK) {
        err = signing_send(region, buf_span(&envelope), buf_span(&opening), &answer);
    }
    if (err != ERR_OK || !answer.taken) {
        return complain(wish->of, err != ERR_OK ? err_text(err) : answer.problem);
    }
    (void)printf(wish->json ? "{\"case\":%" PRId64 "}\n"
                            : "case %" PRId64 " is closed, without a decision\n",
                 d->of);
    return 0;
}

int dismiss(const struct dismiss_wish *wish, int data)
{
    struct approval_dismissal d = {.made_ms = time_wall_ms()};
    struct signing_region region;
    int status = read_number(wish->of, wish->of, &d.of);
    if (status == 0) {
        status = read_number("--upto", wish->upto, &d.upto);
    }
    if (status != 0) {
        return status;
    }
    enum err err = signing_region_find(data, &region);
    if (err != ERR_OK) {
        return complain(wish->data, err == ERR_GONE ? "the region does not run" : err_text(err));
    }
    memcpy(d.region, region.origin, sizeof(d.region));
    random_fill(d.puid, sizeof(d.puid));
    return sign_and_send(wish, &region, &d);
}
