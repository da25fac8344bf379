#include "words.h"

#include "base_markup.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { PLACES = 3 };

#define WORD(key, english, arabic) {english, arabic},
static const char *const words[WORDS_][LANGUAGES_] = {
    {"", ""},
#include "words.tbl"
};

#define NAMED(name, english, arabic) {name, {english, arabic}},
static const struct {
    const char *name;
    const char *words[LANGUAGES_];
} named[] = {
#include "words.tbl"
};

const char *words_of(enum language language, enum word word)
{
    return words[word][language];
}

enum err words_put(struct buf *out, enum language language, enum word word,
                   const char *const *texts)
{
    const char *rest = words_of(language, word);
    const char *place = NULL;
    while ((place = strchr(rest, '{')) != NULL) {
        int number = place[1] - '1';
        assert(texts != NULL && number >= 0 && number < PLACES && place[2] == '}');
        (void)buf_append(out, rest, (size_t)(place - rest));
        (void)markup_text(out, span_text(texts[number]));
        rest = place + 3;
    }
    return buf_append_text(out, rest);
}

const char *words_named(enum language language, const char *name)
{
    for (size_t i = 0; i < sizeof(named) / sizeof(named[0]); i++) {
        if (strcmp(named[i].name, name) == 0) {
            return named[i].words[language];
        }
    }
    return name;
}

/* As Intl.DateTimeFormat does with the styles "medium" and "short". */
void words_moment(enum language language, int64_t wall_ms, char out[WORDS_MOMENT])
{
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    static const char *const halves[LANGUAGES_][2] = {{"AM", "PM"},
                                                      {"\xd8\xb5", "\xd9\x85"} /* ص, م */};
    time_t seconds = (time_t)(wall_ms / 1000);
    struct tm t = {0};
    (void)gmtime_r(&seconds, &t);
    const char *half = halves[language][t.tm_hour / 12];
    int hour = t.tm_hour % 12 == 0 ? 12 : t.tm_hour % 12;
    if (language == LANGUAGE_EN) {
        (void)snprintf(out, WORDS_MOMENT, "%s %d, %d, %d:%02d %s UTC", months[t.tm_mon], t.tm_mday,
                       t.tm_year + 1900, hour, t.tm_min, half);
    } else { /* a mark keeps the slashes in their order */
        (void)snprintf(out, WORDS_MOMENT,
                       "%02d\u200f/%02d\u200f/%d\xd8\x8c %d:%02d %s \u2066UTC\u2069", t.tm_mday,
                       t.tm_mon + 1, t.tm_year + 1900, hour, t.tm_min, half);
    }
}
