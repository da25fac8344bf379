/*
 * viewer.h: what is kept sealed of a viewer (feed_part.h), through their own session. What they do
 * comes in as deltas, each durable at once; when LIMIT_FOLD_AT of them wait they are folded into
 * the hot part and the sets that they touch.
 *
 * Every call may give back, beside its own errors, what custody_open and custody_seal do
 * (ERR_LIMIT: the session has opened as much as one may), ERR_FORMAT (what was opened is not what
 * was sealed: the database was tampered with), and the store's.
 */
#ifndef VIEWER_H
#define VIEWER_H

#include "custody.h"
#include "edged.h"
#include "feed_fold.h"
#include "feed_people.h"
#include "feed_prefs.h"
#include "feed_saved.h"

struct viewer {
    struct edged *e;
    const struct custody_token *token;
    struct custody_person person;
};

/*
 * viewer_note: the delta, durable; the viewer's person is set by this. If LIMIT_DELTAS wait
 * already, they are folded first; if that fails, its error is given, and nothing is kept of the
 * delta. ERR_DENIED: no such session. ERR_CONFLICT: others of the viewer's devices filled the room
 * again. out_many: it is time to fold.
 */
MUST_USE enum err viewer_note(struct viewer *v, const struct feed_delta *delta, bool *out_many);

/* viewer_note_each: the same of several viewers, at most LIMIT_TOGETHER, by one ask and durable
 * together; what fails of one is no failure of the others. */
struct viewer_note {
    struct viewer *viewer;
    const struct feed_delta *delta;
    enum err err; /* out: as of viewer_note */
    bool many;    /* out */
};
void viewer_note_each(struct edged *e, struct viewer_note *notes, size_t count);

/*
 * viewer_fold: what waits, and then more (NULL: nothing), in one durable step: after a crash all of
 * it has happened, or nothing. The counts of likes follow once it is durable. ERR_BUSY: others of
 * the viewer's devices were quicker, LIMIT_FOLD_TRIES times. ERR_NOT_FOUND: more is a like, and its
 * month holds no more of them.
 */
MUST_USE enum err viewer_fold(const struct viewer *v, const struct feed_delta *more);

/* viewer_fold_each: what waits of several viewers, durable some at a time; what fails of one is no
 * failure of the others. */
void viewer_fold_each(struct edged *e, const struct viewer *const *viewers, size_t count,
                      enum err *out_errs);

/*
 * viewer_mend: removes what does not open or is not what its name says, and nothing else;
 * out_removed: how many parts that were. That there were any is in the log, too. What was done
 * stays done if it then fails. A like in a set that is removed is forgotten, its count stays.
 */
MUST_USE enum err viewer_mend(const struct viewer *v, size_t *out_removed);

/* viewer_recent: the hot part, with the watches that still wait among the recent ones. */
MUST_USE enum err viewer_recent(const struct viewer *v, struct feed_hot *out_hot);

/* viewer_likes: the sets of likes of these months, at most FEED_SETS of them, added to likes. */
MUST_USE enum err viewer_likes(const struct viewer *v, const uint16_t *months, size_t count,
                               struct feed_state *likes);

/* viewer_fold_old: everything that an older version kept, into the newer form. */
MUST_USE enum err viewer_fold_old(const struct viewer *v);

/* viewer_prefs: what the viewer has said about their pages. */
MUST_USE enum err viewer_prefs(const struct viewer *v, struct feed_prefs *out_prefs);

/*
 * viewer_prefs_change: what fn makes of it, durable. fn may be called more than once, each time
 * with what stands there then; its error is given, but ERR_CONFLICT is not its to give. ERR_BUSY:
 * others of the viewer's devices were quicker, LIMIT_FOLD_TRIES times.
 */
typedef enum err viewer_prefs_fn(struct feed_prefs *prefs, void *context);
MUST_USE enum err viewer_prefs_change(const struct viewer *v, viewer_prefs_fn *fn, void *context);

/* viewer_saved, viewer_saved_change: the same, of what the viewer saved. */
MUST_USE enum err viewer_saved(const struct viewer *v, struct feed_saved *out_saved);
typedef enum err viewer_saved_fn(struct feed_saved *saved, void *context);
MUST_USE enum err viewer_saved_change(const struct viewer *v, viewer_saved_fn *fn, void *context);

/* viewer_people, viewer_people_change: the same, of whom they muted and blocked. */
MUST_USE enum err viewer_people(const struct viewer *v, struct feed_people *out_people);
typedef enum err viewer_people_fn(struct feed_people *people, void *context);
MUST_USE enum err viewer_people_change(const struct viewer *v, viewer_people_fn *fn, void *context);

/* viewer_set: the sets of one kind and month. Put into sets, which may have others. */
MUST_USE enum err viewer_set(const struct viewer *v, uint8_t kind, uint16_t month,
                             struct feed_state *sets);

/* viewer_liked_month: the highest month not above `from` of which there is a set of likes.
 * ERR_NOT_FOUND. Asks nobody, opens nothing. */
MUST_USE enum err viewer_liked_month(const struct viewer *v, uint16_t from, uint16_t *out_month);

/* viewer_comment_likes: as viewer_likes, of comments. */
MUST_USE enum err viewer_comment_likes(const struct viewer *v, const uint16_t *months, size_t count,
                                       struct feed_state *likes);

/* viewer_mark: up to which notice the viewer has read; 0: none. viewer_mark_put: further; out_mark
 * (what stands afterwards) never goes back. ERR_BUSY as viewer_fold. */
MUST_USE enum err viewer_mark(const struct viewer *v, int64_t *out_mark);
MUST_USE enum err viewer_mark_put(const struct viewer *v, int64_t mark, int64_t *out_mark);

/* viewer_forget: removes every row that there can be under the locker. */
MUST_USE enum err viewer_forget(struct store *s, const uint8_t locker[ASK_LOCKER]);

#endif
