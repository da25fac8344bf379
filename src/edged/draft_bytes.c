#include "draft_bytes.h"

#include "base_limits.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What is in a file that is so long, and in the row's tail behind it. */
static uint64_t found(const struct store_draft *row, uint64_t length)
{
    if (!row->sealed) {
        return length;
    }
    if (length >= shut_sealed((uint64_t)row->bytes)) {
        return (uint64_t)row->bytes;
    }
    uint64_t pieces = length / SHUT_SEALED;
    bool counts = row->tail_bytes > SHUT_HEAD + ASK_SEALING && (uint64_t)row->tail_piece == pieces;
    return pieces * SHUT_PIECE + (counts ? row->tail_bytes - SHUT_HEAD - ASK_SEALING : 0);
}

/* Of that, what counts. A file that is longer than it was to be has been damaged from outside. */
uint64_t draft_standing(const struct store_draft *row, uint64_t length)
{
    uint64_t size = found(row, length);
    uint64_t most = (uint64_t)(row->checked >= 0 ? row->checked : row->bytes);
    return size < most ? size : most;
}

/* How long the file is, if so much has come. */
uint64_t draft_file_length(const struct store_draft *row, uint64_t size)
{
    if (!row->sealed) {
        return size;
    }
    bool whole = size == (uint64_t)row->bytes;
    return whole ? shut_sealed(size) : size / SHUT_PIECE * SHUT_SEALED;
}

static struct shut_of shut_of(const struct drafts *of, const struct store_draft *row)
{
    return (struct shut_of){.custodian = of->custodian, .person = row->person, .quick = true};
}

static struct shut_file shut_file(const struct draft *d)
{
    return (struct shut_file){.fd = d->fd,
                              .sealed = d->row.sealed,
                              .whole =
                                  shut_whole_of(SHUT_ORIGINAL, d->row.id, (uint64_t)d->row.bytes)};
}

void draft_forget(struct draft *d)
{
    struct intake **in = turn_intake(d->turn);
    intake_free(*in);
    *in = NULL;
}

enum err draft_cut(struct draft *d, uint64_t size)
{
    draft_forget(d);
    if (ftruncate(d->fd, (off_t)draft_file_length(&d->row, size)) != 0) {
        return err_from_errno(errno);
    }
    d->size = size;
    return ERR_OK;
}

enum err draft_claim(struct draft *d, const void *owner)
{
    turn_claim(d->turn, owner);
    if (d->row.video != 0 || d->kept) {
        return ERR_OK;
    }
    struct stat st;
    if (fstat(d->fd, &st) != 0) {
        return err_from_errno(errno);
    }
    struct intake *in = *turn_intake(d->turn);
    uint64_t length = (uint64_t)st.st_size;
    bool kept = in != NULL && d->row.checked < 0;
    if (!kept) {
        draft_forget(d);
    }
    d->size = kept ? intake_at(in) : draft_standing(&d->row, length);
    uint64_t stands = draft_file_length(&d->row, kept ? in->from : d->size);
    return stands < length && ftruncate(d->fd, (off_t)stands) != 0 ? err_from_errno(errno) : ERR_OK;
}

/* Of a draft that stands at size, which no piece ends at. */
static enum err open_tail(struct drafts *d, const struct store_draft *row, uint64_t size,
                          struct buf *out)
{
    AUTO(buf) struct buf sealed = {.max = LIMIT_FIELD};
    struct shut_of of = shut_of(d, row);
    struct shut_whole whole = shut_whole_of(SHUT_TAIL, row->id, size);
    TRY(store_draft_tail(d->store, row->person, span_text(row->id), &sealed));
    TRY(buf_grow(out, SHUT_PIECE));
    enum err err = shut_take_tail(&of, &whole, buf_span(&sealed), out);
    return err == ERR_FORMAT || err == ERR_DENIED ? ERR_IO : err; /* the row is damaged */
}

enum err draft_look(struct drafts *of, const struct store_draft *row, uint64_t length,
                    struct buf *out_tail, uint64_t *out_size)
{
    uint64_t size = draft_standing(row, length);
    bool tail = size < (uint64_t)row->bytes && size % SHUT_PIECE > 0;
    TRY(tail ? open_tail(of, row, size, out_tail) : ERR_OK);
    *out_size = size;
    return ERR_OK;
}

enum err draft_load(struct draft *d)
{
    struct intake **held = turn_intake(d->turn);
    if (*held != NULL || d->row.video != 0 || d->kept) {
        return ERR_OK;
    }
    AUTO(intake_free) struct intake *in = NULL;
    TRY(intake_new(&in));
    in->from = d->size;
    size_t rest = d->size % SHUT_PIECE;
    if (d->row.sealed && d->size < (uint64_t)d->row.bytes && rest > 0) {
        AUTO(custody_frame) struct buf tail = {.max = SHUT_PIECE};
        TRY(open_tail(d->of, &d->row, d->size, &tail));
        in->from -= rest;
        in->len = tail.len;
        memcpy(in->bytes, tail.ptr, tail.len);
    }
    *held = MOVE(in);
    return ERR_OK;
}

enum err draft_write(struct draft *d, struct span bytes)
{
    struct shut_of of = shut_of(d->of, &d->row);
    struct shut_file file = shut_file(d);
    return intake_write(*turn_intake(d->turn), &of, &file, bytes);
}

/* The time of its last byte is the file's, which is not written to. */
static enum err put_tail(struct draft *d, const struct intake *in)
{
    AUTO(buf) struct buf tail = {.max = LIMIT_FIELD};
    struct shut_of of = shut_of(d->of, &d->row);
    struct shut_whole whole = shut_whole_of(SHUT_TAIL, d->row.id, intake_at(in));
    int64_t piece = (int64_t)(in->from / SHUT_PIECE);
    TRY(shut_put_tail(&of, &whole, span_of(in->bytes, in->len), &tail));
    if (ftruncate(d->fd, (off_t)draft_file_length(&d->row, in->from)) != 0) {
        return err_from_errno(errno);
    }
    TRY(store_draft_put_tail(d->of->store, span_text(d->row.id), piece, buf_span(&tail)));
    d->row.tail_piece = piece;
    d->row.tail_bytes = tail.len;
    return ERR_OK;
}

enum err draft_flush(struct draft *d)
{
    struct intake *in = *turn_intake(d->turn);
    struct shut_of of = shut_of(d->of, &d->row);
    struct shut_file file = shut_file(d);
    return in != NULL ? intake_flush(in, &of, &file) : ERR_OK;
}

/* The pieces first: until they are durable, the tail before this one is needed behind those before.
 */
enum err draft_put(struct draft *d)
{
    struct intake *in = *turn_intake(d->turn);
    TRY(draft_flush(d));
    if (fdatasync(d->fd) != 0) {
        return err_from_errno(errno);
    }
    if (in != NULL && in->late) {
        TRY(in->len > 0 ? put_tail(d, in) : ERR_OK);
        in->late = false;
    }
    return ERR_OK;
}
