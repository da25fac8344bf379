#include "export.h"

#include "base_file.h"
#include "base_time.h"
#include "mine.h"
#include "store_draft.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const uint64_t json_most = UINT32_MAX / 2; /* far above what its limits allow */

/* ---- files of words */

static enum err put_whole(struct export *x, const char *name, struct span bytes, struct buf *out)
{
    TRY(zip_begin(&x->zip, name, bytes.len, out));
    TRY(zip_put(&x->zip, bytes, out));
    return zip_end(&x->zip, out);
}

static enum err put_words(struct export *x, struct buf *out, bool *out_done)
{
    AUTO(buf) struct buf readme = {.max = LIMIT_DATA_MAP};
    AUTO(buf) struct buf schema = {.max = LIMIT_DATA_MAP};
    TRY(export_readme(&readme, x->viewer.person.handle, x->e->origin));
    TRY(put_whole(x, "README.txt", buf_span(&readme), out));
    TRY(export_schema(&schema));
    TRY(put_whole(x, "data.schema.json", buf_span(&schema), out));
    *out_done = true;
    return ERR_OK;
}

/* ---- data.json: an object that is left open from step to step */

static enum err put_first(struct export *x, struct buf *out, bool *out_done)
{
    AUTO(custody_frame) struct buf plain = {.max = LIMIT_MINE};
    struct jot j = jot_start(&plain);
    TRY(zip_begin(&x->zip, "data.json", json_most, out));
    jot_object(&j);
    TRY(mine_first(&x->viewer, &j));
    jot_key(&j, "seen_and_liked");
    jot_array(&j);
    TRY(buf_status(&plain));
    TRY(zip_put(&x->zip, buf_span(&plain), out));
    x->comma = false;
    x->months = mine_month_last() + 1u;
    *out_done = true;
    return ERR_OK;
}

static enum err put_month(struct export *x, struct buf *out, bool *out_done)
{
    AUTO(custody_frame) struct buf plain = {.max = LIMIT_MINE};
    struct jot j = {.out = &plain, .comma = x->comma};
    bool any = false;
    while (x->months > 0 && !any) {
        x->months--;
        TRY(mine_month(&x->viewer, (uint16_t)x->months, &j, &any));
    }
    if (!any) {
        jot_array_end(&j);
        explicit_bzero(&x->token, sizeof(x->token)); /* nothing that follows is sealed */
        x->table = 0;
        *out_done = true;
    }
    TRY(buf_status(&plain));
    x->comma = true;
    return zip_put(&x->zip, buf_span(&plain), out);
}

/* The rows of an array, without its brackets. */
static void put_inside(struct buf *plain, bool *comma, struct span array)
{
    if (array.len > 2) {
        (void)buf_append_text(plain, *comma ? "," : "");
        (void)buf_append(plain, array.ptr + 1, array.len - 2);
        *comma = true;
    }
}

/* A page of a table; after its last one the table's end. */
static enum err put_rows(struct export *x, struct buf *out, bool *out_done)
{
    AUTO(buf) struct buf plain = {.max = LIMIT_MINE};
    AUTO(buf) struct buf rows = {.max = LIMIT_MINE};
    struct jot j = jot_start(&rows);
    struct store_page page = {.first = 1, .last = 0};
    struct store_mine_table table = store_mine_table(x->table);
    int64_t person = x->viewer.person.user;
    if (x->below == 0) {
        (void)buf_printf(&plain, ",\"%s\":[", table.name);
        x->below = INT64_MAX;
        x->comma = false;
    }
    TRY(store_mine_page(x->e->store, person, table.part, x->below, &page));
    TRY(store_mine_rows(x->e->store, person, x->table, &page, &j));
    TRY(buf_status(&rows));
    put_inside(&plain, &x->comma, buf_span(&rows));
    x->below = page.more ? page.first : 0;
    if (!page.more) {
        (void)buf_append_text(&plain, "]");
        x->table++;
        *out_done = x->table == store_mine_tables();
        (void)buf_append_text(&plain, *out_done ? "}\n" : "");
    }
    TRY(buf_status(&plain));
    TRY(zip_put(&x->zip, buf_span(&plain), out));
    return *out_done ? zip_end(&x->zip, out) : ERR_OK;
}

/* ---- media */

static void note_absent(struct export *x, const char *path, const char *why)
{
    char line[ZIP_NAME + 100];
    int len = snprintf(line, sizeof(line), "%s: %s\n", path, why);
    if (len > 0 && x->absent.max - x->absent.len >= (size_t)len) {
        (void)buf_append(&x->absent, line, (size_t)len);
    } else {
        x->absent_more++;
    }
}

static enum err open_file(struct export *x, enum blob_place place, const char *name,
                          const char *path, struct buf *out)
{
    struct blob_id id;
    TRY(blob_id_of(span_text(name), &id));
    if (x->zip.files >= LIMIT_EXPORT_FILES) {
        note_absent(x, path, "there are more files than one archive takes");
        return ERR_OK;
    }
    enum err err = blob_get(x->e->blobs, place, &id, &x->fd, &x->left);
    if (err == ERR_NOT_FOUND) {
        note_absent(x, path, "it was not there any more");
        return ERR_OK;
    }
    TRY(err);
    x->at = 0;
    return zip_begin(&x->zip, path, x->left, out);
}

/* Opened files share their place: pread. */
static enum err put_piece(struct export *x, struct buf *out)
{
    AUTO(buf) struct buf piece = {.max = LIMIT_EXPORT_PIECE};
    size_t len = x->left < LIMIT_EXPORT_PIECE ? (size_t)x->left : LIMIT_EXPORT_PIECE;
    if (len > 0) {
        TRY(buf_grow(&piece, len));
        ssize_t got = pread(x->fd, piece.ptr, len, (off_t)x->at);
        if (got <= 0) {
            return ERR_IO;
        }
        x->at += (uint64_t)got;
        x->left -= (uint64_t)got;
        TRY(zip_put(&x->zip, span_of(piece.ptr, (size_t)got), out));
    }
    if (x->left > 0) {
        return ERR_OK;
    }
    fd_close(x->fd);
    x->fd = -1;
    return zip_end(&x->zip, out);
}

static enum err next_video(struct export *x, bool *out_done)
{
    x->below = x->below == 0 ? INT64_MAX : x->below;
    enum err err = store_mine_files(x->e->store, x->viewer.person.user, x->below, &x->files);
    if (err == ERR_NOT_FOUND) {
        *out_done = true;
        return ERR_OK;
    }
    TRY(err);
    x->below = x->files.video;
    x->file = 0;
    return ERR_OK;
}

static enum err put_video(struct export *x, struct buf *out, bool *out_done)
{
    if (x->fd >= 0) {
        return put_piece(x, out);
    }
    if (x->below == 0 || x->file == EXPORT_VIDEO_FILES) {
        return next_video(x, out_done);
    }
    const struct {
        const char *name;
        const char *path;
        enum blob_place place;
    } files[EXPORT_VIDEO_FILES] = {
        {x->files.largest, "video.mp4", BLOB_MEDIA},
        {x->files.poster, "poster.jpg", BLOB_MEDIA},
        {x->files.original, "original", BLOB_ORIGINAL},
    };
    size_t i = x->file++;
    char path[ZIP_NAME];
    (void)snprintf(path, sizeof(path), "videos/%" PRId64 "/%s", x->files.video, files[i].path);
    return files[i].name[0] == '\0' ? ERR_OK
                                    : open_file(x, files[i].place, files[i].name, path, out);
}

/* ---- uploads under way */

static enum err list_drafts(struct export *x, struct buf *out, bool *out_done)
{
    struct store_draft drafts[LIMIT_DRAFTS];
    (void)out;
    TRY(store_draft_own(x->e->store, x->viewer.person.user, drafts, &x->draft_count));
    for (size_t i = 0; i < x->draft_count; i++) {
        memcpy(x->drafts[i], drafts[i].id, sizeof(x->drafts[i]));
    }
    *out_done = true;
    return ERR_OK;
}

static enum err put_draft(struct export *x, struct buf *out, bool *out_done)
{
    if (x->fd >= 0) {
        return put_piece(x, out);
    }
    if (x->draft == x->draft_count) {
        *out_done = true;
        return ERR_OK;
    }
    const char *name = x->drafts[x->draft++];
    char path[ZIP_NAME];
    (void)snprintf(path, sizeof(path), "uploads/%s", name);
    return open_file(x, BLOB_DRAFT, name, path, out);
}

/* ---- the end */

static enum err put_end(struct export *x, struct buf *out, bool *out_done)
{
    if (x->absent.len > 0) {
        if (x->absent_more > 0) {
            x->absent.max += ZIP_NAME;
            (void)buf_printf(&x->absent, "and %" PRIu64 " more\n", x->absent_more);
        }
        TRY(buf_status(&x->absent));
        TRY(put_whole(x, "not-included.txt", buf_span(&x->absent), out));
    }
    *out_done = true;
    return zip_finish(&x->zip, out);
}

static enum err (*const steps[])(struct export *, struct buf *, bool *) = {
    put_words, put_first, put_month, put_rows, put_video, list_drafts, put_draft, put_end,
};
enum { STEP_DATA = 2, STEPS = sizeof(steps) / sizeof(steps[0]) };

bool export_data_begun(const struct export *x)
{
    return x->step >= STEP_DATA;
}

enum err export_step(struct export *x, struct buf *out)
{
    size_t before = out->len;
    while (x->step < STEPS && out->len == before) {
        bool done = false;
        TRY(steps[x->step](x, out, &done));
        x->step += done ? 1 : 0;
    }
    return buf_status(out);
}
