/*
 * tongue.h: in which language a page is that is written here, and what goes with it: its headers,
 * its files, its links.
 */
#ifndef TONGUE_H
#define TONGUE_H

#include "base_buf.h"
#include "web_answer.h"
#include "web_request.h"
#include "words.h"

#include <stdbool.h>

struct tongue {
    enum language language;
    bool asked; /* by the address: then the page's links and forms ask for it, too */
};

/* tongue_of: "lang=en" or "lang=ar" in the query; else what the browser wants (Accept-Language),
 * else English. */
struct tongue tongue_of(const struct web_request *r);

/* As in HTML's lang and dir. */
const char *tongue_name(enum language language);
const char *tongue_direction(enum language language);

/* tongue_page: the file of the app's that is this page in the language: "claims.ar.html". out holds
 * TONGUE_FILE bytes. */
enum { TONGUE_FILE = 32 };
void tongue_page(enum language language, const char *page, char out[TONGUE_FILE]);

/* tongue_say: in the answer: Content-Language, and to caches by what it was chosen. */
enum err tongue_say(struct web_answer *a, enum language language);

/* tongue_keep: what an address of ours that ends in its path ('?') or in a query ('&') goes on
 * with, in markup; nothing where the language was not asked for. */
enum err tongue_keep(struct buf *out, const struct tongue *t, char before);

/* tongue_link: the way to the same page in the other language; the address keeps all else that was
 * asked. */
enum err tongue_link(struct buf *out, const struct tongue *t, const struct web_request *r);

/* tongue_button: the same where the page holds what was typed: that of a form, by its id, which
 * goes to an address that ends in its path, with "turn=1" in its query. */
enum err tongue_button(struct buf *out, const struct tongue *t, const char *form, const char *path);

#endif
