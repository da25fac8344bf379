#include "feed_sieve.h"

#include <assert.h>
#include <string.h>

enum { NONE = UINT8_MAX };
_Static_assert(LIMIT_HIDDEN_WORDS < (int)NONE, "places of words are single bytes");

static uint8_t lower(uint8_t byte)
{
    return byte >= 'A' && byte <= 'Z' ? (uint8_t)(byte + ('a' - 'A')) : byte;
}

/* With which a word of ASCII goes on. */
static bool goes_on(uint8_t byte)
{
    return byte == '_' || (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
           (byte >= 'A' && byte <= 'Z');
}

void feed_sieve_init(struct feed_sieve *sieve, const struct feed_request *request)
{
    const struct span *words = request->filter.words;
    size_t count = request->filter.word_count;
    assert(count <= LIMIT_HIDDEN_WORDS);
    sieve->request = request;
    memset(sieve->first, NONE, sizeof(sieve->first));
    for (size_t i = 0; i < count; i++) {
        assert(words[i].len > 0);
        uint8_t *first = &sieve->first[lower(words[i].ptr[0])];
        sieve->next[i] = *first;
        *first = (uint8_t)i;
    }
}

/* Whether the title has the word from here on, and both its ends are ends of a word. */
static bool stands(struct span word, struct span title, size_t at)
{
    size_t end = at + word.len;
    if (word.len > title.len - at) {
        return false;
    }
    for (size_t i = 0; i < word.len; i++) {
        if (lower(word.ptr[i]) != lower(title.ptr[at + i])) {
            return false;
        }
    }
    if (at > 0 && goes_on(word.ptr[0]) && goes_on(title.ptr[at - 1])) {
        return false;
    }
    if (end == title.len) {
        return true;
    }
    if (word.ptr[0] == '#') {
        return !goes_on(title.ptr[end]) && title.ptr[end] < 0x80;
    }
    return !goes_on(word.ptr[word.len - 1]) || !goes_on(title.ptr[end]);
}

static bool has_hidden(const struct feed_sieve *sieve, struct span title)
{
    size_t count = sieve->request->filter.word_count;
    for (size_t at = 0; at < title.len && count > 0; at++) {
        uint8_t i = sieve->first[lower(title.ptr[at])];
        while (i != NONE) {
            if (stands(sieve->request->filter.words[i], title, at)) {
                return true;
            }
            i = sieve->next[i];
        }
    }
    return false;
}

/* As feed_set_has, without a branch that cannot be guessed. Sets are of a month each: most are not
 * near the video. */
static bool set_has(const struct feed_set *set, int64_t video)
{
    const int64_t *at = set->videos;
    size_t left = set->count;
    if (left == 0 || video < at[0] || video > at[left - 1]) {
        return false;
    }
    while (left > 1) {
        size_t half = left / 2;
        at += at[half] <= video ? half : 0;
        left -= half;
    }
    return left == 1 && *at == video;
}

static bool was_seen(const struct feed_request *request, int64_t video)
{
    const struct feed_state *state = request->view.state;
    bool seen = feed_ids_has(&request->filter.shown, video);
    for (size_t i = 0; i < state->set_count && !seen; i++) {
        seen = state->sets[i]->kind == FEED_SEEN && set_has(state->sets[i], video);
    }
    return seen;
}

static bool is_unwanted(const struct feed_hot *hot, int64_t video)
{
    for (size_t i = 0; i < hot->unwanted_count; i++) {
        if (hot->unwanted[i] == video) {
            return true;
        }
    }
    return false;
}

enum feed_drop feed_sieve_drop(const struct feed_sieve *sieve, const struct feed_row *row,
                               bool again)
{
    const struct feed_request *request = sieve->request;
    if (!row->visible) {
        return FEED_DROP_INVISIBLE;
    }
    if (feed_ids_has(&request->filter.blocked, row->person)) {
        return FEED_DROP_BLOCKED;
    }
    if (feed_ids_has(&request->filter.hidden, row->person)) {
        return FEED_DROP_HIDDEN;
    }
    if (has_hidden(sieve, row->title)) {
        return FEED_DROP_WORD;
    }
    if (is_unwanted(&request->view.state->hot, row->facts.video)) {
        return FEED_DROP_UNWANTED;
    }
    if (was_seen(request, row->facts.video) != again) {
        return FEED_DROP_SEEN;
    }
    return FEED_DROPS;
}
