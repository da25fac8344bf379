/*
 * tlog_note.h: signed notes and verifier keys (C2SP signed-note), read strictly.
 *
 *   note   text (ends in LF) | LF | signature lines
 *   line   U+2014 SP name SP base64(key id[4] || signature) LF
 *   vkey   name+hex8(key id)+base64(type || public key)
 *
 * A note is UTF-8 without control characters but LF, and is split at its last empty line. A name
 * is not empty and holds no Unicode space and no '+'. Key id = SHA-256(name LF type key)[:4]; it is
 * 32 bits and proves nothing by itself.
 */
#ifndef TLOG_NOTE_H
#define TLOG_NOTE_H

#include "base_buf.h"
#include "base_err.h"
#include "base_span.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    TLOG_NAME_MAX = 255,
    TLOG_NOTE_SIGNATURES = 64, /* a reader must take 16 */
    TLOG_SIGNATURE_MAX = 8192, /* those of the largest kinds that are known have 5 KiB to 8 KiB */
    TLOG_KEY_SIZE = 32,
    TLOG_KEY_ID = 4,
    TLOG_ED25519 = 1,
    TLOG_ED25519_COSIGNATURE = 4,
    TLOG_ED25519_SIZE = 64
};

struct tlog_note_line {
    struct span name;
    uint8_t key_id[TLOG_KEY_ID];
    struct span base64; /* canonical, of key id and signature */
};

struct tlog_note {
    struct span text; /* with its final LF */
    size_t count;     /* at least 1 */
    struct tlog_note_line lines[TLOG_NOTE_SIGNATURES];
};

/* tlog_note_decode: grammar only; nothing is verified. Borrows from in. ERR_FORMAT; ERR_LIMIT over
 * TLOG_NOTE_SIGNATURES lines or TLOG_SIGNATURE_MAX bytes. */
MUST_USE enum err tlog_note_decode(struct span in, struct tlog_note *out_note);

/* tlog_note_lines_decode: signature lines alone, at least one, as of a note with this text. A
 * witness answers with such lines; they are verified as a note's are. Borrows from both. Errors as
 * above. */
MUST_USE enum err tlog_note_lines_decode(struct span in, struct span text,
                                         struct tlog_note *out_note);

/* A note is written as its text, tlog_note_split, then one tlog_note_line_put per signature. */
MUST_USE enum err tlog_note_split(struct buf *out);
MUST_USE enum err tlog_note_line_put(const char *name, const uint8_t key_id[TLOG_KEY_ID],
                                     struct span signature, struct buf *out);

/* tlog_note_line_copy: a line that was read, once more. */
MUST_USE enum err tlog_note_line_copy(const struct tlog_note_line *line, struct buf *out);

struct tlog_vkey {
    char name[TLOG_NAME_MAX + 1];
    uint8_t type; /* TLOG_ED25519 or TLOG_ED25519_COSIGNATURE */
    uint8_t key_id[TLOG_KEY_ID];
    uint8_t key[TLOG_KEY_SIZE];
};

/* tlog_vkey_make: computes the key id. ERR_FORMAT on a bad name, another type, or a key that is no
 * proper point (not canonical, of low order). */
MUST_USE enum err tlog_vkey_make(struct span name, uint8_t type, const uint8_t key[TLOG_KEY_SIZE],
                                 struct tlog_vkey *out_vkey);

/* tlog_vkey_decode: one vkey without a line end. ERR_FORMAT as above, and if the key id is not the
 * key's. */
MUST_USE enum err tlog_vkey_decode(struct span in, struct tlog_vkey *out_vkey);
MUST_USE enum err tlog_vkey_encode(const struct tlog_vkey *vkey, struct buf *out);

/*
 * tlog_note_verify: ERR_OK if at least one line is by this key and every such line verifies.
 * ERR_NOT_FOUND: no line names it. ERR_DENIED: one does and does not verify: the whole note is to
 * be refused. For a cosignature key, out_time_s (may be NULL) is the newest time it vouches for;
 * otherwise it is 0. ERR_NOMEM.
 */
MUST_USE enum err tlog_note_verify(const struct tlog_note *note, const struct tlog_vkey *vkey,
                                   uint64_t *out_time_s);

/* tlog_note_line_of: the first line that names the key; nothing is verified. NULL: none does.
 * Borrowed from the note. */
const struct tlog_note_line *tlog_note_line_of(const struct tlog_note *note,
                                               const struct tlog_vkey *vkey);

/* tlog_name_good: whether a name may be a key's and a log's. */
bool tlog_name_good(struct span name);

/* tlog_cosigned_text: what a cosignature (cosignature/v1) of this time signs, appended: a line that
 * says what it is, a line "time <seconds since 1970>", then the note's text. ERR_FORMAT: a time of
 * 2^63 or more. */
MUST_USE enum err tlog_cosigned_text(uint64_t time_s, struct span text, struct buf *out);

/* tlog_cosignature_put: the line of a note for such a signature: u64 big-endian time | signature.
 * ERR_FORMAT: as above, or the key is not one that cosigns. */
MUST_USE enum err tlog_cosignature_put(const struct tlog_vkey *vkey, uint64_t time_s,
                                       const uint8_t signature[TLOG_ED25519_SIZE], struct buf *out);

#endif
