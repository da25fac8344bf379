#include "export.h"

#include "base_file.h"
#include "base_time.h"
#include "mine.h"
#include "shut_captions.h"
#include "store_draft.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { WHY_MAX = 96 };

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
    *out_done = true;
    if (x->part > 1) { /* data.json is in the first */
        return ERR_OK;
    }
    TRY(export_schema(&schema));
    return put_whole(x, "data.schema.json", buf_span(&schema), out);
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
    if (x->below == 0) {
        (void)buf_printf(&plain, ",\"%s\":[", table.name);
        x->below = INT64_MAX;
        x->comma = false;
    }
    TRY(store_mine_page(x->e->store, x->viewer.person.user, table.part, x->below, &page));
    TRY(mine_rows(&x->viewer, x->table, &page, &j));
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

/* An upload that goes on meanwhile is taken as it stands now. */
static enum err look_at_draft(struct export *x, const struct blob_id *id, uint64_t size)
{
    struct store_draft row;
    int64_t person = x->viewer.person.user;
    TRY(store_draft_get(x->e->store, person, span_text(id->text), &row));
    x->sealed = row.sealed;
    x->whole.bytes = (uint64_t)row.bytes;
    if (!row.sealed) {
        return ERR_OK;
    }
    x->tail.max = SHUT_PIECE;
    return draft_look(x->e->drafts, &row, size, &x->tail, &x->left);
}

/* Whether it is sealed, and how much is in it. */
static enum err look_inside(struct export *x, enum blob_place place, const struct blob_id *id,
                            uint64_t size)
{
    x->whole = shut_whole_of(SHUT_ORIGINAL, id->text, 0);
    custody_frame_auto(&x->tail);
    if (place == BLOB_DRAFT) {
        return look_at_draft(x, id, size);
    }
    bool original = place == BLOB_ORIGINAL;
    x->sealed = original ? x->files.original_sealed
                         : place == BLOB_MEDIA && x->files.audience != AUDIENCE_ALL;
    if (!x->sealed) {
        return ERR_OK;
    }
    TRY(shut_bytes(size, &x->left));
    x->whole.bytes = x->left;
    x->whole.kind = original ? SHUT_ORIGINAL : shut_file_kind(x->files.audience);
    return original && x->left != x->files.original_bytes ? ERR_IO : ERR_OK;
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
    uint64_t size = 0;
    enum err err = blob_get(x->e->blobs, place, &id, &x->fd, &size);
    if (err == ERR_NOT_FOUND) {
        note_absent(x, path, "it was not there any more");
        return ERR_OK;
    }
    TRY(err);
    x->at = 0;
    x->left = size;
    err = look_inside(x, place, &id, size);
    if (err == ERR_NOT_FOUND) { /* it has just become a video, or went */
        fd_close(fd_move(&x->fd));
        note_absent(x, path, "it was not there any more");
        return ERR_OK;
    }
    TRY(err);
    return zip_begin(&x->zip, path, x->left, out);
}

static struct shut_of shut_of(const struct export *x)
{
    return (struct shut_of){.custodian = x->e->custodian,
                            .token = &x->token,
                            .person = x->viewer.person.user,
                            .audience = x->files.audience};
}

/* Some of the file, at least a byte. Opened files share their place: pread. */
static enum err read_piece(const struct export *x, size_t len, struct buf *piece)
{
    uint64_t behind = x->at + x->left - x->tail.len;
    TRY(buf_grow(piece, len));
    if (x->tail.len > 0 && x->at >= behind) {
        return buf_append(piece, x->tail.ptr + (x->at - behind), len);
    }
    if (x->sealed) {
        len = len < behind - x->at ? len : (size_t)(behind - x->at);
        struct shut_of of = shut_of(x);
        struct shut_file file = {.fd = x->fd, .sealed = true, .whole = x->whole};
        return shut_read(&of, &file, x->at, len, piece);
    }
    ssize_t got = pread(x->fd, piece->ptr, len, (off_t)x->at);
    if (got <= 0) {
        return ERR_IO;
    }
    piece->len = (size_t)got;
    return ERR_OK;
}

static enum err put_piece(struct export *x, struct buf *out)
{
    AUTO(custody_frame) struct buf piece = {.max = LIMIT_EXPORT_PIECE};
    size_t len = x->left < LIMIT_EXPORT_PIECE ? (size_t)x->left : LIMIT_EXPORT_PIECE;
    if (len > 0) {
        TRY(read_piece(x, len, &piece));
        x->at += piece.len;
        x->left -= piece.len;
        TRY(zip_put(&x->zip, buf_span(&piece), out));
    }
    if (x->left > 0) {
        return ERR_OK;
    }
    fd_close(x->fd);
    x->fd = -1;
    return zip_end(&x->zip, out);
}

static enum err put_word(struct export *x, const char *name, const char *word, struct buf *out)
{
    char path[ZIP_NAME];
    (void)snprintf(path, sizeof(path), "videos/%" PRId64 "/%s", x->files.video, name);
    return word[0] == '\0' ? ERR_OK : put_whole(x, path, span_text(word), out);
}

/* data.json has them of all others. */
static enum err put_title(struct export *x, struct buf *out)
{
    AUTO(buf) struct buf sealed = {.max = LIMIT_FIELD};
    AUTO(buf) struct buf looks = {.max = LIMIT_FIELD};
    struct shut_of of = shut_of(x);
    struct shut_words words;
    if (x->files.audience == AUDIENCE_ALL || x->zip.files >= LIMIT_EXPORT_FILES) {
        return ERR_OK;
    }
    TRY(store_shut_get(x->e->store, x->files.video, x->files.audience, &sealed, &looks));
    TRY(shut_take_words(&of, buf_span(&sealed), &words));
    enum err err = put_word(x, "title.txt", words.title, out);
    err = err == ERR_OK ? put_word(x, "sound.txt", words.sound, out) : err;
    explicit_bzero(&words, sizeof(words));
    return err;
}

/* What their language is called stands behind the first word, where WebVTT has room for it. */
static enum err put_caption(struct export *x, const struct store_caption *caption, struct buf *out)
{
    static const char first[] = "WEBVTT";
    AUTO(custody_frame) struct buf plain = {.max = LIMIT_SHUT_CAPTIONS};
    AUTO(custody_frame) struct buf vtt = {.max = LIMIT_SHUT_CAPTIONS};
    struct shut_of of = shut_of(x);
    char path[ZIP_NAME];
    (void)snprintf(path, sizeof(path), "videos/%" PRId64 "/captions-%s.vtt", x->files.video,
                   x->lang);
    enum err err = shut_caption_read(&of, caption, &plain);
    struct span text = buf_span(&plain);
    struct span label = span_cut(&text, '\n');
    if (err == ERR_DENIED || err == ERR_FORMAT || (err == ERR_OK && text.len < sizeof(first) - 1)) {
        note_absent(x, path, "they could not be opened");
        return ERR_OK;
    }
    TRY(err);
    TRY(buf_grow(&vtt, plain.len + 1));
    TRY(buf_append_text(&vtt, first));
    TRY(buf_append_u8(&vtt, ' '));
    TRY(buf_append_span(&vtt, label));
    TRY(buf_append(&vtt, text.ptr + sizeof(first) - 1, text.len - (sizeof(first) - 1)));
    return put_whole(x, path, buf_span(&vtt), out);
}

static enum err next_caption(struct export *x, struct buf *out)
{
    AUTO(arena) struct arena memory = {.max = LIMIT_SHUT_MEMORY};
    struct store_caption caption;
    enum err err =
        store_caption_next(x->e->store, x->files.video, span_text(x->lang), &memory, &caption);
    if (err == ERR_NOT_FOUND || x->zip.files >= LIMIT_EXPORT_FILES) {
        x->said = true;
        return ERR_OK;
    }
    TRY(err);
    (void)snprintf(x->lang, sizeof(x->lang), "%.*s", (int)caption.lang.len,
                   (const char *)caption.lang.ptr);
    return put_caption(x, &caption, out);
}

enum err export_parts(struct store *s, int64_t person, int64_t *out_parts)
{
    int64_t videos = 0;
    TRY(store_mine_videos(s, person, &videos));
    *out_parts = videos <= EXPORT_VIDEOS ? 1 : (videos + EXPORT_VIDEOS - 1) / EXPORT_VIDEOS;
    return ERR_OK;
}

/* Where the part begins: its first video is below. */
static enum err first_video(struct export *x)
{
    int64_t newer = (x->part - 1) * EXPORT_VIDEOS;
    int64_t video = 0;
    x->below = INT64_MAX;
    if (newer == 0) {
        return ERR_OK;
    }
    enum err err = store_mine_video(x->e->store, x->viewer.person.user, newer - 1, &video);
    x->below = err == ERR_OK ? video : 1; /* none are left, if some were removed just now */
    return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err end_videos(struct export *x, bool more)
{
    char why[WHY_MAX];
    explicit_bzero(&x->token, sizeof(x->token)); /* nothing that follows is sealed */
    if (more) {
        (void)snprintf(why, sizeof(why),
                       "they are in part %" PRId64 ": /api/v1/me/data.zip?part=%" PRId64,
                       x->part + 1, x->part + 1);
        note_absent(x, "older videos", why);
    }
    return ERR_OK;
}

static enum err next_video(struct export *x, struct buf *out, bool *out_done)
{
    TRY(x->below == 0 ? first_video(x) : ERR_OK);
    enum err err = store_mine_files(x->e->store, x->viewer.person.user, x->below, &x->files);
    if (err == ERR_NOT_FOUND || (err == ERR_OK && x->videos == EXPORT_VIDEOS)) {
        *out_done = true;
        return end_videos(x, err == ERR_OK);
    }
    TRY(err);
    x->videos++;
    x->below = x->files.video;
    x->file = 0;
    x->lang[0] = '\0';
    x->said = false;
    return put_title(x, out);
}

static enum err put_video(struct export *x, struct buf *out, bool *out_done)
{
    if (x->fd >= 0) {
        return put_piece(x, out);
    }
    if (x->below == 0 || x->said) {
        return next_video(x, out, out_done);
    }
    if (x->file == EXPORT_VIDEO_FILES) {
        return next_caption(x, out);
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

/* ---- their picture */

static enum err put_avatar(struct export *x, struct buf *out, bool *out_done)
{
    struct store_profile person;
    if (x->fd >= 0) {
        return put_piece(x, out);
    }
    *out_done = x->avatar;
    if (x->avatar) {
        return ERR_OK;
    }
    x->avatar = true;
    enum err err = store_profile_get(x->e->store, x->viewer.person.user, &person);
    if (err == ERR_NOT_FOUND || (err == ERR_OK && person.avatar[0] == '\0')) {
        return ERR_OK;
    }
    TRY(err);
    return open_file(x, BLOB_MEDIA, person.avatar, "picture.jpg", out);
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

static const struct {
    enum err (*put)(struct export *, struct buf *, bool *);
    bool in_each; /* part; else in the first alone */
} steps[] = {
    {put_words, true},    {put_first, false},  {put_month, false},
    {put_rows, false},    {put_avatar, false}, {put_video, true},
    {list_drafts, false}, {put_draft, false},  {put_end, true},
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
        if (steps[x->step].in_each || x->part == 1) {
            TRY(steps[x->step].put(x, out, &done));
        } else {
            done = true;
        }
        x->step += done ? 1 : 0;
    }
    return buf_status(out);
}
