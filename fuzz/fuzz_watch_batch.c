/*
 * fuzz_watch_batch.c: the law: what the quick way takes of a batch, web_json takes of the same
 * text, number by number; and nothing is left over.
 */
#include "base_text.h"
#include "watch_batch.h"
#include "web_json.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void is_said(struct web_json *item, const struct watch_said *said)
{
    static const char *const names[] = {"video", "watched_ms", "at_ms", NULL};
    struct span text = {0};
    uint64_t video = 0;
    int64_t watched_ms = 0;
    int64_t at_ms = 0;
    enum err err = web_json_only(item, names);
    assert(err == ERR_OK);
    err = web_json_text(item, "video", 1, 24, &text);
    assert(err == ERR_OK);
    err = text_u64(text, INT64_MAX, &video);
    assert(err == ERR_OK);
    assert((int64_t)video == said->video);
    err = web_json_int(item, "watched_ms", 0, INT64_MAX, &watched_ms);
    assert(err == ERR_OK);
    assert(watched_ms == said->watched_ms);
    err = web_json_int(item, "at_ms", 0, INT64_MAX, &at_ms);
    assert(err == ERR_OK);
    assert(at_ms == said->at_ms);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const names[] = {"events", NULL};
    AUTO(web_answer) struct web_answer a = WEB_ANSWER_EMPTY;
    struct web_pair type = {span_text("Content-Type"), span_text("application/json")};
    struct web_request r = {.headers = {&type, 1}, .body = span_of(data, size)};
    AUTO(web_json_close) struct web_json *json = NULL;
    struct watch_batch batch;
    size_t count = 0;
    if (!watch_batch_read(span_of(data, size), &batch)) {
        return 0;
    }
    enum err err = web_json_open(&r, &a, &json);
    assert(err == ERR_OK);
    err = web_json_only(json, names);
    assert(err == ERR_OK);
    err = web_json_list(json, "events", LIMIT_WATCHES, &count);
    assert(err == ERR_OK);
    assert(count == batch.count);
    for (size_t i = 0; i < count; i++) {
        struct web_json *item = NULL;
        err = web_json_item(json, "events", i, &item);
        assert(err == ERR_OK);
        is_said(item, &batch.said[i]);
    }
    return 0;
}
