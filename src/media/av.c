#include "av.h"

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

enum err media_refuse(struct media_result *result, enum refusal why)
{
    if (result->report.refusal == REFUSAL_NONE) {
        result->report.refusal = (uint8_t)why;
    }
    return ERR_FORMAT;
}
