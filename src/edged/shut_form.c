#include "shut_form.h"

#include "store_job.h"
#include "wire_codec.h"

#include <string.h>

enum { VERSION = 1, QUALITY_MAX = 100 };

_Static_assert(SHUT_HEAD + SHUT_PIECE <= LIMIT_FIELD, "a piece is one field");
_Static_assert(SHUT_AT_ONCE *(SHUT_SEALED + 6) + 64 <= LIMIT_MESSAGE, "one ask has so many");
_Static_assert((int)SHUT_FILL <= (int)LIMIT_ASK_ITEMS, "a page is one ask");
_Static_assert(SHUT_FILL *(SHUT_WORDS_SEALED + 6) + 64 <= LIMIT_MESSAGE, "and one message");
_Static_assert(1 + 4 + STORE_TITLE + 4 + STORE_SOUND <= SHUT_WORDS, "the longest fit");
_Static_assert(STORE_HASHES <= UINT8_MAX, "their number is one byte");
_Static_assert(1 + 4 + STORE_BLURHASH + 1 + STORE_HASHES * (4 + 1 + STORE_HASH) <= SHUT_LOOKS,
               "all fit");

enum err shut_bytes(uint64_t sealed, uint64_t *out_bytes)
{
    uint64_t full = sealed / SHUT_SEALED;
    uint64_t rest = sealed % SHUT_SEALED;
    if ((rest > 0 && rest <= SHUT_HEAD + ASK_SEALING) || sealed == 0) {
        return ERR_FORMAT;
    }
    *out_bytes = full * SHUT_PIECE + (rest > 0 ? rest - SHUT_HEAD - ASK_SEALING : 0);
    return ERR_OK;
}

uint64_t shut_sealed(uint64_t bytes)
{
    return bytes + (bytes + SHUT_PIECE - 1) / SHUT_PIECE * (SHUT_HEAD + ASK_SEALING);
}

size_t shut_piece_len(const struct shut_whole *whole, uint32_t number)
{
    uint64_t left = whole->bytes - (uint64_t)number * SHUT_PIECE;
    return left < SHUT_PIECE ? (size_t)left : SHUT_PIECE;
}

/* What a piece says of the length of its whole. */
static uint64_t said_length(const struct shut_whole *whole, uint32_t number)
{
    bool last = ((uint64_t)number + 1) * SHUT_PIECE >= whole->bytes;
    bool late = whole->kind == SHUT_ORIGINAL || whole->kind == SHUT_TAIL;
    return late && !last ? 0 : whole->bytes;
}

enum err shut_piece_encode(const struct shut_whole *whole, uint32_t number, struct span bytes,
                           struct buf *out)
{
    wire_put_u8(out, (uint8_t)whole->kind);
    wire_put_fixed(out, (const uint8_t *)whole->name, STORE_BLOB_ID);
    wire_put_u32(out, number);
    wire_put_u64(out, said_length(whole, number));
    wire_put_fixed(out, bytes.ptr, bytes.len);
    return buf_status(out);
}

enum err shut_piece_decode(const struct shut_whole *whole, uint32_t number, struct span in,
                           struct span *out_bytes)
{
    struct wire_reader r = wire_read(in);
    uint8_t name[STORE_BLOB_ID];
    wire_expect(&r, wire_u8(&r) == (uint8_t)whole->kind);
    wire_fixed(&r, name, sizeof(name));
    wire_expect(&r, memcmp(name, whole->name, sizeof(name)) == 0);
    wire_expect(&r, wire_u32(&r) == number);
    wire_expect(&r, wire_u64(&r) == said_length(whole, number));
    wire_expect(&r, (uint64_t)number * SHUT_PIECE < whole->bytes);
    if (r.failed || r.rest.len != shut_piece_len(whole, number)) {
        return ERR_FORMAT;
    }
    *out_bytes = r.rest;
    return ERR_OK;
}

enum err shut_words_encode(const struct shut_words *words, struct buf *out)
{
    static const uint8_t zeroes[SHUT_WORDS];
    size_t from = out->len;
    wire_put_u8(out, VERSION);
    wire_put_bytes(out, span_text(words->title));
    wire_put_bytes(out, span_text(words->sound));
    TRY(buf_status(out));
    return buf_append(out, zeroes, SHUT_WORDS - (out->len - from));
}

static void take_text(struct wire_reader *r, size_t max, char *out)
{
    struct span text = wire_bytes(r, max);
    wire_expect(r, text.len == 0 || memchr(text.ptr, '\0', text.len) == NULL);
    if (!r->failed && text.len > 0) {
        memcpy(out, text.ptr, text.len);
    }
    out[r->failed ? 0 : text.len] = '\0';
}

enum err shut_words_decode(struct span in, struct shut_words *out_words)
{
    struct wire_reader r = wire_read(in);
    struct shut_words words;
    wire_expect(&r, in.len == SHUT_WORDS && wire_u8(&r) == VERSION);
    take_text(&r, STORE_TITLE, words.title);
    take_text(&r, STORE_SOUND, words.sound);
    while (!r.failed && r.rest.len > 0) {
        wire_expect(&r, wire_u8(&r) == 0);
    }
    TRY(wire_end(&r));
    *out_words = words;
    return ERR_OK;
}

enum err shut_looks_encode(const struct shut_looks *looks, struct buf *out)
{
    if (looks->blurhash.len > STORE_BLURHASH || looks->hash_count > STORE_HASHES) {
        return ERR_LIMIT;
    }
    wire_put_u8(out, VERSION);
    wire_put_bytes(out, looks->blurhash);
    wire_put_u8(out, (uint8_t)looks->hash_count);
    for (size_t i = 0; i < looks->hash_count; i++) {
        const struct store_hash *hash = &looks->hashes[i];
        if (hash->hash.len != STORE_HASH || hash->at_ms < 0 || hash->at_ms > UINT32_MAX ||
            hash->quality < 0 || hash->quality > QUALITY_MAX) {
            return ERR_LIMIT;
        }
        wire_put_u32(out, (uint32_t)hash->at_ms);
        wire_put_u8(out, (uint8_t)hash->quality);
        wire_put_fixed(out, hash->hash.ptr, STORE_HASH);
    }
    return buf_status(out);
}

/* Of the reader's bytes, borrowed. */
static struct span take_fixed(struct wire_reader *r, size_t len)
{
    wire_expect(r, r->rest.len >= len);
    if (r->failed) {
        return span_of(NULL, 0);
    }
    struct span out = span_of(r->rest.ptr, len);
    r->rest = span_of(r->rest.ptr + len, r->rest.len - len);
    return out;
}

enum err shut_looks_decode(struct span in, struct shut_looks *out_looks)
{
    struct wire_reader r = wire_read(in);
    struct shut_looks looks = {.hash_count = 0};
    wire_expect(&r, wire_u8(&r) == VERSION);
    looks.blurhash = wire_bytes(&r, STORE_BLURHASH);
    looks.hash_count = wire_u8(&r);
    wire_expect(&r, looks.hash_count <= STORE_HASHES);
    for (size_t i = 0; i < looks.hash_count && !r.failed; i++) {
        looks.hashes[i].at_ms = wire_u32(&r);
        looks.hashes[i].quality = wire_u8(&r);
        wire_expect(&r, looks.hashes[i].quality <= QUALITY_MAX);
        looks.hashes[i].hash = take_fixed(&r, STORE_HASH);
    }
    TRY(wire_end(&r));
    *out_looks = looks;
    return ERR_OK;
}
