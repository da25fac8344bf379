/*
 * fuzz_shut.c: the laws: words, looks and pieces that decode encode to the same bytes; a piece is
 * one of no other place, name, kind or whole, but one of an original that is not its last, which is
 * one of any that is longer; and a size that wholes have sealed is that of one.
 */
#include "shut_form.h"

#include <assert.h>
#include <string.h>

enum { WORDS, LOOKS, PIECE, SIZE };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void same(struct span in, const struct buf *again)
{
    assert(buf_status(again) == ERR_OK);
    assert(span_equal(buf_span(again), in));
}

static void words(struct span in)
{
    struct shut_words words;
    if (shut_words_decode(in, &words) == ERR_OK) {
        AUTO(buf) struct buf again = {.max = SHUT_WORDS};
        assert(shut_words_encode(&words, &again) == ERR_OK);
        same(in, &again);
    }
}

static void looks(struct span in)
{
    struct shut_looks looks;
    if (shut_looks_decode(in, &looks) == ERR_OK) {
        AUTO(buf) struct buf again = {.max = SHUT_LOOKS};
        assert(shut_looks_encode(&looks, &again) == ERR_OK);
        same(in, &again);
    }
}

static uint64_t number_at(struct span in, size_t at, size_t len)
{
    uint64_t out = 0;
    for (size_t i = at; i < at + len; i++) {
        out = out << 8 | in.ptr[i];
    }
    return out;
}

/* Of what the piece says that it is a piece of. */
static void piece(struct span in)
{
    struct span bytes;
    if (in.len < SHUT_HEAD) {
        struct shut_whole none = {.kind = SHUT_FILE, .bytes = 1};
        assert(shut_piece_decode(&none, 0, in, &bytes) == ERR_FORMAT);
        return;
    }
    struct shut_whole whole = {.kind = (enum shut_kind)in.ptr[0]};
    memcpy(whole.name, in.ptr + 1, STORE_BLOB_ID);
    uint32_t number = (uint32_t)number_at(in, 1 + STORE_BLOB_ID, 4);
    whole.bytes = number_at(in, 1 + STORE_BLOB_ID + 4, 8);
    bool late = whole.kind == SHUT_ORIGINAL || whole.kind == SHUT_TAIL;
    bool goes_on = late && whole.bytes == 0;
    whole.bytes = goes_on ? SHUT_ENDLESS : whole.bytes;
    if (shut_piece_decode(&whole, number, in, &bytes) != ERR_OK) {
        return;
    }
    AUTO(buf) struct buf again = {.max = SHUT_HEAD + SHUT_PIECE};
    assert(bytes.len == shut_piece_len(&whole, number) && bytes.len > 0);
    assert(shut_piece_encode(&whole, number, bytes, &again) == ERR_OK);
    same(in, &again);
    struct shut_whole others[3] = {whole, whole, whole};
    others[0].kind = whole.kind == SHUT_FILE ? SHUT_CAPTION : SHUT_FILE;
    others[1].name[0] = (char)(whole.name[0] ^ 1);
    others[2].bytes = goes_on ? (uint64_t)number * SHUT_PIECE + bytes.len : whole.bytes + 1;
    for (size_t i = 0; i < 3; i++) {
        assert(shut_piece_decode(&others[i], number, in, &bytes) == ERR_FORMAT);
    }
    assert(shut_piece_decode(&whole, number + 1, in, &bytes) == ERR_FORMAT);
}

static void sealed_size(struct span in)
{
    uint64_t bytes = 0;
    uint64_t sealed = in.len < 5 ? in.len : number_at(in, 0, 5);
    if (shut_bytes(sealed, &bytes) != ERR_OK) {
        return;
    }
    uint64_t pieces = (bytes + SHUT_PIECE - 1) / SHUT_PIECE;
    assert(bytes > 0 && sealed == bytes + pieces * (SHUT_HEAD + ASK_SEALING));
    assert(sealed == shut_sealed(bytes));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void (*const kinds[])(struct span) = {
        [WORDS] = words, [LOOKS] = looks, [PIECE] = piece, [SIZE] = sealed_size};
    if (size > 0 && data[0] < sizeof(kinds) / sizeof(kinds[0])) {
        kinds[data[0]](span_of(data + 1, size - 1));
    }
    return 0;
}
