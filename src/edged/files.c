/*
 * files.c: what is sent as it lies in a folder: media of public videos, the ledger, the web app;
 * and what the region says of itself.
 */
#include "handlers.h"

#include "base_json.h"
#include "base_limits.h"
#include "base_markup.h"
#include "datamap.h"
#include "edged.h"
#include "media_cache.h"
#include "session.h"
#include "shell.h"
#include "store_fill.h"
#include "store_media.h"
#include "web_file.h"
#include "web_path.h"

#include <stdio.h>
#include <string.h>

enum { ANSWER_MAX = 4 * 1024 };

static const char tile_cache[] = "public, max-age=31536000, immutable";

/* Asked while it goes out. What cannot be looked up goes on. */
static bool is_shown(void *app, const char *name)
{
    struct edged *e = app;
    bool gone = true;
    for (enum store_media kind = STORE_MP4; gone && kind <= STORE_PICTURE; kind++) {
        gone = store_media_public(e->store, kind, span_text(name)) == ERR_NOT_FOUND;
    }
    return !gone;
}

static enum err send_media(struct edged *e, const struct web_request *r, struct web_answer *a,
                           enum store_media kind)
{
    struct blob_id id;
    if (blob_id_of(web_request_param(r, "id"), &id) != ERR_OK) {
        return ERR_NOT_FOUND;
    }
    TRY(store_media_public(e->store, kind, span_text(id.text)));
    char etag[BLOB_NAME + 3];
    (void)snprintf(etag, sizeof(etag), "\"%s\"", id.text);
    struct web_file file = {
        .fd = -1,
        .etag = etag,
        .content_type = kind == STORE_PICTURE ? "image/jpeg" : "video/mp4",
        .cache_control = MEDIA_CACHE,
    };
    TRY(blob_get(e->blobs, BLOB_MEDIA, &id, &file.fd, &file.size));
    enum err err = web_send_file(r, a, file);
    return err == ERR_OK ? web_answer_while(a, is_shown, id.text) : err;
}

enum err get_rendition(void *app, const struct web_request *r, struct web_answer *a)
{
    return send_media(app, r, a, STORE_MP4);
}

enum err get_hls(void *app, const struct web_request *r, struct web_answer *a)
{
    return send_media(app, r, a, STORE_HLS);
}

/* A poster or a strip. */
enum err get_picture(void *app, const struct web_request *r, struct web_answer *a)
{
    return send_media(app, r, a, STORE_PICTURE);
}

/* The request's path below a folder's URL. */
static struct span below(const struct web_request *r, const char *prefix)
{
    size_t len = strlen(prefix);
    return r->path.len < len ? span_of(NULL, 0) : span_of(r->path.ptr + len, r->path.len - len);
}

enum err get_ledger_text(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    struct web_static folder = {e->ledger_fd, "no-cache", "text/plain; charset=utf-8", 0, NULL};
    return web_send_static(r, a, &folder, below(r, "/ledger/"));
}

/* A partial tile's folder is named after the tile, with ".p". */
static bool is_partial(struct span name)
{
    while (name.len > 0) {
        struct span segment = span_cut(&name, '/');
        if (segment.len > 2 && memcmp(segment.ptr + segment.len - 2, ".p", 2) == 0) {
            return true;
        }
    }
    return false;
}

enum err get_ledger_tile(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    struct span name = below(r, "/ledger/");
    struct web_static folder = {e->ledger_fd, is_partial(name) ? "no-cache" : tile_cache,
                                "application/octet-stream", 0, NULL};
    return web_send_static(r, a, &folder, name);
}

/* As custodiand wrote it down; it writes nothing where nobody is asked. */
enum err get_witnesses(void *app, const struct web_request *r, struct web_answer *a)
{
    static const char nobody[] = "{\"quorum\":0,\"quorum_ms\":0,\"size\":0,\"state\":\"none\","
                                 "\"stop_minutes\":0,\"witnesses\":[]}";
    struct edged *e = app;
    struct web_static folder = {e->ledger_fd, "no-cache", "application/json", 0, NULL};
    enum err err = web_send_static(r, a, &folder, span_text("witnesses"));
    if (err != ERR_NOT_FOUND) {
        return err;
    }
    AUTO(buf) struct buf body = {.max = sizeof(nobody)};
    TRY(buf_append_text(&body, nobody));
    return web_answer_json(a, 200, &body);
}

static enum err send_page(const struct web_request *r, struct web_answer *a,
                          struct web_static *folder, const char *page, enum language language)
{
    char file[TONGUE_FILE];
    tongue_page(language, page, file);
    folder->language = tongue_name(language);
    return web_send_static(r, a, folder, span_text(file));
}

enum err get_shell(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    struct web_static folder = {.dir_fd = e->www_fd, .cache_control = "no-cache"};
    return send_page(r, a, &folder, "index", tongue_of(r).language);
}

/* Of what is not there for everybody: 404, but to who is signed in, as it may be theirs. */
enum err get_shell_alone(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    struct span session = {NULL, 0};
    struct web_static folder = {.dir_fd = e->www_fd, .cache_control = "no-store"};
    folder.status = web_request_cookie(r, SESSION_COOKIE, &session) && session.len > 0 ? 0 : 404;
    return send_page(r, a, &folder, "index", tongue_of(r).language);
}

enum err get_asset(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    struct web_static folder = {.dir_fd = e->www_fd};
    return web_send_static(r, a, &folder, below(r, "/"));
}

/* Where the app's own page for this is not there. */
static enum err put_not_found(struct buf *out, enum language language)
{
    const char *nothing = words_of(language, WORD_NOTHING);
    (void)shell_bare(out, language);
    return markup_join(out, (const char *const[]){"<title>", nothing, "</title><h1>", nothing,
                                                  "</h1><p><a href=\"/\">",
                                                  words_of(language, WORD_TO_VIDEOS),
                                                  "</a></p></html>\n", NULL});
}

/* A page for people, a problem document for programs. */
static enum err answer_not_found(struct edged *e, const struct web_request *r, struct web_answer *a)
{
    struct web_static folder = {.dir_fd = e->www_fd, .cache_control = "no-store", .status = 404};
    if (!shell_wanted(r) || span_starts(r->path, "/api/")) {
        return ERR_NOT_FOUND;
    }
    enum language language = tongue_of(r).language;
    enum err err = send_page(r, a, &folder, "not-found", language);
    if (err != ERR_NOT_FOUND) {
        return err;
    }
    AUTO(buf) struct buf body = {.max = ANSWER_MAX};
    TRY(put_not_found(&body, language));
    web_answer_status(a, 404);
    (void)tongue_say(a, language);
    (void)web_answer_cache(a, "no-store");
    return web_answer_body(a, "text/html; charset=utf-8", &body);
}

/* The app's files beside its page (manifest, icon, service worker); else nothing. */
enum err get_other(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    struct web_static folder = {.dir_fd = e->www_fd, .cache_control = "no-cache"};
    enum err err = web_send_static(r, a, &folder, below(r, "/"));
    return err == ERR_NOT_FOUND ? answer_not_found(e, r, a) : err;
}

enum err get_region(void *app, const struct web_request *r, struct web_answer *a)
{
    (void)r;
    struct edged *e = app;
    AUTO(buf) struct buf body = {.max = ANSWER_MAX};
    bool filled = false;
    TRY(store_fill_is(e->store, &filled));
    struct jot j = jot_start(&body);
    jot_object(&j);
    jot_put_text(&j, "origin", e->origin);
    jot_put_text(&j, "build", "unreviewed");
    jot_put_bool(&j, "made_up", filled);
    jot_key(&j, "limits");
    jot_object(&j);
    jot_put_int(&j, "upload_bytes", (int64_t)(LIMIT_UPLOAD_MIB * MIB));
    jot_put_int(&j, "upload_keep_seconds", LIMIT_DRAFT_KEEP_MS / 1000);
    jot_put_int(&j, "uploads", LIMIT_DRAFTS);
    jot_put_int(&j, "quota_bytes", (int64_t)(LIMIT_PERSON_GIB * GIB));
    jot_put_int(&j, "video_seconds", LIMIT_VIDEO_S);
    jot_put_int(&j, "video_side", LIMIT_VIDEO_SIDE);
    jot_put_int(&j, "title_chars", LIMIT_TITLE);
    jot_put_int(&j, "caption_bytes", LIMIT_CAPTIONS);
    jot_put_int(&j, "caption_languages", LIMIT_LANGUAGES);
    jot_put_int(&j, "picture_bytes", (int64_t)(LIMIT_PICTURE_MIB * MIB));
    jot_put_int(&j, "picture_side", LIMIT_PICTURE_SIDE);
    jot_put_int(&j, "handle_min", LIMIT_HANDLE_MIN);
    jot_put_int(&j, "handle_max", LIMIT_HANDLE);
    jot_put_int(&j, "password_min", LIMIT_PASSWORD_MIN);
    jot_object_end(&j);
    jot_object_end(&j);
    return web_answer_json(a, 200, &body);
}

/* The map that is linked in, to the byte: custodiand puts the digest of its own into the ledger. */
enum err get_data_map(void *app, const struct web_request *r, struct web_answer *a)
{
    (void)app;
    (void)r;
    AUTO(buf) struct buf body = {.max = LIMIT_DATA_MAP};
    TRY(datamap_json(&body));
    web_answer_status(a, 200);
    (void)web_answer_cache(a, "no-cache");
    return web_answer_body(a, "application/json", &body);
}
