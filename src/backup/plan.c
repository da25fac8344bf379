#include "backup_plan.h"

#include "base_id.h"
#include "base_text.h"
#include "tlog_checkpoint.h"
#include "tlog_note.h"

#include <inttypes.h>
#include <sodium.h>
#include <string.h>

static const char plan_first[] = "vitrine-restore 1";

static enum err take_number(struct span *rest, const char *word, uint64_t *out)
{
    struct span value = {NULL, 0};
    TRY(text_take_line(rest, word, &value));
    return text_u64(value, INT64_MAX, out);
}

bool plan_reason_good(struct span reason)
{
    for (size_t i = 0; i < reason.len; i++) {
        if (reason.ptr[i] < ' ' || reason.ptr[i] == 0x7f) {
            return false;
        }
    }
    return reason.len > 0 && reason.len <= PLAN_REASON && text_is_utf8(reason);
}

static enum err take_text(struct span *rest, const char *word, char *out, size_t size)
{
    struct span value = {NULL, 0};
    TRY(text_take_line(rest, word, &value));
    if (value.len == 0 || value.len >= size || !plan_reason_good(value)) {
        return ERR_FORMAT;
    }
    memcpy(out, value.ptr, value.len);
    out[value.len] = '\0';
    return ERR_OK;
}

static enum err take_anew(struct span *in, struct plan_anew *a)
{
    struct span value = {NULL, 0};
    TRY(take_text(in, "before", a->before, sizeof(a->before)));
    TRY(text_take_line(in, "key", &value));
    TRY(text_unhex(value, a->key, sizeof(a->key)));
    TRY(take_number(in, "known", &a->known));
    TRY(text_take_line(in, "root", &value));
    TRY(text_unhex(value, a->root, sizeof(a->root)));
    TRY(take_text(in, "log", a->origin, sizeof(a->origin)));
    TRY(take_text(in, "reason", a->reason, sizeof(a->reason)));
    return a->known > 0 ? ERR_OK : ERR_FORMAT;
}

enum err plan_decode(struct span in, struct plan *out_plan)
{
    struct plan plan = {.made_ms = 0};
    struct span value = {NULL, 0};
    uint64_t made = 0;
    if (!span_is(span_cut(&in, '\n'), plan_first)) {
        return ERR_FORMAT;
    }
    TRY(text_take_line(&in, "manifest", &value));
    TRY(text_unhex(value, plan.manifest, sizeof(plan.manifest)));
    TRY(take_number(&in, "made", &made));
    TRY(take_number(&in, "from", &plan.from));
    TRY(take_number(&in, "to", &plan.to));
    TRY(in.len > 0 ? take_anew(&in, &plan.anew) : ERR_OK);
    if (in.len != 0 || plan.from > plan.to) {
        return ERR_FORMAT;
    }
    plan.made_ms = (int64_t)made;
    *out_plan = plan;
    return ERR_OK;
}

enum err plan_encode(const struct plan *plan, struct buf *out)
{
    (void)buf_printf(out, "%s\nmanifest ", plan_first);
    (void)text_hex(span_of(plan->manifest, sizeof(plan->manifest)), out);
    (void)buf_printf(out, "\nmade %" PRId64 "\nfrom %" PRIu64 "\nto %" PRIu64 "\n", plan->made_ms,
                     plan->from, plan->to);
    const struct plan_anew *a = &plan->anew;
    if (a->known > 0) {
        (void)buf_printf(out, "before %s\nkey ", a->before);
        (void)text_hex(span_of(a->key, sizeof(a->key)), out);
        (void)buf_printf(out, "\nknown %" PRIu64 "\nroot ", a->known);
        (void)text_hex(span_of(a->root, sizeof(a->root)), out);
        (void)buf_printf(out, "\nlog %s\nreason %s\n", a->origin, a->reason);
    }
    return buf_status(out);
}

enum err plan_anew_begin(const char *origin, uint64_t size, const uint8_t root[PLAN_DIGEST],
                         struct plan_begun *out_begun)
{
    uint8_t public[crypto_sign_PUBLICKEYBYTES];
    uint8_t secret[crypto_sign_SECRETKEYBYTES];
    uint8_t signature[crypto_sign_BYTES];
    struct tlog_checkpoint checkpoint = {.origin = span_text(origin), .size = size};
    AUTO(buf) struct buf text = {.max = LIMIT_NOTE};
    struct tlog_vkey vkey;
    memcpy(checkpoint.root.bytes, root, sizeof(checkpoint.root.bytes));
    random_fill(out_begun->seed, sizeof(out_begun->seed));
    (void)crypto_sign_seed_keypair(public, secret, out_begun->seed);
    enum err err = tlog_checkpoint_encode(&checkpoint, &text);
    if (err == ERR_OK && crypto_sign_detached(signature, NULL, text.ptr, text.len, secret) != 0) {
        err = ERR_IO;
    }
    sodium_memzero(secret, sizeof(secret));
    TRY(err);
    TRY(tlog_vkey_make(span_text(origin), TLOG_ED25519, public, &vkey));
    TRY(tlog_vkey_encode(&vkey, &out_begun->vkey));
    TRY(buf_append_u8(&out_begun->vkey, '\n'));
    TRY(buf_append_span(&out_begun->note, buf_span(&text)));
    TRY(tlog_note_split(&out_begun->note));
    return tlog_note_line_put(vkey.name, vkey.key_id, span_of(signature, sizeof(signature)),
                              &out_begun->note);
}

enum err plan_region_check(struct span region, const uint8_t verifier[32])
{
    uint8_t public[crypto_sign_PUBLICKEYBYTES];
    uint8_t secret[crypto_sign_SECRETKEYBYTES];
    if (region.len < PLAN_REGION_MIN || region.len > PLAN_REGION_MAX) {
        return ERR_FORMAT;
    }
    (void)crypto_sign_seed_keypair(public, secret, region.ptr + PLAN_REGION_KEY);
    sodium_memzero(secret, sizeof(secret));
    return memcmp(public, verifier, sizeof(public)) == 0 ? ERR_OK : ERR_DENIED;
}

void plan_region_texts(struct span region, struct span *out_said, struct span *out_witnesses)
{
    static const char first[] = "vitrine-witnesses 1\n";
    struct span texts = span_of(region.ptr + PLAN_REGION_MIN, region.len - PLAN_REGION_MIN);
    const uint8_t *at =
        texts.len == 0 ? NULL : memmem(texts.ptr, texts.len, first, sizeof(first) - 1);
    size_t before = at == NULL ? texts.len : (size_t)(at - texts.ptr);
    *out_said = span_of(texts.ptr, before);
    *out_witnesses = span_of(texts.ptr + before, texts.len - before);
}
