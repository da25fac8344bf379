/* map.c: whether a region serves the data map that its ledger names. */
#include "inside.h"

#include "base_limits.h"
#include "base_text.h"
#include "datamap.h"
#include "digest.h"

#include <string.h>

static void say_whose(struct report *r, struct span served)
{
    AUTO(buf) struct buf own = {.max = LIMIT_DATA_MAP};
    if (datamap_json(&own) != ERR_OK) {
        report_say(r, CHECK_DATAMAP, WORD_ASSERTED,
                   "out of memory: this program's own data map was not compared");
    } else if (span_equal(served, buf_span(&own))) {
        report_say(r, CHECK_DATAMAP, WORD_PROVEN,
                   "it is, byte for byte, the data map of this program's source");
    } else {
        report_say(r, CHECK_DATAMAP, WORD_ASSERTED,
                   "it is another data map than that of this program's source: vitrine datamap "
                   "--url shows it");
    }
}

/* How many fields it lists, of each class; one without a class, or with another, is none that may
 * be. */
static void say_classes(struct report *r, struct span served)
{
    size_t counts[CLASS_COUNT_] = {0};
    size_t i = 0;
    const json_t *row = NULL;
    AUTO(json_free)
    json_t *root = json_loadb((const char *)served.ptr, served.len, JSON_REJECT_DUPLICATES, NULL);
    const json_t *rows = json_object_get(root, "rows");
    if (json_array_size(rows) == 0) {
        report_say(r, CHECK_DATAMAP, WORD_FALSE,
                   "the data map lists what is stored, as fields of classes: it lists none");
        return;
    }
    json_array_foreach(rows, i, row)
    {
        const char *text = json_string_value(json_object_get(row, "class"));
        unsigned class = 0;
        while (
            class < CLASS_COUNT_ &&
            (text == NULL || strcmp(text, datamap_class_name((enum datamap_class) class)) != 0)) {
            class ++;
        }
        if (class == CLASS_COUNT_) {
            report_say(r, CHECK_DATAMAP, WORD_FALSE,
                       "every field in the data map has a class: row %zu has none", i);
            return;
        }
        counts[class]++;
    }
    report_say(r, CHECK_DATAMAP, WORD_PROVEN,
               "of the %zu fields that the data map lists each has a class: %zu are public, %zu "
               "protected, %zu excepted",
               json_array_size(rows), counts[CLASS_PUBLIC], counts[CLASS_PROTECTED],
               counts[CLASS_EXCEPTED]);
}

/* Somebody may have made public what was protected: that is for people to read. */
static void say_changed(struct visit *v)
{
    const struct state *old = v->old;
    if (old != NULL && old->mark.has_map &&
        memcmp(old->mark.map, v->story.mark.map, sizeof(old->mark.map)) != 0) {
        report_say(&v->report, CHECK_DATAMAP, WORD_ASSERTED,
                   "the data map has changed since you last looked: what is stored, why, how long, "
                   "or what is public of it (vitrine datamap --url shows it)");
    }
}

void visit_map(struct visit *v)
{
    const struct story_mark *mark = &v->story.mark;
    AUTO(buf) struct buf served = {.max = LIMIT_DATA_MAP};
    uint8_t digest[DIGEST_SIZE];
    if (!mark->has_map) {
        report_say(
            &v->report, CHECK_DATAMAP, WORD_ASSERTED,
            "the entries that were read name no data map: what this service stores is not in "
            "its ledger");
        return;
    }
    enum err err = fetcher_get(&v->fetcher, "/data-map.json", LIMIT_DATA_MAP, &served);
    if (err == ERR_NOT_FOUND && !v->fetcher.source.live) {
        report_say(&v->report, CHECK_DATAMAP, WORD_ASSERTED,
                   "the copy holds no data map to compare with the one that its ledger names");
        return;
    }
    if (err == ERR_GONE) {
        visit_lacks(v, CHECK_DATAMAP, "its data map");
        return;
    }
    if (err != ERR_OK) {
        report_say(&v->report, CHECK_DATAMAP, WORD_FALSE,
                   "the service serves the data map that its ledger names: it does not (%s)",
                   v->fetcher.problem);
        return;
    }
    digest_of(buf_span(&served), digest);
    if (memcmp(digest, mark->map, sizeof(digest)) != 0) {
        report_say(&v->report, CHECK_DATAMAP, WORD_FALSE,
                   "the data map that the service serves is the one that its ledger names: it is "
                   "another");
        return;
    }
    AUTO(buf) struct buf hex = {.max = 2 * DIGEST_SIZE + 1};
    (void)text_hex(span_of(digest, sizeof(digest)), &hex);
    const char *words = buf_text(&hex);
    report_say(&v->report, CHECK_DATAMAP, WORD_PROVEN,
               "the data map that the service serves is the one that its ledger names, sha256 %s",
               words == NULL ? "?" : words);
    say_classes(&v->report, buf_span(&served));
    say_changed(v);
    say_whose(&v->report, buf_span(&served));
}
