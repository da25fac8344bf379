#include "store_state.h"

#include <stddef.h>

/* Every move that is allowed; anything else is ERR_CONFLICT. */
static const struct {
    enum video_state from;
    enum video_event on;
    enum video_state to;
} video_moves[] = {
    {VIDEO_QUEUED, VIDEO_START, VIDEO_RUNNING},   {VIDEO_RUNNING, VIDEO_PUBLISH, VIDEO_PUBLIC},
    {VIDEO_RUNNING, VIDEO_REFUSE, VIDEO_REFUSED}, {VIDEO_RUNNING, VIDEO_AGAIN, VIDEO_QUEUED},
    {VIDEO_RUNNING, VIDEO_RESUME, VIDEO_QUEUED},  {VIDEO_REFUSED, VIDEO_RETRY, VIDEO_QUEUED},
};

static const struct {
    enum rest_state from;
    enum rest_event on;
    enum rest_state to;
} rest_moves[] = {
    {REST_NONE, REST_ASK, REST_WAITING},      {REST_WAITING, REST_START, REST_RUNNING},
    {REST_RUNNING, REST_ADD, REST_DONE},      {REST_RUNNING, REST_GIVE_UP, REST_GIVEN_UP},
    {REST_RUNNING, REST_AGAIN, REST_WAITING}, {REST_RUNNING, REST_RESUME, REST_WAITING},
};

enum err video_move(enum video_state from, enum video_event event, enum video_state *out_to)
{
    for (size_t i = 0; i < sizeof(video_moves) / sizeof(video_moves[0]); i++) {
        if (video_moves[i].from == from && video_moves[i].on == event) {
            *out_to = video_moves[i].to;
            return ERR_OK;
        }
    }
    return ERR_CONFLICT;
}

enum err rest_move(enum rest_state from, enum rest_event event, enum rest_state *out_to)
{
    for (size_t i = 0; i < sizeof(rest_moves) / sizeof(rest_moves[0]); i++) {
        if (rest_moves[i].from == from && rest_moves[i].on == event) {
            *out_to = rest_moves[i].to;
            return ERR_OK;
        }
    }
    return ERR_CONFLICT;
}

const char *video_state_name(enum video_state state)
{
    static const char *const names[VIDEO_STATE_COUNT_] = {
        [VIDEO_QUEUED] = "queued",
        [VIDEO_RUNNING] = "running",
        [VIDEO_PUBLIC] = "public",
        [VIDEO_REFUSED] = "refused",
    };
    return (size_t)state < VIDEO_STATE_COUNT_ ? names[state] : "unknown";
}

const char *video_audience_name(enum video_audience audience)
{
    static const char *const names[AUDIENCE_COUNT_] = {
        [AUDIENCE_ALL] = "public",
        [AUDIENCE_FOLLOWERS] = "followers",
        [AUDIENCE_SELF] = "private",
    };
    return (size_t)audience < AUDIENCE_COUNT_ ? names[audience] : "unknown";
}

enum err video_audience_of(struct span name, enum video_audience *out_audience)
{
    for (size_t i = 0; i < AUDIENCE_COUNT_; i++) {
        if (span_is(name, video_audience_name((enum video_audience)i))) {
            *out_audience = (enum video_audience)i;
            return ERR_OK;
        }
    }
    return ERR_FORMAT;
}

const char *rest_state_name(enum rest_state state)
{
    static const char *const names[REST_STATE_COUNT_] = {
        [REST_NONE] = "none", [REST_WAITING] = "waiting",   [REST_RUNNING] = "running",
        [REST_DONE] = "done", [REST_GIVEN_UP] = "given up",
    };
    return (size_t)state < REST_STATE_COUNT_ ? names[state] : "unknown";
}
