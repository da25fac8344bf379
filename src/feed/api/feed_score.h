/*
 * feed_score.h: what share of a video a viewer is expected to watch, and what else speaks for
 * showing it: a sum of terms that are kept, so that a reason is computed and not made up. Exact:
 * the same row, viewer, model and moment give the same terms on every machine. Terms are in
 * millionths of a clip: 250000 is a quarter watched more.
 */
#ifndef FEED_SCORE_H
#define FEED_SCORE_H

#include "feed_fold.h"
#include "feed_row.h"

enum { FEED_ONE = 1000000, FEED_LENGTHS = 5 };

enum feed_term {
    FEED_TERM_HOLDS,    /* others watch more of it than of clips as long */
    FEED_TERM_FINISHED, /* more of them finish it */
    FEED_TERM_LIKED,    /* more of them like it */
    FEED_TERM_WANTED,   /* fewer of them say that they are not interested */
    FEED_TERM_CREATOR,  /* the viewer watches this creator */
    FEED_TERM_TAGS,     /* the viewer watches its hashtags */
    FEED_TERM_FOLLOWED, /* the viewer follows the creator */
    FEED_TERM_FRESH,    /* it is new */
    FEED_TERM_UNSURE,   /* few have seen it yet: worth finding out */
    FEED_TERM_AGAIN,    /* the viewer has seen it, lately: never above zero */
    FEED_TERMS
};

struct feed_score {
    int64_t terms[FEED_TERMS];
    int64_t sum;
    int32_t expected; /* share that is expected to be watched, 0 to FEED_ONE */
    uint64_t tag;     /* key of the hashtag that the viewer watches most of these; 0: none */
};

/* A state of the model. Released as the code is. Every number is 0 to FEED_ONE; those marked so
 * are 1 at least. */
struct feed_model {
    int32_t sure;      /* 1: as so many watches, what is usual weighs beside a video's own */
    int32_t sure_acts; /* 1: the same for likes and for "not interested", which are rare */
    int32_t holds;     /* in thousandths of how far the video is from what is usual, */
    int32_t finished;  /* and so on */
    int32_t liked;
    int32_t unwanted;
    int32_t creator;      /* the most that taste for the creator adds or takes */
    int32_t creator_half; /* 1: the weight (feed_taste.h) that adds half of it */
    int32_t tags;         /* the same for hashtags, by the mean of their weights */
    int32_t tags_half;    /* 1 */
    int32_t followed;     /* added for a creator that is followed */
    int32_t fresh;        /* added for a video of this moment */
    int32_t fresh_half_h; /* 1: half of it is left after so many hours, a third after twice that */
    int32_t unsure;       /* added for a video without a watch; half after `sure` watches */
    int32_t new_share; /* of a page's places for new videos at least, in thousandths, rounded up */
    int32_t new_watches;  /* new is: fewer watches than this, */
    int32_t new_hours;    /* and not older than this */
    int32_t chance_share; /* of a page's places, drawn by the seed, in thousandths, rounded up */
};
extern const struct feed_model feed_model_1;

/* What is usual of clips of about one length, in millionths of watches. What a video gets beyond it
 * is what counts, so that a short clip is no better for being watched to its end. */
struct feed_usual {
    int32_t share;
    int32_t finished;
    int32_t likes;
    int32_t unwanted;
};
struct feed_prior {
    struct feed_usual of[FEED_LENGTHS];
};

/* feed_length_class: which of FEED_LENGTHS. */
size_t feed_length_class(int64_t length_ms);

/* feed_prior_of: from the counts of all videos of each class, added up; what we started from counts
 * as a thousand watches beside. */
void feed_prior_of(const struct feed_counts totals[FEED_LENGTHS], struct feed_prior *out_prior);

/* Rising, each once; count 0 for none. */
struct feed_ids {
    const int64_t *ids;
    size_t count;
};
bool feed_ids_has(const struct feed_ids *ids, int64_t id);

/* One moment of one viewer, as scoring sees it. */
struct feed_view {
    const struct feed_model *model;
    const struct feed_prior *prior;
    const struct feed_state *state;
    struct feed_ids followed; /* persons */
    int64_t now_ms;           /* since 1970 */
};

/* feed_score: all terms but FEED_TERM_AGAIN, which is 0 here. */
void feed_score(const struct feed_view *view, const struct feed_row *row,
                struct feed_score *out_score);

#endif
