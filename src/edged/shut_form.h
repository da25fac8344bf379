/*
 * shut_form.h: the forms of what is sealed of a video that is not for everybody, as they are before
 * they are sealed and once they were opened. Who may write the disk could put one in another's
 * place, or an older one: a piece says what it is a piece of. Pure; numbers are big-endian.
 *
 *   piece   u8 kind | name[32] | u32 number | u64 bytes of the whole | bytes
 *   words   u8 version = 1 | u32 length, title | u32 length, sound | zeroes up to SHUT_WORDS
 *   looks   u8 version = 1 | u32 length, blurhash | u8 n | n x (u32 at, ms | u8 quality | hash[32])
 *
 * All pieces of a whole have SHUT_PIECE bytes but the last, which has at least one. Sealed, they
 * lie one behind the other, so that where one is follows from its number. How long an original will
 * be may not be known before its end: its pieces have 0 for it, but for the last, without which it
 * is not whole. A tail is the last piece of as much of an original as has come.
 */
#ifndef SHUT_FORM_H
#define SHUT_FORM_H

#include "base_buf.h"
#include "base_err.h"
#include "base_span.h"
#include "store_audience.h"
#include "wire_ask.h"

#include <stdint.h>
#include <string.h>

enum {
    SHUT_HEAD = 1 + STORE_BLOB_ID + 4 + 8,
    SHUT_PIECE = 28 * 1024, /* two fit one ask, there and back */
    SHUT_AT_ONCE = 2,
    SHUT_PLAIN = SHUT_AT_ONCE * (SHUT_HEAD + SHUT_PIECE),
    SHUT_SEALED = SHUT_HEAD + SHUT_PIECE + ASK_SEALING,
    SHUT_WORDS = 2 * 1024, /* one length for whatever is in it */
    SHUT_WORDS_SEALED = SHUT_WORDS + ASK_SEALING,
    SHUT_FILL = LIMIT_PAGE + 1, /* of them in one ask: a page's */
    SHUT_LOOKS = 16 * 1024
};

/* Those that are shared: of a video for followers. */
enum shut_kind {
    SHUT_FILE = 1,
    SHUT_CAPTION = 2,
    SHUT_SHARED_FILE = 3,
    SHUT_SHARED_CAPTION = 4,
    SHUT_ORIGINAL = 5,
    SHUT_TAIL = 6,
    SHUT_WAITING_CAPTION = 7 /* of one that is to be for everybody, until it is */
};

/* In place of a length that is not known yet: longer than any. */
#define SHUT_ENDLESS ((uint64_t)1 << 40)

/* What a piece has to be one of. */
struct shut_whole {
    enum shut_kind kind;
    char name[STORE_BLOB_ID + 1];
    uint64_t bytes;
};

/* shut_whole_of: of the file with that name, of STORE_BLOB_ID bytes. */
static inline struct shut_whole shut_whole_of(enum shut_kind kind, const char *name, uint64_t bytes)
{
    struct shut_whole whole = {.kind = kind, .bytes = bytes};
    memcpy(whole.name, name, STORE_BLOB_ID);
    return whole;
}

/* shut_bytes: how many bytes are in a whole that has so many sealed. ERR_FORMAT: none has. */
MUST_USE enum err shut_bytes(uint64_t sealed, uint64_t *out_bytes);

/* shut_sealed: the other way round. */
uint64_t shut_sealed(uint64_t bytes);

/* shut_piece_len: of the piece with that number, which is below the number of pieces. */
size_t shut_piece_len(const struct shut_whole *whole, uint32_t number);

/* shut_piece_encode: appends; bytes are shut_piece_len. ERR_LIMIT, ERR_NOMEM. shut_piece_decode:
 * out_bytes borrows. ERR_FORMAT: another piece than this. */
MUST_USE enum err shut_piece_encode(const struct shut_whole *whole, uint32_t number,
                                    struct span bytes, struct buf *out);
MUST_USE enum err shut_piece_decode(const struct shut_whole *whole, uint32_t number, struct span in,
                                    struct span *out_bytes);

struct shut_words {
    char title[STORE_TITLE + 1]; /* empty: none was given */
    char sound[STORE_SOUND + 1]; /* empty: it is its own */
};

/* shut_words_encode: appends. shut_words_decode: ERR_FORMAT: not such words. */
MUST_USE enum err shut_words_encode(const struct shut_words *words, struct buf *out);
MUST_USE enum err shut_words_decode(struct span in, struct shut_words *out_words);

struct shut_looks {
    struct span blurhash; /* at most STORE_BLURHASH bytes */
    size_t hash_count;    /* at most STORE_HASHES */
    struct store_hash hashes[STORE_HASHES];
};

/* shut_looks_encode: appends. ERR_LIMIT: more than the form has room for. shut_looks_decode:
 * borrows from in. ERR_FORMAT. */
MUST_USE enum err shut_looks_encode(const struct shut_looks *looks, struct buf *out);
MUST_USE enum err shut_looks_decode(struct span in, struct shut_looks *out_looks);

#endif
