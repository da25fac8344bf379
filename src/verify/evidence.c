#include "verify_evidence.h"

#include "base_text.h"

#include <inttypes.h>
#include <string.h>

static const char evidence_first[] = "vitrine-fork-evidence 1";

static enum err take_hash(struct span text, struct tlog_hash *out_hash)
{
    AUTO(buf) struct buf bytes = {.max = TLOG_HASH_SIZE};
    if (text_unbase64(text, &bytes) != ERR_OK || bytes.len != TLOG_HASH_SIZE) {
        return ERR_FORMAT;
    }
    memcpy(out_hash->bytes, bytes.ptr, TLOG_HASH_SIZE);
    return ERR_OK;
}

static enum err take_note(struct span *rest, const char *word, struct span *out_note)
{
    struct span value = {NULL, 0};
    uint64_t len = 0;
    TRY(text_take_line(rest, word, &value));
    TRY(text_u64(value, LIMIT_NOTE, &len));
    if (len > rest->len) {
        return ERR_FORMAT;
    }
    *out_note = span_of(rest->ptr, (size_t)len);
    *rest = span_of(rest->ptr + len, rest->len - (size_t)len);
    return ERR_OK;
}

enum err evidence_decode(struct span in, struct evidence *out_evidence)
{
    struct evidence e = {.proof = {.count = 0}};
    struct span rest = in;
    struct span value = {NULL, 0};
    uint64_t count = 0;
    if (!span_is(span_cut(&rest, '\n'), evidence_first)) {
        return ERR_FORMAT;
    }
    TRY(text_take_line(&rest, "vkey", &value));
    TRY(tlog_vkey_decode(value, &e.vkey));
    TRY(text_take_line(&rest, "proof", &value));
    TRY(text_u64(value, TLOG_PROOF_MAX, &count));
    if (count > 0) {
        TRY(text_take_line(&rest, "root", &value));
        TRY(take_hash(value, &e.root));
    }
    for (; e.proof.count < count; e.proof.count++) {
        if (rest.len == 0) {
            return ERR_FORMAT;
        }
        TRY(take_hash(span_cut(&rest, '\n'), &e.proof.hashes[e.proof.count]));
    }
    TRY(take_note(&rest, "smaller", &e.smaller));
    TRY(take_note(&rest, "larger", &e.larger));
    if (rest.len != 0) {
        return ERR_FORMAT;
    }
    *out_evidence = e;
    return ERR_OK;
}

static void put_note(struct buf *out, const char *word, struct span note)
{
    (void)buf_printf(out, "%s %zu\n", word, note.len);
    (void)buf_append_span(out, note);
}

enum err evidence_encode(const struct evidence *e, struct buf *out)
{
    (void)buf_printf(out, "%s\nvkey ", evidence_first);
    TRY(tlog_vkey_encode(&e->vkey, out));
    (void)buf_printf(out, "\nproof %zu\n", e->proof.count);
    if (e->proof.count > 0) {
        (void)buf_append_text(out, "root ");
        (void)text_base64(tlog_hash_span(&e->root), out);
        (void)buf_append_u8(out, '\n');
    }
    for (size_t i = 0; i < e->proof.count; i++) {
        (void)text_base64(tlog_hash_span(&e->proof.hashes[i]), out);
        (void)buf_append_u8(out, '\n');
    }
    put_note(out, "smaller", e->smaller);
    put_note(out, "larger", e->larger);
    return buf_status(out);
}

static enum err read_note(const struct evidence *e, struct span bytes, struct tlog_checkpoint *out)
{
    struct tlog_note note;
    bool good = e->vkey.type == TLOG_ED25519 && tlog_note_decode(bytes, &note) == ERR_OK &&
                tlog_note_verify(&note, &e->vkey, NULL) == ERR_OK &&
                tlog_checkpoint_decode(note.text, out) == ERR_OK &&
                span_is(out->origin, e->vkey.name);
    return good ? ERR_OK : ERR_DENIED;
}

enum err evidence_check(const struct evidence *e, struct tlog_checkpoint out_of[2])
{
    TRY(read_note(e, e->smaller, &out_of[0]));
    TRY(read_note(e, e->larger, &out_of[1]));
    if (out_of[0].size == out_of[1].size) {
        return tlog_hash_equal(&out_of[0].root, &out_of[1].root) ? ERR_NOT_FOUND : ERR_OK;
    }
    struct tlog_growth growth = {.old_size = out_of[0].size,
                                 .new_size = out_of[1].size,
                                 .old_root = e->root,
                                 .new_root = out_of[1].root};
    if (out_of[0].size > out_of[1].size || tlog_consistency_check(&e->proof, &growth) != ERR_OK ||
        tlog_hash_equal(&e->root, &out_of[0].root)) {
        return ERR_NOT_FOUND;
    }
    return ERR_OK;
}
