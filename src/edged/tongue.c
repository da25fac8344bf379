#include "tongue.h"

#include "base_markup.h"
#include "web_head.h"

#include <stdio.h>

static const struct {
    const char *direction;
    const char *ending; /* of a page's file */
} spoken[LANGUAGES_] = {[LANGUAGE_EN] = {"ltr", ""}, [LANGUAGE_AR] = {"rtl", ".ar"}};

static const char *const names[LANGUAGES_] = {[LANGUAGE_EN] = "en", [LANGUAGE_AR] = "ar"};

struct tongue tongue_of(const struct web_request *r)
{
    struct span asked = {NULL, 0};
    struct span wanted = {NULL, 0};
    (void)web_request_query(r, "lang", &asked);
    for (enum language i = 0; i < LANGUAGES_; i++) {
        if (span_is(asked, names[i])) {
            return (struct tongue){i, true};
        }
    }
    (void)web_request_header(r, "Accept-Language", &wanted);
    return (struct tongue){(enum language)web_language_best(wanted, names, LANGUAGES_), false};
}

const char *tongue_name(enum language language)
{
    return names[language];
}

const char *tongue_direction(enum language language)
{
    return spoken[language].direction;
}

void tongue_page(enum language language, const char *page, char out[TONGUE_FILE])
{
    (void)snprintf(out, TONGUE_FILE, "%s%s.html", page, spoken[language].ending);
}

enum err tongue_say(struct web_answer *a, enum language language)
{
    (void)web_answer_header(a, "Vary", "Accept-Language");
    return web_answer_header(a, "Content-Language", names[language]);
}

enum err tongue_keep(struct buf *out, const struct tongue *t, char before)
{
    if (!t->asked) {
        return buf_status(out);
    }
    (void)buf_append_text(out, before == '&' ? "&amp;lang=" : "?lang=");
    return buf_append_text(out, names[t->language]);
}

static enum language other_of(const struct tongue *t)
{
    return t->language == LANGUAGE_EN ? LANGUAGE_AR : LANGUAGE_EN;
}

/* Around either. */
static void put_start(struct buf *out, const struct tongue *t)
{
    (void)buf_append_text(out, "<nav class=\"languages\" aria-label=\"");
    (void)buf_append_text(out, words_of(t->language, WORD_LANGUAGE));
    (void)buf_append_text(out, "\">");
}

static enum err put_end(struct buf *out, const struct tongue *t)
{
    const char *name = names[other_of(t)];
    (void)markup_join(out, (const char *const[]){"\" lang=\"", name, "\" dir=\"",
                                                 spoken[other_of(t)].direction, "\">", NULL});
    return buf_append_text(out, words_of(t->language, WORD_LANGUAGE_OTHER));
}

enum err tongue_link(struct buf *out, const struct tongue *t, const struct web_request *r)
{
    put_start(out, t);
    (void)buf_append_text(out, "<a class=\"text-button\" href=\"?");
    for (size_t i = 0; i < r->query.count; i++) {
        const struct web_pair *pair = &r->query.items[i];
        if (!span_is(pair->name, "lang")) {
            (void)markup_url(out, pair->name);
            (void)buf_append_u8(out, '=');
            (void)markup_url(out, pair->value);
            (void)buf_append_text(out, "&amp;");
        }
    }
    (void)buf_append_text(out, "lang=");
    (void)buf_append_text(out, names[other_of(t)]);
    (void)buf_append_text(out, "\" hreflang=\"");
    (void)buf_append_text(out, names[other_of(t)]);
    (void)put_end(out, t);
    return buf_append_text(out, "</a></nav>");
}

enum err tongue_button(struct buf *out, const struct tongue *t, const char *form, const char *path)
{
    put_start(out, t);
    (void)markup_join(out, (const char *const[]){
                               "<button class=\"text-button\" form=\"", form, "\" formaction=\"",
                               path, "?turn=1&amp;lang=", names[other_of(t)], "", NULL});
    (void)put_end(out, t);
    return buf_append_text(out, "</button></nav>");
}
