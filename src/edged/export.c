/*
 * export.c: GET /api/v1/me/data.zip. What can be refused or does not open is found before the
 * answer begins; what fails after that breaks the answer off, and an archive without its end is no
 * archive.
 */
#include "export.h"

#include "base_diag.h"
#include "base_file.h"
#include "base_time.h"
#include "export_place.h"
#include "handlers.h"
#include "viewer_answer.h"

#include <stdio.h>
#include <stdlib.h>

enum { NAME_MAX = 128 };

static void export_free(struct export *x)
{
    if (x == NULL) {
        return;
    }
    if (x->placed) {
        exports_give(x->e->exports, x->viewer.person.user);
    }
    fd_close(x->fd);
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

static void name_it(struct web_answer *a, const char *handle)
{
    char day[TIME_ISO_SIZE];
    char value[NAME_MAX];
    time_iso(time_wall_ms(), day);
    (void)snprintf(value, sizeof(value), "attachment; filename=\"vitrine-%s-%.10s.zip\"", handle,
                   day);
    (void)web_answer_header(a, "Content-Disposition", value);
}

enum err get_my_zip(void *app, const struct web_request *r, struct web_answer *a)
{
    static const struct web_pull pull = {pull_next, pull_close};
    struct edged *e = app;
    AUTO(export_free) struct export *x = calloc(1, sizeof(*x));
    if (x == NULL) {
        return ERR_NOMEM;
    }
    x->e = e;
    x->fd = -1;
    x->absent.max = LIMIT_EXPORT_ABSENT;
    zip_init(&x->zip, time_wall_ms(), LIMIT_EXPORT_DIRECTORY);
    TRY(viewer_enter(e, r, a, &x->token, &x->viewer));
    enum err err = exports_take(e->exports, x->viewer.person.user, r->client, time_mono_ms());
    if (err != ERR_OK) {
        return refuse(a, err);
    }
    x->placed = true;
    err = begin(x);
    if (err != ERR_OK) {
        return viewer_refuse(a, err);
    }
    name_it(a, x->viewer.person.handle);
    (void)web_answer_type(a, "application/zip");
    (void)web_answer_cache(a, "no-store");
    web_answer_status(a, 200);
    return web_answer_pull(a, &pull, MOVE(x));
}
