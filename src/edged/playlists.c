/*
 * playlists.c: the HLS playlists of public videos, for those that have HLS files.
 */
#include "handlers.h"

#include "base_text.h"
#include "edged.h"
#include "media_cache.h"
#include "playlist.h"
#include "store_video.h"
#include "web_file.h"

#include <stdio.h>

enum { ETAG_MAX = 64 };

static const char playlist_type[] = "application/vnd.apple.mpegurl";

struct hls {
    size_t count;
    struct store_rendition rows[STORE_RENDITIONS];
    struct playlist_rendition renditions[STORE_RENDITIONS];
};

static enum err read_id(const struct web_request *r, const char *name, int64_t *out)
{
    uint64_t number = 0;
    if (text_u64(web_request_param(r, name), INT64_MAX, &number) != ERR_OK) {
        return ERR_NOT_FOUND;
    }
    *out = (int64_t)number;
    return ERR_OK;
}

static enum err read_hls(struct edged *e, const struct web_request *r, int64_t *out_video,
                         struct hls **out_hls)
{
    struct hls *hls = ARENA_NEW(r->scratch, struct hls);
    if (hls == NULL) {
        return ERR_NOMEM;
    }
    TRY(read_id(r, "id", out_video));
    TRY(store_media_hls(e->store, *out_video, r->scratch, hls->rows, &hls->count));
    for (size_t i = 0; i < hls->count; i++) {
        hls->renditions[i].row = hls->rows[i];
        TRY(segments_decode(hls->rows[i].segments, &hls->renditions[i].segments));
    }
    *out_hls = hls;
    return ERR_OK;
}

static enum err send_playlist(const struct web_request *r, struct web_answer *a, const char *etag,
                              struct buf *body)
{
    enum web_condition condition = web_condition(r, a, etag);
    if (condition == WEB_OTHER) {
        return ERR_OK;
    }
    (void)web_answer_etag(a, etag);
    (void)web_answer_cache(a, MEDIA_CACHE);
    /* A 304 has the length that 200 would have; the body is not sent. */
    web_answer_status(a, condition == WEB_UNCHANGED ? 304 : 200);
    return web_answer_body(a, playlist_type, body);
}

enum err get_master_playlist(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    struct hls *hls = NULL;
    struct store_video video;
    int64_t id = 0;
    TRY(read_hls(e, r, &id, &hls));
    TRY(store_video_get(e->store, id, &video));
    AUTO(buf) struct buf body = {.max = PLAYLIST_MAX};
    TRY(playlist_master(hls->renditions, hls->count, video.audio, &body));
    char etag[ETAG_MAX]; /* renditions are only ever added */
    (void)snprintf(etag, sizeof(etag), "\"%lld-%zu\"", (long long)id, hls->count);
    return send_playlist(r, a, etag, &body);
}

enum err get_media_playlist(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    struct hls *hls = NULL;
    int64_t id = 0;
    int64_t number = 0;
    TRY(read_hls(e, r, &id, &hls));
    TRY(read_id(r, "number", &number));
    for (size_t i = 0; i < hls->count; i++) {
        if (hls->rows[i].number != number) {
            continue;
        }
        AUTO(buf) struct buf body = {.max = PLAYLIST_MAX};
        TRY(playlist_media(&hls->renditions[i], &body));
        char etag[ETAG_MAX];
        (void)snprintf(etag, sizeof(etag), "\"%s\"", hls->rows[i].hls);
        return send_playlist(r, a, etag, &body);
    }
    return ERR_NOT_FOUND;
}
