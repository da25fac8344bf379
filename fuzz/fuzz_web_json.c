/*
 * fuzz_web_json.c: a request's JSON body, read as a handler reads it. The laws: a refusal has set a
 * problem with a status of 400; what was accepted keeps its bounds; text is well-formed without
 * NUL.
 */
#include "base_text.h"
#include "web_json.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static enum err read_all(struct web_json *j)
{
    struct span text = {0};
    int64_t number = 0;
    size_t count = 0;
    bool yes = false;
    if (web_json_has(j, "t")) {
        TRY(web_json_text(j, "t", 1, 5, &text));
        assert(text.len >= 1 && text.len <= 20);
        assert(text_is_utf8(text) && memchr(text.ptr, 0, text.len) == NULL);
    }
    if (web_json_has(j, "n")) {
        TRY(web_json_int(j, "n", -3, 1000000, &number));
        assert(number >= -3 && number <= 1000000);
    }
    if (web_json_has(j, "b")) {
        TRY(web_json_bool(j, "b", &yes));
    }
    if (web_json_has(j, "l")) {
        TRY(web_json_list(j, "l", 3, &count));
        assert(count <= 3);
    }
    for (size_t i = 0; i < count; i++) {
        struct web_json *item = NULL;
        TRY(web_json_item(j, "l", i, &item));
        TRY(web_json_text(item, "t", 0, 5, &text));
    }
    static const char *const names[] = {"t", "n", "b", "l", NULL};
    return web_json_only(j, names);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO(web_answer) struct web_answer a = WEB_ANSWER_EMPTY;
    struct web_pair type = {span_text("Content-Type"), span_text("application/json")};
    struct web_request r = {.headers = {&type, 1}, .body = span_of(data, size)};
    AUTO(web_json_close) struct web_json *j = NULL;
    enum err err = web_json_open(&r, &a, &j);
    if (err == ERR_OK) {
        err = read_all(j);
    }
    assert(err == ERR_OK || err == ERR_FORMAT);
    assert((err != ERR_OK) == a.problem);
    assert(err == ERR_OK || (a.status == 400 && a.failed == ERR_OK && a.body.len > 0));
    return 0;
}
