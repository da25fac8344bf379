#include "av.h"

#include "base_limits.h"

#include <errno.h>

enum err media_err(int averror)
{
    if (averror >= 0) {
        return ERR_OK;
    }
    switch (averror) {
    case AVERROR(ENOMEM):
    case AVERROR(EAGAIN):  /* no thread could be started */
    case AVERROR_EXTERNAL: /* x264 gives no reason; with our settings there is no other */
        return ERR_NOMEM;
    case AVERROR(ENOSPC):
    case AVERROR(EDQUOT):
    case AVERROR(EFBIG):
        return ERR_FULL;
    case AVERROR_INVALIDDATA:
        return ERR_FORMAT;
    default:
        return ERR_IO;
    }
}

enum err media_options(AVDictionary **options, const char *const *names_and_values)
{
    for (const char *const *next = names_and_values; *next != NULL; next += 2) {
        TRY_AV(av_dict_set(options, next[0], next[1], 0));
    }
    return ERR_OK;
}

enum err media_refuse(struct media_result *result, enum refusal why)
{
    if (result->report.refusal == REFUSAL_NONE) {
        result->report.refusal = (uint8_t)why;
    }
    return ERR_FORMAT;
}

/* A number belongs to the reason that is kept: the first. */
static enum err refuse_limit(struct media_result *result, enum refusal why, uint32_t limit)
{
    if (result->report.refusal == REFUSAL_NONE) {
        result->report.number = limit;
    }
    return media_refuse(result, why);
}

enum err media_refuse_size(struct media_result *result)
{
    return refuse_limit(result, REFUSAL_TOO_LARGE, LIMIT_VIDEO_SIDE);
}

enum err media_refuse_length(struct media_result *result)
{
    return refuse_limit(result, REFUSAL_TOO_LONG, LIMIT_VIDEO_S);
}

enum err media_refuse_cut(struct media_result *result, int64_t length_ms)
{
    return refuse_limit(result, REFUSAL_CUT, (uint32_t)length_ms);
}
