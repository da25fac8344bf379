#include "feed_prefs.h"

#include "base_tag.h"
#include "base_text.h"
#include "wire_codec.h"

#include <string.h>

static int word_order(const struct feed_word *a, const struct feed_word *b)
{
    size_t len = a->len < b->len ? a->len : b->len;
    int order = memcmp(a->text, b->text, len);
    return order != 0 ? order : (int)a->len - (int)b->len;
}

static void read_words(struct wire_reader *r, struct feed_prefs *prefs)
{
    prefs->word_count = wire_u8(r);
    wire_expect(r, prefs->word_count <= LIMIT_HIDDEN_WORDS);
    for (size_t i = 0; i < prefs->word_count && !r->failed; i++) {
        struct feed_word *word = &prefs->words[i];
        word->len = wire_u8(r);
        wire_expect(r, word->len >= 1 && word->len <= FEED_WORD);
        wire_fixed(r, (uint8_t *)word->text, r->failed ? 0 : word->len);
        wire_expect(r, i == 0 || word_order(word - 1, word) < 0);
    }
}

enum err feed_prefs_decode(struct span in, struct feed_prefs *out_prefs)
{
    struct span body = {0};
    TRY(feed_part_read(in, FEED_PREFS, &body));
    struct wire_reader r = wire_read(body);
    memset(out_prefs, 0, sizeof(*out_prefs));
    out_prefs->order = wire_u8(&r);
    wire_expect(&r, out_prefs->order < FEED_ORDERS);
    out_prefs->hidden_count = wire_u16(&r);
    wire_expect(&r, out_prefs->hidden_count <= LIMIT_HIDDEN_PEOPLE);
    int64_t last = 0;
    for (size_t i = 0; i < out_prefs->hidden_count && !r.failed; i++) {
        out_prefs->hidden[i] = wire_i64(&r);
        wire_expect(&r, out_prefs->hidden[i] > last);
        last = out_prefs->hidden[i];
    }
    if (!r.failed) {
        read_words(&r, out_prefs);
    }
    return wire_end(&r);
}

enum err feed_prefs_encode(const struct feed_prefs *prefs, struct buf *out)
{
    AUTO(buf) struct buf body = {.max = FEED_SIZE_4};
    TRY(buf_grow(&body, FEED_SIZE_1));
    wire_put_u8(&body, prefs->order);
    wire_put_u16(&body, prefs->hidden_count);
    for (size_t i = 0; i < prefs->hidden_count; i++) {
        wire_put_i64(&body, prefs->hidden[i]);
    }
    wire_put_u8(&body, prefs->word_count);
    for (size_t i = 0; i < prefs->word_count; i++) {
        wire_put_u8(&body, prefs->words[i].len);
        wire_put_fixed(&body, (const uint8_t *)prefs->words[i].text, prefs->words[i].len);
    }
    TRY(buf_status(&body));
    return feed_part_write(FEED_PREFS, buf_span(&body), out);
}

/* Where the person is, or would be. */
static size_t place_of(const struct feed_prefs *prefs, int64_t person)
{
    size_t at = 0;
    while (at < prefs->hidden_count && prefs->hidden[at] < person) {
        at++;
    }
    return at;
}

enum err feed_prefs_hide(struct feed_prefs *prefs, int64_t person)
{
    size_t at = place_of(prefs, person);
    if (at < prefs->hidden_count && prefs->hidden[at] == person) {
        return ERR_OK;
    }
    if (prefs->hidden_count == LIMIT_HIDDEN_PEOPLE) {
        return ERR_LIMIT;
    }
    memmove(&prefs->hidden[at + 1], &prefs->hidden[at],
            (prefs->hidden_count - at) * sizeof(prefs->hidden[0]));
    prefs->hidden[at] = person;
    prefs->hidden_count++;
    return ERR_OK;
}

void feed_prefs_show(struct feed_prefs *prefs, int64_t person)
{
    size_t at = place_of(prefs, person);
    if (at < prefs->hidden_count && prefs->hidden[at] == person) {
        prefs->hidden_count--;
        memmove(&prefs->hidden[at], &prefs->hidden[at + 1],
                (prefs->hidden_count - at) * sizeof(prefs->hidden[0]));
    }
}

static struct span trim(struct span text)
{
    while (text.len > 0 && text.ptr[0] == ' ') {
        text = span_of(text.ptr + 1, text.len - 1);
    }
    while (text.len > 0 && text.ptr[text.len - 1] == ' ') {
        text.len--;
    }
    return text;
}

static enum err small_of(struct span word, struct feed_word *out)
{
    struct tag tag;
    if (word.len == 0) {
        return ERR_FORMAT;
    }
    if (text_characters(word) > LIMIT_HIDDEN_WORD) {
        return ERR_LIMIT;
    }
    TRY(word.ptr[0] == '#' ? tag_of(word, &tag) : ERR_OK);
    out->len = (uint8_t)tag_small(word, out->text);
    return ERR_OK;
}

enum err feed_prefs_word(struct feed_prefs *prefs, struct span word)
{
    struct feed_word more = {.len = 0};
    size_t at = 0;
    TRY(small_of(trim(word), &more));
    while (at < prefs->word_count && word_order(&prefs->words[at], &more) < 0) {
        at++;
    }
    if (at < prefs->word_count && word_order(&prefs->words[at], &more) == 0) {
        return ERR_OK;
    }
    if (prefs->word_count == LIMIT_HIDDEN_WORDS) {
        return ERR_LIMIT;
    }
    memmove(&prefs->words[at + 1], &prefs->words[at],
            (prefs->word_count - at) * sizeof(prefs->words[0]));
    prefs->words[at] = more;
    prefs->word_count++;
    return ERR_OK;
}
