#include "backup_plan.h"

#include "base_text.h"

#include <inttypes.h>
#include <sodium.h>
#include <string.h>

static const char plan_first[] = "vitrine-restore 1";

static enum err take(struct span *rest, const char *word, struct span *out_value)
{
    struct span after = *rest;
    struct span line = span_cut(&after, '\n');
    if (line.len == rest->len || !span_is(span_cut(&line, ' '), word)) {
        return ERR_FORMAT;
    }
    *rest = after;
    *out_value = line;
    return ERR_OK;
}

static enum err take_number(struct span *rest, const char *word, uint64_t *out)
{
    struct span value = {NULL, 0};
    TRY(take(rest, word, &value));
    return text_u64(value, INT64_MAX, out);
}

enum err plan_decode(struct span in, struct plan *out_plan)
{
    struct plan plan = {.made_ms = 0};
    struct span value = {NULL, 0};
    uint64_t made = 0;
    if (!span_is(span_cut(&in, '\n'), plan_first)) {
        return ERR_FORMAT;
    }
    TRY(take(&in, "manifest", &value));
    TRY(text_unhex(value, plan.manifest, sizeof(plan.manifest)));
    TRY(take_number(&in, "made", &made));
    TRY(take_number(&in, "from", &plan.from));
    TRY(take_number(&in, "to", &plan.to));
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
    return buf_status(out);
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
