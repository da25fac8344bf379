/*
 * page.h: what is read by other machines and without JavaScript: addresses, and the app's shell
 * with a page's own words in it. Every address is of the region's own origin (--web-origin),
 * whatever Host a request had.
 */
#ifndef PAGE_H
#define PAGE_H

#include "edged.h"
#include "store_video.h"
#include "web_answer.h"
#include "web_request.h"

enum { PAGE_ADDRESS = 1024 };

/* An address of ours, whole, and its place in a query (percent-encoded). */
struct page_address {
    char text[PAGE_ADDRESS];
    char quoted[3 * PAGE_ADDRESS];
};

/* page_address: the origin, a path, and what is appended to it percent-encoded (NULL: nothing). */
MUST_USE enum err page_address(const struct edged *e, const char *path, const char *rest,
                               struct page_address *out);

/* page_video: of a number that everybody may see. ERR_NOT_FOUND. */
MUST_USE enum err page_video(const struct edged *e, struct span number,
                             struct store_video *out_video);

/* Of a page: all of it markup already. */
struct page {
    unsigned status;
    struct buf title; /* without its element */
    struct buf head;
    struct buf body; /* shown where there is no JavaScript */
};
static inline void page_auto(struct page *p)
{
    buf_done(&p->title);
    buf_done(&p->head);
    buf_done(&p->body);
}
#define PAGE_EMPTY                                                                                 \
    {                                                                                              \
        .status = 200, .title = {.max = 8 * KIB}, .head = {.max = 64 * KIB}, .body = {             \
            .max = 256 * KIB                                                                       \
        }                                                                                          \
    }

/* page_send: the app's shell with it. */
enum err page_send(const struct edged *e, const struct web_request *r, struct web_answer *a,
                   struct page *page);

/* page_answer: a text that is made for each request: with an entity tag, and 304 if the client has
 * it. */
enum err page_answer(const struct web_request *r, struct web_answer *a, const char *type,
                     struct buf *text);

#endif
