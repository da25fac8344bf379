#include "intake.h"

#include "base_file.h"

#include <stdlib.h>
#include <string.h>

enum err intake_new(struct intake **out_intake)
{
    struct intake *in = calloc(1, sizeof(*in));
    if (in == NULL) {
        return ERR_NOMEM;
    }
    in->room = (struct shut_room)SHUT_ROOM;
    *out_intake = in;
    return ERR_OK;
}

void intake_free(struct intake *in)
{
    if (in != NULL) {
        shut_room_auto(&in->room);
        explicit_bzero(in, sizeof(*in));
        free(in);
    }
}

/* As many at the front to the file. */
static enum err put(struct intake *in, const struct shut_of *of, const struct shut_file *to,
                    size_t len)
{
    TRY(shut_write(of, to, (uint32_t)(in->from / SHUT_PIECE), span_of(in->bytes, len), &in->room));
    in->from += len;
    in->len -= len;
    memmove(in->bytes, in->bytes + len, in->len);
    explicit_bzero(in->bytes + in->len, len);
    return ERR_OK;
}

/* A full memory waits for the next byte: a last piece is sealed as one. */
enum err intake_write(struct intake *in, const struct shut_of *of, const struct shut_file *to,
                      struct span bytes)
{
    if (!to->sealed) {
        TRY(file_write_at(to->fd, bytes, in->from));
        in->from += bytes.len;
        return ERR_OK;
    }
    while (bytes.len > 0) {
        if (in->len == sizeof(in->bytes)) {
            TRY(put(in, of, to, in->len));
        }
        size_t room = sizeof(in->bytes) - in->len;
        size_t len = bytes.len < room ? bytes.len : room;
        memcpy(in->bytes + in->len, bytes.ptr, len);
        in->len += len;
        in->late = true;
        bytes = span_of(bytes.ptr + len, bytes.len - len);
    }
    return ERR_OK;
}

enum err intake_flush(struct intake *in, const struct shut_of *of, const struct shut_file *to)
{
    size_t rest = intake_at(in) == to->whole.bytes ? 0 : in->len % SHUT_PIECE;
    return in->len > rest ? put(in, of, to, in->len - rest) : ERR_OK;
}
