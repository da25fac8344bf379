/*
 * page.h: where a page of a list begins, from a request's query, and where the next one does.
 */
#ifndef PAGE_H
#define PAGE_H

#include "base_json.h"
#include "store_video.h"
#include "web_answer.h"
#include "web_request.h"

#include <stddef.h>

/* Cursors are two numbers, which stand for what orders the list; zeroes: from the first. */
struct page {
    struct store_place after;
    size_t max; /* LIMIT_PAGE, or fewer if the request says so */
};

/* page_read: on failure the answer has its problem. */
MUST_USE enum err page_read(const struct web_request *r, struct web_answer *a, struct page *out);

/* page_put_next: the member "next"; NULL: there is no more. */
void page_put_next(struct jot *j, const struct store_place *last);

/* page_read_of, page_put_next_of: the same of a list that is made by filters: a cursor goes on with
 * those that it was given for, which are one number, and with no others. */
MUST_USE enum err page_read_of(const struct web_request *r, struct web_answer *a, uint64_t filters,
                               struct page *out);
void page_put_next_of(struct jot *j, uint64_t filters, const struct store_place *last);

#endif
