/*
 * fuzz_tags.c: the laws: a hashtag that was found in a title is one by itself, and the same; none
 * is there twice; each is well-formed and within its limit, if the title is well-formed.
 */
#include "base_tag.h"
#include "base_text.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span title = span_of(data, size);
    struct tag tags[TAGS_MAX];
    size_t count = tags_of(title, tags);
    assert(count <= TAGS_MAX);
    for (size_t i = 0; i < count && text_is_utf8(title); i++) {
        struct tag again;
        struct span text = span_of(tags[i].text, tags[i].len);
        assert(tags[i].len > 0);
        assert(tags[i].len <= TAG_BYTES);
        assert(text_is_utf8(text));
        assert(tag_of(text, &again) == ERR_OK);
        assert(again.len == tags[i].len && memcmp(again.text, tags[i].text, again.len) == 0);
        for (size_t k = 0; k < i; k++) {
            assert(strcmp(tags[k].text, tags[i].text) != 0);
        }
    }
    return 0;
}
