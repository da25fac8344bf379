/* verify_map.c: whether a region serves the data map that its ledger names. */
#include "base_limits.h"
#include "base_text.h"
#include "datamap.h"
#include "digest.h"
#include "verify.h"

#include <string.h>

static void say_whose(struct report *r, struct span served)
{
    AUTO(buf) struct buf own = {.max = LIMIT_DATA_MAP};
    if (datamap_json(&own) != ERR_OK) {
        report_say(r, WORD_ASSERTED, "out of memory: this program's own data map was not compared");
    } else if (span_equal(served, buf_span(&own))) {
        report_say(r, WORD_PROVEN, "it is, byte for byte, the data map of this program's source");
    } else {
        report_say(r, WORD_ASSERTED,
                   "it is another data map than that of this program's source: vitrine datamap "
                   "--url shows it");
    }
}

void visit_map(struct visit *v)
{
    const struct story_mark *mark = &v->story.mark;
    AUTO(buf) struct buf served = {.max = LIMIT_DATA_MAP};
    uint8_t digest[DIGEST_SIZE];
    if (!mark->has_map) {
        report_say(
            &v->report, WORD_ASSERTED,
            "the entries that were read name no data map: what this service stores is not in "
            "its ledger");
        return;
    }
    enum err err = http_get(v->http, "/data-map.json", LIMIT_DATA_MAP, &served);
    if (err == ERR_GONE) {
        report_say(&v->report, WORD_ASSERTED, "its data map could not be had: %s",
                   http_problem(v->http));
        v->exit = v->exit == VERIFY_OK ? VERIFY_UNREACHABLE : v->exit;
        return;
    }
    if (err != ERR_OK) {
        report_say(&v->report, WORD_FALSE,
                   "the service serves the data map that its ledger names: it does not (%s)",
                   http_problem(v->http));
        return;
    }
    digest_of(buf_span(&served), digest);
    if (memcmp(digest, mark->map, sizeof(digest)) != 0) {
        report_say(&v->report, WORD_FALSE,
                   "the data map that the service serves is the one that its ledger names: it is "
                   "another");
        return;
    }
    AUTO(buf) struct buf hex = {.max = 2 * DIGEST_SIZE + 1};
    (void)text_hex(span_of(digest, sizeof(digest)), &hex);
    const char *words = buf_text(&hex);
    report_say(&v->report, WORD_PROVEN,
               "the data map that the service serves is the one that its ledger names, sha256 %s",
               words == NULL ? "?" : words);
    say_whose(&v->report, buf_span(&served));
}
