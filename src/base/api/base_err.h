/*
 * base_err.h: the one error type. A row exists only if some caller acts differently on it.
 * The text is for a log line or a message to a person; it ends without a full stop.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#define ERR_TABLE(X)                                                                               \
    X(OK, "ok")                                                                                    \
    X(NOMEM, "out of memory")                                                                      \
    X(IO, "input or output failed")                                                                \
    X(FORMAT, "malformed input")                                                                   \
    X(LIMIT, "over a fixed limit")                                                                 \
    X(DENIED, "not allowed")                                                                       \
    X(NOT_FOUND, "no such thing")                                                                  \
    X(CONFLICT, "already there, or changed meanwhile")                                             \
    X(BUSY, "busy, try again")                                                                     \
    X(FULL, "no space left on the disk")                                                           \
    X(GONE, "the peer is gone")

enum err {
#define ERR_ROW(name, text) ERR_##name,
    ERR_TABLE(ERR_ROW)
#undef ERR_ROW
        ERR_COUNT_
};

#define MUST_USE __attribute__((__warn_unused_result__))

/* The only macro that returns. */
#define TRY(call)                                                                                  \
    do {                                                                                           \
        enum err try_err_ = (call);                                                                \
        if (try_err_ != ERR_OK) {                                                                  \
            return try_err_;                                                                       \
        }                                                                                          \
    } while (0)

/* err_text: the words for an error; for a value outside the table, "unknown error". Never NULL. */
const char *err_text(enum err err);

/* err_from_errno: ENOMEM, ENOSPC/EDQUOT/EFBIG, ENOENT, EACCES/EPERM, EEXIST, EPIPE/ECONNRESET,
 * EAGAIN map to their rows; everything else is ERR_IO. */
enum err err_from_errno(int errno_value);

#endif
