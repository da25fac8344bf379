#include "agent.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* In order: many browsers name others, too, and the first word that is there decides. */
static const struct {
    const char *word;
    size_t at; /* in the table of names */
} browsers[] = {
    {"Edg", 1},    {"OPR/", 2},    {"SamsungBrowser", 3}, {"Vivaldi", 4},
    {"FxiOS", 5},  {"Firefox", 5}, {"CriOS", 6},          {"Chromium", 7},
    {"Chrome", 6}, {"Safari", 8},  {"curl", 9},           {"vitrine", 10},
};

static const struct {
    const char *word;
    size_t at;
} systems[] = {
    {"iPhone", 1},  {"iPad", 2},      {"Android", 3}, {"CrOS", 4},
    {"Windows", 5}, {"Macintosh", 6}, {"Linux", 7},   {"BSD", 8},
};

/* Every pair, so that a label is nothing but one of these texts. */
#define ON(browser)                                                                                \
    {                                                                                              \
        browser, browser " on iPhone", browser " on iPad", browser " on Android",                  \
            browser " on ChromeOS", browser " on Windows", browser " on macOS",                    \
            browser " on Linux", browser " on BSD"                                                 \
    }
static const char *const labels[][9] = {
    ON("A browser"),
    ON("Edge"),
    ON("Opera"),
    ON("Samsung Internet"),
    ON("Vivaldi"),
    ON("Firefox"),
    ON("Chrome"),
    ON("Chromium"),
    ON("Safari"),
    ON("curl"),
    ON("The vitrine command"),
};

struct span agent_label(struct span user_agent)
{
    size_t browser = 0;
    size_t system = 0;
    const void *text = user_agent.ptr;
    for (size_t i = 0; i < sizeof(browsers) / sizeof(browsers[0]) && browser == 0; i++) {
        const char *word = browsers[i].word;
        bool there = text != NULL && memmem(text, user_agent.len, word, strlen(word)) != NULL;
        browser = there ? browsers[i].at : 0;
    }
    for (size_t i = 0; i < sizeof(systems) / sizeof(systems[0]) && system == 0; i++) {
        const char *word = systems[i].word;
        bool there = text != NULL && memmem(text, user_agent.len, word, strlen(word)) != NULL;
        system = there ? systems[i].at : 0;
    }
    return span_text(labels[browser][system]);
}
