/*
 * feed_row.h: what is public about a video that a page may show, and what the app counts of it. The
 * caller hands it in; all of it is whole numbers.
 */
#ifndef FEED_ROW_H
#define FEED_ROW_H

#include "base_span.h"
#include "feed_taste.h"

/*
 * What is counted of each video, of signed-in viewers only, each of them once: a watch counts if
 * folding it added the video to the viewer's seen-set (feed_fold.h), so that who watches a thousand
 * times counts as who watched once, and what is not remembered does not count. Added up in memory
 * and flushed each minute in shuffled order; never stored beside a viewer's sealed state. A count
 * that is lost in a crash stays lost.
 */
struct feed_counts {
    int64_t watches;  /* that counted */
    int64_t shares;   /* of these, added up: the part of the clip that was watched, 0 to 1000 */
    int64_t finished; /* of these: a part of FEED_FINISHED at least */
    int64_t likes;    /* that stand: what feed_fold says that one changes */
    int64_t unwanted; /* viewers who are not interested: in whose hot part's list it stands */
};

enum { FEED_FINISHED = 900 };

/* feed_counts_watch: adds a watch that counts; of a clip without a length, nothing. */
void feed_counts_watch(struct feed_counts *counts, const struct feed_watch *watch,
                       int64_t length_ms);

/* Where a row comes from; a video may come from several. */
enum feed_source {
    FEED_FOLLOWING, /* by creators that the viewer follows, newest first */
    FEED_SIMILAR,   /* with the keys of what the viewer watched to the end */
    FEED_TRENDING,  /* watched much, lately */
    FEED_FRESH,     /* the newest */
    FEED_EXPLORING, /* drawn from all there are */
    FEED_SOURCES
};

struct feed_row {
    struct feed_facts facts; /* keys[0] is the creator's */
    int64_t person;          /* the creator */
    uint64_t sound;          /* the same number for the same sound; 0: its own */
    int64_t published_ms;    /* since 1970 */
    struct feed_counts counts;
    struct span title;
    bool visible; /* what the visibility table says, to this viewer */
};

#endif
