/*
 * fuzz_words.c: the laws: each word is not empty, within its limit, well-formed if the text is, and
 * is one word by itself, the same one; of ASCII it has small letters and digits alone, so
 * that between quotes it asks an index for itself; every call takes something off the text.
 */
#include "base_text.h"
#include "base_word.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span text = span_of(data, size);
    struct span rest = text;
    struct word word;
    bool fine = text_is_utf8(text);
    size_t left = rest.len;
    while (word_next(&rest, &word)) {
        struct span alone = span_of(word.text, word.len);
        struct word again;
        assert(rest.len < left);
        left = rest.len;
        assert(word.len > 0);
        assert(word.len <= WORD_BYTES);
        for (size_t i = 0; i < word.len; i++) {
            unsigned char c = (unsigned char)word.text[i];
            assert(c >= 0x80 || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'));
        }
        if (fine) {
            assert(text_is_utf8(alone));
            bool found = word_next(&alone, &again);
            assert(found);
            assert(alone.len == 0);
            assert(again.len == word.len && memcmp(again.text, word.text, word.len) == 0);
        }
    }
    return 0;
}
