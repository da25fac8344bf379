/*
 * shell.h: what is read by other machines and without JavaScript: addresses, and the app's shell
 * with a page's own words in it. Every address is of the region's own origin (--web-origin),
 * whatever Host a request had.
 */
#ifndef SHELL_H
#define SHELL_H

#include "edged.h"
#include "store_video.h"
#include "tongue.h"
#include "web_answer.h"
#include "web_request.h"

enum { SHELL_ADDRESS = 1024 };

/* An address of ours, whole, and its place in a query (percent-encoded). */
struct shell_address {
    char text[SHELL_ADDRESS];
    char quoted[3 * SHELL_ADDRESS];
};

/* shell_address: the origin, a path, and what is appended to it percent-encoded (NULL: nothing). */
MUST_USE enum err shell_address(const struct edged *e, const char *path, const char *rest,
                                struct shell_address *out);

/* shell_video: of a number that everybody may see. ERR_NOT_FOUND. */
MUST_USE enum err shell_video(const struct edged *e, struct span number,
                              struct store_video *out_video);

/* Of a page: all of it markup already. */
struct shell_page {
    struct tongue tongue; /* in which it is */
    unsigned status;
    bool own;         /* it has one person's words: it is stored nowhere */
    struct buf title; /* without its element */
    struct buf head;
    struct buf body; /* shown where there is no JavaScript */
};
static inline void shell_page_auto(struct shell_page *p)
{
    buf_done(&p->title);
    buf_done(&p->head);
    buf_done(&p->body);
}
#define SHELL_PAGE                                                                                 \
    {                                                                                              \
        .status = 200, .title = {.max = 8 * KIB}, .head = {.max = 64 * KIB}, .body = {             \
            .max = 256 * KIB                                                                       \
        }                                                                                          \
    }

/* shell_title: words of ours, before the service's name. */
void shell_title(struct shell_page *page, enum word word);

/* shell_send: the app's shell with it, and, if it was only asked for, the way to the other
 * language. */
enum err shell_send(const struct edged *e, const struct web_request *r, struct web_answer *a,
                    struct shell_page *page);

/* shell_plain: a page of its own, without the app: what page->body says, on a card. Not stored. */
enum err shell_plain(const struct edged *e, const struct web_request *r, struct web_answer *a,
                     struct shell_page *page);

/* shell_bare: how a page begins that has no file of the app's, before its title. */
enum err shell_bare(struct buf *out, enum language language);

/* shell_wanted: a page is, as browsers say; programs that do not get problems. */
bool shell_wanted(const struct web_request *r);

/* shell_answer: a text that is made for each request: with an entity tag, and 304 if the client has
 * it. */
enum err shell_answer(const struct web_request *r, struct web_answer *a, const char *type,
                      struct buf *text);

#endif
