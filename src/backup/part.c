/* part.c: sealing and opening; the layout is in backup_part.h. */
#include "backup_part.h"

#include "base_file.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

enum {
    VERSION = 1,
    KIND_AT = 9,
    ID_AT = 10,
    COUNT_AT = 26,
    LIST_AT = 27,
    SHARE = 32,
    HEADER = crypto_secretstream_xchacha20poly1305_HEADERBYTES,
    TAG = crypto_secretstream_xchacha20poly1305_ABYTES
};

_Static_assert(COUNT_AT == ID_AT + PART_ID && PART_SEALED == PART_PIECE + TAG &&
                   PART_RECIPIENT == BACKUP_KEY_SIZE + SHARE + crypto_box_SEALBYTES &&
                   PART_HEAD_MAX == LIST_AT + PART_RECIPIENTS * PART_RECIPIENT + HEADER,
               "the layout in backup_part.h");

static const uint8_t magic[] = {'v', 'i', 't', 'r', 'p', 'a', 'r', 't', VERSION};

/* The shares, and the stream's key that comes of them. */
struct shares {
    uint8_t share[PART_RECIPIENTS][SHARE];
    uint8_t key[crypto_secretstream_xchacha20poly1305_KEYBYTES];
};

static void shares_auto(struct shares *s)
{
    sodium_memzero(s, sizeof(*s));
}

static void shares_join(struct shares *s, size_t count)
{
    (void)crypto_generichash(s->key, sizeof(s->key), s->share[0], count * SHARE, NULL, 0);
}

void part_writer_auto(struct part_writer *w)
{
    sodium_memzero(w, sizeof(*w));
}

void part_reader_auto(struct part_reader *r)
{
    sodium_memzero(r, sizeof(*r));
}

static enum err put(struct part_writer *w, struct span bytes)
{
    TRY(file_write_all(w->fd, bytes));
    w->bytes += bytes.len;
    return ERR_OK;
}

enum err part_start(struct part_writer *w, int fd, const struct part_name *name,
                    const struct part_recipients *to)
{
    AUTO(shares) struct shares s = {.key = {0}};
    uint8_t head[PART_HEAD_MAX];
    uint8_t *at = head + LIST_AT;
    if (to->count == 0 || to->count > PART_RECIPIENTS) {
        return ERR_LIMIT;
    }
    *w = (struct part_writer){.fd = fd};
    memcpy(head, magic, sizeof(magic));
    head[KIND_AT] = name->kind;
    memcpy(head + ID_AT, name->id, PART_ID);
    head[COUNT_AT] = (uint8_t)to->count;
    randombytes_buf(s.share, sizeof(s.share));
    for (size_t i = 0; i < to->count; i++, at += PART_RECIPIENT) {
        memcpy(at, to->public[i], BACKUP_KEY_SIZE);
        if (crypto_box_seal(at + BACKUP_KEY_SIZE, s.share[i], SHARE, to->public[i]) != 0) {
            return ERR_FORMAT;
        }
    }
    shares_join(&s, to->count);
    (void)crypto_generichash(w->bound, sizeof(w->bound), head, (size_t)(at - head), NULL, 0);
    (void)crypto_secretstream_xchacha20poly1305_init_push(&w->stream, at, s.key);
    return put(w, span_of(head, (size_t)(at - head) + HEADER));
}

enum err part_put(struct part_writer *w, struct span piece, bool last)
{
    if (piece.len > PART_PIECE || (piece.len < PART_PIECE && !last)) {
        return ERR_LIMIT;
    }
    uint8_t tag = last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL
                       : crypto_secretstream_xchacha20poly1305_TAG_MESSAGE;
    if (crypto_secretstream_xchacha20poly1305_push(&w->stream, w->sealed, NULL, piece.ptr,
                                                   piece.len, w->bound, sizeof(w->bound),
                                                   tag) != 0) {
        return ERR_IO;
    }
    return put(w, span_of(w->sealed, piece.len + TAG));
}

/* As many bytes as there are, up to len. */
static enum err read_full(int fd, uint8_t *out, size_t len, size_t *out_len)
{
    size_t have = 0;
    while (have < len) {
        ssize_t got = read(fd, out + have, len - have);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return err_from_errno(errno);
        }
        if (got == 0) {
            break;
        }
        have += (size_t)got;
    }
    *out_len = have;
    return ERR_OK;
}

/* Two pieces of what is read: whether the first is the last is known by the second. */
struct ahead {
    uint8_t piece[2][PART_PIECE];
};

static void ahead_auto(struct ahead *a)
{
    sodium_memzero(a, sizeof(*a));
}

enum err part_seal_fd(const struct part_sealing *s, const struct part_name *name,
                      const struct part_recipients *to, uint64_t *out_bytes)
{
    AUTO(part_writer) struct part_writer w = {.fd = s->to};
    AUTO(ahead) struct ahead a = {.piece = {{0}}};
    size_t len[2] = {0, 0};
    TRY(part_start(&w, s->to, name, to));
    TRY(read_full(s->from, a.piece[0], PART_PIECE, &len[0]));
    for (size_t now = 0;; now = 1 - now) {
        len[1 - now] = 0;
        if (s->stop != NULL && atomic_load(s->stop)) {
            return ERR_GONE;
        }
        if (len[now] == PART_PIECE) {
            TRY(read_full(s->from, a.piece[1 - now], PART_PIECE, &len[1 - now]));
        }
        bool last = len[1 - now] == 0;
        TRY(part_put(&w, span_of(a.piece[now], len[now]), last));
        if (last) {
            *out_bytes = w.bytes;
            return ERR_OK;
        }
    }
}

/* One recipient's share, with that one's pair. */
static enum err open_share(const uint8_t *recipient, const struct backup_pair *pairs, size_t count,
                           uint8_t out_share[SHARE])
{
    for (size_t i = 0; i < count; i++) {
        if (memcmp(pairs[i].public, recipient, BACKUP_KEY_SIZE) == 0) {
            int failed = crypto_box_seal_open(out_share, recipient + BACKUP_KEY_SIZE,
                                              SHARE + crypto_box_SEALBYTES, pairs[i].public,
                                              pairs[i].secret);
            return failed != 0 ? ERR_DENIED : ERR_OK;
        }
    }
    return ERR_NOT_FOUND;
}

static enum err read_head(int fd, const struct part_name *name, uint8_t head[PART_HEAD_MAX],
                          size_t *out_count)
{
    size_t len = 0;
    TRY(read_full(fd, head, LIST_AT, &len));
    if (len != LIST_AT || memcmp(head, magic, sizeof(magic)) != 0 || head[COUNT_AT] == 0 ||
        head[COUNT_AT] > PART_RECIPIENTS) {
        return ERR_FORMAT;
    }
    if (head[KIND_AT] != name->kind || memcmp(head + ID_AT, name->id, PART_ID) != 0) {
        return ERR_CONFLICT;
    }
    size_t rest = (size_t)head[COUNT_AT] * PART_RECIPIENT + HEADER;
    TRY(read_full(fd, head + LIST_AT, rest, &len));
    *out_count = head[COUNT_AT];
    return len == rest ? ERR_OK : ERR_FORMAT;
}

enum err part_open(struct part_reader *r, int fd, const struct part_name *name,
                   const struct backup_pair *pairs, size_t pair_count)
{
    AUTO(shares) struct shares s = {.key = {0}};
    uint8_t head[PART_HEAD_MAX];
    size_t count = 0;
    *r = (struct part_reader){.fd = fd};
    TRY(read_head(fd, name, head, &count));
    for (size_t i = 0; i < count; i++) {
        TRY(open_share(head + LIST_AT + i * PART_RECIPIENT, pairs, pair_count, s.share[i]));
    }
    shares_join(&s, count);
    size_t bound = LIST_AT + count * PART_RECIPIENT;
    (void)crypto_generichash(r->bound, sizeof(r->bound), head, bound, NULL, 0);
    return crypto_secretstream_xchacha20poly1305_init_pull(&r->stream, head + bound, s.key) == 0
               ? ERR_OK
               : ERR_DENIED;
}

enum err part_next(struct part_reader *r, struct span *out_piece, bool *out_last)
{
    size_t len = 0;
    unsigned char tag = 0;
    unsigned long long plain = 0;
    uint8_t beyond = 0;
    if (r->ended) {
        return ERR_DENIED;
    }
    TRY(read_full(r->fd, r->sealed, PART_SEALED, &len));
    if (len < TAG ||
        crypto_secretstream_xchacha20poly1305_pull(&r->stream, r->piece, &plain, &tag, r->sealed,
                                                   len, r->bound, sizeof(r->bound)) != 0) {
        return ERR_DENIED;
    }
    r->ended = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
    if (!r->ended &&
        (tag != crypto_secretstream_xchacha20poly1305_TAG_MESSAGE || len != PART_SEALED)) {
        return ERR_DENIED;
    }
    if (r->ended) {
        TRY(read_full(r->fd, &beyond, 1, &len));
        if (len != 0) {
            return ERR_DENIED;
        }
    }
    *out_piece = span_of(r->piece, (size_t)plain);
    *out_last = r->ended;
    return ERR_OK;
}
