#include "base_err.h"

#include <errno.h>

const char *err_text(enum err err)
{
    static const char *const texts[] = {
#define ERR_ROW(name, text) text,
        ERR_TABLE(ERR_ROW)
#undef ERR_ROW
    };
    if ((unsigned)err >= ERR_COUNT_) {
        return "unknown error";
    }
    return texts[err];
}

enum err err_from_errno(int errno_value)
{
    switch (errno_value) {
    case ENOMEM:
        return ERR_NOMEM;
    case ENOSPC:
    case EDQUOT:
    case EFBIG: /* gate lets files grow no longer when the disk is nearly full */
        return ERR_FULL;
    case ENOENT:
        return ERR_NOT_FOUND;
    case EACCES:
    case EPERM:
        return ERR_DENIED;
    case EEXIST:
        return ERR_CONFLICT;
    case EPIPE:
    case ECONNRESET:
    case ENOTCONN:
        return ERR_GONE;
    case EAGAIN:
        return ERR_BUSY;
    default:
        return ERR_IO;
    }
}
