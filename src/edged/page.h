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

/*
 * A cursor is two numbers, which stand for what orders the list, with a checksum of them and of the
 * list that it is of: the request's path and query, but for cursor and limit. So one that was made
 * up, cut off or is of another list is refused in words. It is no secret: whoever computes one sees
 * another part of the same list. Zeroes: from the first.
 */
struct page {
    struct store_place after;
    size_t max;                   /* LIMIT_PAGE, or fewer if the request says so */
    const struct web_request *of; /* the list's; borrowed */
};

/* page_read: on failure the answer has its problem. page_read_cursor: of a list that knows no
 * limit. */
MUST_USE enum err page_read(const struct web_request *r, struct web_answer *a, struct page *out);
MUST_USE enum err page_read_cursor(const struct web_request *r, struct web_answer *a,
                                   struct page *out);

/* page_put_next: the member "next", of the last item on the page, whose second number is above
 * zero; NULL: there is no more. ERR_NOMEM. */
MUST_USE enum err page_put_next(struct jot *j, const struct page *page,
                                const struct store_place *last);

#endif
