/*
 * export.c: GET /api/v1/me/data.zip. What can be refused or does not open is found before the
 * answer begins; what fails after that breaks the answer off, and an archive without its end is no
 * archive. A browser that is refused is led back to the app's page; programs get the problem.
 */
#include "export.h"

#include "base_diag.h"
#include "base_file.h"
#include "base_text.h"
#include "base_time.h"
#include "export_place.h"
#include "handlers.h"
#include "shell.h"
#include "viewer_answer.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_MAX = 128, PAGE_MAX = 48, PART_MAX = 32 };

static void export_free(struct export *x)
{
    if (x == NULL) {
        return;
    }
    if (x->placed) {
        exports_give(x->e->exports, x->viewer.person.user);
    }
    fd_close(x->fd);
    custody_frame_auto(&x->tail);
    custody_frame_auto(&x->first);
    buf_done(&x->absent);
    zip_done(&x->zip);
    explicit_bzero(x, sizeof(*x));
    free(x);
}
AUTO_CLOSER(export_free, struct export)

static enum err pull_next(void *state, struct buf *out)
{
    struct export *x = state;
    if (x->first.len > 0) {
        enum err err = buf_append_span(out, buf_span(&x->first));
        custody_frame_auto(&x->first);
        return err;
    }
    enum err err = export_step(x, out);
    if (err != ERR_OK) {
        diag(DIAG_NOTICE, "an archive of a person's data was broken off: %s", err_text(err));
    }
    return err;
}

static void pull_close(void *state)
{
    export_free(state);
}

static enum err refuse(struct web_answer *a, enum err err)
{
    switch ((int)err) {
    case ERR_CONFLICT:
        (void)web_answer_problem_limit(a, 409, "Conflict",
                                       "Your data is being sent already; one at a time.", 1);
        return err;
    case ERR_LIMIT:
        (void)web_answer_problem_limit(a, 429, "Too many requests",
                                       "You took your data along several times just now; wait a "
                                       "minute.",
                                       LIMIT_EXPORT_BURST);
        (void)web_answer_header(a, "Retry-After", "60");
        return err;
    default:
        (void)web_answer_problem_limit(
            a, 503, "Busy", "Others take their data along just now; try again soon.", LIMIT_PULLS);
        (void)web_answer_header(a, "Retry-After", "60");
        return err;
    }
}

/* Up to and with what the sealed parts say. */
static enum err begin(struct export *x)
{
    x->first.max = LIMIT_PULL_PIECE;
    while (!export_data_begun(x)) {
        TRY(export_step(x, &x->first));
    }
    return ERR_OK;
}

static void name_it(struct web_answer *a, const struct export *x)
{
    char day[TIME_ISO_SIZE];
    char value[NAME_MAX];
    char part[PART_MAX] = "";
    time_iso(time_wall_ms(), day);
    if (x->parts > 1) {
        (void)snprintf(part, sizeof(part), "-part-%" PRId64, x->part);
    }
    (void)snprintf(value, sizeof(value), "attachment; filename=\"vitrine-%s-%.10s%s.zip\"",
                   x->viewer.person.handle, day, part);
    (void)web_answer_header(a, "Content-Disposition", value);
}

static enum err choose_part(const struct web_request *r, struct web_answer *a, struct export *x)
{
    struct span text = {0};
    uint64_t part = 1;
    TRY(export_parts(x->e->store, x->viewer.person.user, &x->parts));
    bool asked = web_request_query(r, "part", &text);
    if (asked &&
        (text_u64(text, INT64_MAX, &part) != ERR_OK || part == 0 || part > (uint64_t)x->parts)) {
        (void)web_answer_problem_limit(a, 400, "Malformed request",
                                       "part: from 1 to as many as there are", x->parts);
        return ERR_FORMAT;
    }
    x->part = (int64_t)part;
    return ERR_OK;
}

static enum err take(struct edged *e, const struct web_request *r, struct web_answer *a)
{
    static const struct web_pull pull = {pull_next, pull_close};
    AUTO(export_free) struct export *x = calloc(1, sizeof(*x));
    if (x == NULL) {
        return ERR_NOMEM;
    }
    x->e = e;
    x->fd = -1;
    x->absent.max = LIMIT_EXPORT_ABSENT;
    zip_init(&x->zip, time_wall_ms(), LIMIT_EXPORT_DIRECTORY);
    TRY(viewer_enter(e, r, a, &x->token, &x->viewer));
    TRY(choose_part(r, a, x));
    enum err err = exports_take(e->exports, x->viewer.person.user, r->client, time_mono_ms());
    if (err != ERR_OK) {
        return refuse(a, err);
    }
    x->placed = true;
    err = begin(x);
    if (err != ERR_OK) {
        return viewer_refuse(a, err);
    }
    name_it(a, x);
    (void)web_answer_type(a, "application/zip");
    (void)web_answer_cache(a, "no-store");
    web_answer_status(a, 200);
    return web_answer_pull(a, &pull, MOVE(x));
}

/* Whoever pressed the link is led back to the page, which has words for the status. */
static enum err lead_back(struct web_answer *a, unsigned status)
{
    char page[PAGE_MAX];
    (void)snprintf(page, sizeof(page), "/settings/data?refused=%u", status);
    web_answer_again(a);
    web_answer_status(a, 303);
    (void)web_answer_cache(a, "no-store");
    return web_answer_location(a, page);
}

enum err get_my_zip(void *app, const struct web_request *r, struct web_answer *a)
{
    enum err err = take(app, r, a);
    return shell_wanted(r) && a->problem ? lead_back(a, a->status) : err;
}
