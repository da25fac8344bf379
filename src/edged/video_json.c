#include "video_json.h"

#include "base_tag.h"
#include "base_time.h"
#include "people_json.h"
#include "playlist.h"
#include "store_caption.h"
#include "wire_report.h"

#include <stdio.h>

enum { URL_MAX = 96 };

/* What is not for everybody is served elsewhere, to those whom it is for (shut_media.c). */
static void put_url(struct jot *j, const struct store_video *v, const char *key, const char *name,
                    const char *ending)
{
    char url[URL_MAX];
    if (v->audience == AUDIENCE_ALL) {
        (void)snprintf(url, sizeof(url), "/media/%s%s", name, ending);
    } else {
        (void)snprintf(url, sizeof(url), "/api/v1/videos/%lld/media/%s%s", (long long)v->id, name,
                       ending);
    }
    jot_put_text(j, key, name[0] == '\0' ? NULL : url);
}

/* What version 1 of the database did not write down is null. */
static void put_rendition(struct jot *j, const struct store_video *v,
                          const struct store_rendition *r)
{
    char codecs[CODECS_TEXT];
    codecs_text(r->level, v->audio, codecs);
    jot_object(j);
    jot_put_int(j, "width", r->width);
    jot_put_int(j, "height", r->height);
    jot_key(j, "bytes");
    if (r->bytes > 0) {
        jot_int(j, r->bytes);
    } else {
        jot_null(j);
    }
    put_url(j, v, "url", r->mp4, ".mp4");
    jot_put_text(j, "codecs", codecs[0] == '\0' ? NULL : codecs);
    jot_object_end(j);
}

static void put_strip(struct jot *j, const struct store_video *v)
{
    const struct store_strip *strip = &v->strip;
    jot_key(j, "strip");
    if (strip->count == 0) {
        jot_null(j);
        return;
    }
    jot_object(j);
    put_url(j, v, "url", strip->name, ".jpg");
    jot_put_int(j, "columns", strip->columns);
    jot_put_int(j, "rows", strip->rows);
    jot_put_int(j, "count", strip->count);
    jot_put_int(j, "width", strip->width);
    jot_put_int(j, "height", strip->height);
    jot_object_end(j);
}

static void put_hls(struct jot *j, const struct store_video *v)
{
    char url[URL_MAX];
    (void)snprintf(url, sizeof(url), "/api/v1/videos/%lld/master.m3u8", (long long)v->id);
    bool there =
        v->audience == AUDIENCE_ALL && v->rendition_count > 0 && v->renditions[0].hls[0] != '\0';
    jot_put_text(j, "hls", there ? url : NULL);
}

/* Without media that whoever looks can have, null stands for what is not known yet. Width and
 * height are the smallest rendition's: all have its shape. */
static void put_media(struct jot *j, const struct store_video *v, const struct sight *sight)
{
    bool opened = sight->jobs != NULL || (sight->guest && v->audience == AUDIENCE_FOLLOWERS);
    bool may = store_video_shown(v) || (opened && store_video_ready(v));
    if (!may || v->rendition_count == 0) {
        static const char *const keys[] = {"duration_ms", "width", "height", "poster",
                                           "blurhash",    "strip", "hls"};
        for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
            jot_put_text(j, keys[i], NULL);
        }
        jot_key(j, "renditions");
        jot_array(j);
        jot_array_end(j);
        return;
    }
    jot_put_int(j, "duration_ms", v->duration_ms);
    jot_put_int(j, "width", v->renditions[0].width);
    jot_put_int(j, "height", v->renditions[0].height);
    put_url(j, v, "poster", v->poster, ".jpg");
    jot_put_text(j, "blurhash", v->blurhash[0] == '\0' ? NULL : v->blurhash);
    put_strip(j, v);
    put_hls(j, v);
    jot_key(j, "renditions");
    jot_array(j);
    for (size_t i = 0; i < v->rendition_count; i++) {
        put_rendition(j, v, &v->renditions[i]);
    }
    jot_array_end(j);
}

static void put_reason(struct jot *j, const struct store_video *v)
{
    AUTO(buf) struct buf text = {.max = 512};
    struct report report = {
        .refusal = v->refusal, .number = v->refusal_number, .codec = span_text(v->refusal_codec)};
    if (v->state != VIDEO_REFUSED || refusal_text(&report, &text) != ERR_OK) {
        jot_put_text(j, "reason", NULL);
        return;
    }
    jot_put_span(j, "reason", buf_span(&text));
}

static bool may_be_retried(const struct store_video *v)
{
    return v->state == VIDEO_REFUSED && v->kept_until_ms > time_wall_ms();
}

/* Until when its creator can ask for another try. */
static void put_retry(struct jot *j, const struct store_video *v)
{
    jot_key(j, "retry_until_ms");
    if (may_be_retried(v)) {
        jot_int(j, v->kept_until_ms);
    } else {
        jot_null(j);
    }
}

/* How far its first rendition is, and whether larger ones are still to come. */
static void put_progress(struct jot *j, const struct store_video *v, struct jobs *jobs)
{
    jot_key(j, "progress");
    if (v->state == VIDEO_QUEUED || v->state == VIDEO_RUNNING) {
        jot_int(j, jobs_progress(jobs, v->id));
    } else {
        jot_null(j);
    }
    jot_put_bool(j, "larger_to_come", v->rest == REST_WAITING || v->rest == REST_RUNNING);
}

static void put_liked(struct jot *j, const struct store_video *v, const struct feed_state *likes)
{
    jot_key(j, "liked");
    if (likes == NULL) {
        jot_null(j);
    } else {
        jot_bool(j, feed_state_has(likes, FEED_LIKES, v->id));
    }
}

static void put_saved(struct jot *j, const struct store_video *v, const struct feed_saved *saved)
{
    jot_key(j, "saved");
    if (saved == NULL) {
        jot_null(j);
    } else {
        jot_bool(j, feed_saved_place(saved, v->id) < saved->count);
    }
}

static void put_hashtags(struct jot *j, struct span title)
{
    struct tag tags[TAGS_MAX];
    size_t count = tags_of(title, tags);
    jot_key(j, "hashtags");
    jot_array(j);
    for (size_t i = 0; i < count; i++) {
        jot_text(j, tags[i].text);
    }
    jot_array_end(j);
}

static void put_author(struct jot *j, const struct store_video *v,
                       const struct store_follows *follows)
{
    struct people_user author = {v->person, v->handle, v->name, v->avatar, FOLLOWED_UNKNOWN};
    if (follows != NULL) {
        author.followed = store_follows_has(follows, v->person) ? FOLLOWED_YES : FOLLOWED_NO;
    }
    jot_key(j, "author");
    people_put_user(j, &author);
}

bool sight_lacks(const struct sight *sight, int64_t person)
{
    return (sight->off != NULL && feed_people_off(sight->off, person)) ||
           (sight->bars != NULL && store_follows_has(sight->bars, person));
}

static enum err put_captions(struct jot *j, const struct store_video *v, struct store *store)
{
    struct store_track tracks[LIMIT_LANGUAGES];
    size_t count = 0;
    TRY(v->captioned ? store_caption_list(store, v->id, tracks, &count) : ERR_OK);
    jot_key(j, "captions");
    jot_array(j);
    for (size_t i = 0; i < count; i++) {
        jot_object(j);
        jot_put_text(j, "lang", tracks[i].lang);
        bool sealed = tracks[i].label[0] == '\0'; /* as they are */
        jot_put_text(j, "label", sealed ? tracks[i].lang : tracks[i].label);
        put_url(j, v, "url", tracks[i].name, ".vtt");
        jot_object_end(j);
    }
    jot_array_end(j);
    return ERR_OK;
}

enum err video_put(struct jot *j, const struct store_video *v, const struct sight *sight)
{
    static const char *const states[VIDEO_STATE_COUNT_] = {
        [VIDEO_QUEUED] = "processing",
        [VIDEO_RUNNING] = "processing",
        [VIDEO_PUBLIC] = "public",
        [VIDEO_REFUSED] = "refused",
    };
    jot_object(j);
    people_put_id(j, "id", v->id);
    jot_put_text(j, "title", v->title);
    put_hashtags(j, span_text(v->title));
    put_author(j, v, sight->follows);
    jot_put_int(j, "created_ms", v->created_ms);
    put_media(j, v, sight);
    jot_put_text(j, "visibility", video_audience_name(v->audience));
    jot_put_text(j, "sound", v->sound[0] == '\0' ? NULL : v->sound);
    jot_put_int(j, "watches", v->watches);
    jot_put_int(j, "likes", v->likes);
    jot_put_int(j, "comments", v->comments);
    put_liked(j, v, sight->likes);
    put_saved(j, v, sight->saved);
    people_put_label(j, v->label);
    if (sight->jobs != NULL) {
        bool hidden = v->state == VIDEO_PUBLIC && v->hidden; /* by a decision */
        jot_put_text(j, "state", hidden ? "hidden" : states[v->state]);
        put_reason(j, v);
        put_progress(j, v, sight->jobs);
        put_retry(j, v);
        jot_put_bool(j, "unreadable", v->unreadable);
    }
    TRY(put_captions(j, v, sight->store));
    jot_object_end(j);
    return ERR_OK;
}
