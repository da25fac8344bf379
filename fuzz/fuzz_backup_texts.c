/* fuzz_backup_texts.c: the law: each text of a backup that decodes encodes to the same bytes. The
 * first byte of the input says which text the rest is. */
#include "backup_manifest.h"
#include "backup_plan.h"

#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void public_law(struct span in, struct buf *again)
{
    uint8_t key[BACKUP_KEY_SIZE];
    if (backup_public_decode(in, key) == ERR_OK) {
        assert(backup_public_encode(key, again) == ERR_OK);
        assert(span_equal(buf_span(again), in));
    }
}

static void secret_law(struct span in, struct buf *again)
{
    AUTO(backup_pair) struct backup_pair pair = {.secret = {0}};
    if (backup_secret_decode(in, &pair) == ERR_OK) {
        assert(backup_secret_encode(&pair, again) == ERR_OK);
        assert(span_equal(buf_span(again), in));
    }
}

static void week_law(struct span in, struct buf *again)
{
    struct week week;
    struct week same;
    (void)again;
    if (week_decode(in, &week) == ERR_OK) {
        assert(span_is(in, week.name));
        week_of(week.begun_ms, &same);
        assert(strcmp(same.name, week.name) == 0 && same.begun_ms == week.begun_ms);
    }
}

static void plan_law(struct span in, struct buf *again)
{
    struct plan plan;
    if (plan_decode(in, &plan) == ERR_OK) {
        assert(plan_encode(&plan, again) == ERR_OK);
        assert(span_equal(buf_span(again), in));
    }
}

static void manifest_law(struct span in, struct buf *again)
{
    struct manifest m;
    if (manifest_decode(in, &m) == ERR_OK) {
        assert(manifest_encode(&m, again) == ERR_OK);
        assert(span_equal(buf_span(again), in));
    }
}

static void media_law(struct span in, struct buf *again)
{
    struct manifest_media before = {.name = ""};
    struct manifest_media media;
    for (struct span rest = in; rest.len > 0; before = media) {
        if (manifest_media_take(&rest, before.name, &media) != ERR_OK) {
            return;
        }
        assert(manifest_media_put(&media, again) == ERR_OK);
    }
    assert(span_equal(buf_span(again), in));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void (*const laws[])(struct span in, struct buf * again) = {
        public_law, secret_law, week_law, plan_law, manifest_law, media_law};
    if (size == 0 || backup_ready() != ERR_OK) {
        return 0;
    }
    AUTO(buf) struct buf again = {.max = size + MANIFEST_MAX};
    laws[data[0] % (sizeof(laws) / sizeof(laws[0]))](span_of(data + 1, size - 1), &again);
    return 0;
}
