/*
 * feed_page.h: a page of "For You" from rows, a viewer's state and a seed. The same request gives
 * the same page, on every machine: whoever has kept a request can replay it.
 *
 * Rows are merged (one video once, with all its sources) and filtered before anything is limited.
 * Then, place by place, the video with the highest score is taken that keeps these rules, in this
 * order:
 *   1. no creator twice in a row, if the rows allow a page of this length without it; else as
 *      seldom as they allow;
 *   2. of any ten in a row at most two with one sound or one hashtag, unless every video that is
 *      left would break that (or rule 1);
 *   3. so many places are for new videos (feed_model), and so many for videos that the seed draws,
 *      as far as such videos are there and rules 1 and 2 allow it.
 * Both look back over what the viewer's list ended with.
 */
#ifndef FEED_PAGE_H
#define FEED_PAGE_H

#include "base_arena.h"
#include "base_limits.h"
#include "feed_score.h"

enum { FEED_WINDOW = 10, FEED_WINDOW_SAME = 2 };

/* What the viewer does not want, or may not see. */
struct feed_filter {
    struct feed_ids blocked; /* persons, either way; the viewer's own number, if they make videos */
    struct feed_ids hidden;  /* creators that the viewer has hidden */
    /* Words and hashtags that the viewer has hidden, none of them empty; a hashtag begins with #. A
     * word hides a title that has it as a word or a hashtag, in any case of ASCII; only letters of
     * ASCII, digits and _ go on with a word, so that scripts without spaces are found within. A
     * hashtag hides that hashtag and no other. */
    const struct span *words;
    size_t word_count;
    struct feed_ids shown; /* videos that the viewer's list has, though they may not be seen yet */
};

struct feed_rows {
    const struct feed_row *const *rows;
    size_t count;
};

struct feed_request {
    struct feed_view view; /* its state has the seen-sets of every month that the rows are of */
    struct feed_filter filter;
    struct feed_rows sources[FEED_SOURCES]; /* the best first */
    bool whole;                             /* the rows are all that there are */
    const struct feed_row *before; /* what the viewer's list ends with, the last one last: */
    size_t before_count;           /* FEED_WINDOW - 1, or fewer if it is shorter */
    uint64_t seed;
    size_t wanted;
};

enum feed_drop {
    FEED_DROP_INVISIBLE,
    FEED_DROP_BLOCKED,
    FEED_DROP_HIDDEN,
    FEED_DROP_WORD,
    FEED_DROP_UNWANTED, /* the viewer was not interested */
    FEED_DROP_SEEN,     /* or shown */
    FEED_DROPS
};

enum feed_place {
    FEED_RANKED, /* by its score */
    FEED_NEW,    /* a place for new videos brought it up */
    FEED_CHANCE, /* the seed drew it */
    FEED_AGAIN   /* everything was seen */
};

struct feed_item {
    const struct feed_row *row; /* the request's */
    uint8_t sources;            /* 1 << source, each that had it */
    bool is_new;                /* as feed_model has it */
    enum feed_place place;
    struct feed_score score;
};

enum feed_page_kind {
    FEED_PAGE_NEW,   /* nothing in it was seen */
    FEED_PAGE_MORE,  /* the same, but shorter than wanted, and there are more rows than came */
    FEED_PAGE_AGAIN, /* everything was seen: what was seen longest ago comes first */
    FEED_PAGE_EMPTY  /* there is nothing that may be shown */
};

struct feed_page {
    enum feed_page_kind kind;
    size_t count;
    struct feed_item items[LIMIT_FEED_PAGE];
    size_t candidates;          /* that were scored */
    size_t dropped[FEED_DROPS]; /* videos that were looked at, by the first reason */
};

/*
 * feed_page_make: scratch needs LIMIT_FEED_SCRATCH, and the page does not borrow from it. Of videos
 * that pass the filters, LIMIT_FEED_CANDIDATES are scored, the sources in turn.
 * ERR_LIMIT: wanted is 0 or over LIMIT_FEED_PAGE, a source has more than LIMIT_FEED_ROWS, there are
 * more than LIMIT_HIDDEN_WORDS words, or before_count is too large; ERR_NOMEM.
 */
MUST_USE enum err feed_page_make(const struct feed_request *request, struct arena *scratch,
                                 struct feed_page *out_page);

/*
 * feed_why: why an item is there, from what brought it there. For FEED_RANKED, the largest term; if
 * none is above zero, FEED_TERMS, and the source is all there is to say. For the other places, what
 * they say is the reason, and the term is FEED_TERMS.
 */
struct feed_why {
    enum feed_place place;
    enum feed_source source; /* the first that had it, in the order of feed_source */
    enum feed_term term;
    int64_t value;
    uint64_t key; /* of FEED_TERM_CREATOR and FEED_TERM_TAGS: whose, or which; else 0 */
};
struct feed_why feed_why(const struct feed_item *item);

#endif
