/*
 * shared.h: what is for followers: that custodiand knows who shares and who follows them, and what
 * these see. Errors of custody.h.
 */
#ifndef SHARED_H
#define SHARED_H

#include "custody.h"
#include "edged.h"
#include "store_video.h"
#include "video_page.h"

/* shared_begin: the token's person shares from now on. Said once more when the video for followers
 * is written down: an end may come in between. shared_end: no longer, if they have nothing for
 * followers any more, and nothing on its way. */
MUST_USE enum err shared_begin(struct edged *e, const struct custody_token *token, int64_t person);
MUST_USE enum err shared_end(struct edged *e, const struct custody_token *token, int64_t person);

/* shared_settle: shared_end for whoever looks at what they have: what of it could not be said as it
 * happened, or went without a session. What fails waits for the next look. Nothing is asked of
 * whoever has nothing to end, which is known of some since the start (edged.h). */
void shared_settle(struct edged *e, const struct custody_token *token, int64_t person);

/* shared_follow: custodiand lets the token's person see what the author shares, if they follow
 * them. */
MUST_USE enum err shared_follow(struct edged *e, const struct custody_token *token, int64_t self,
                                int64_t author);

/* shared_may: whether the video is for followers, and the person is one of its author's. */
MUST_USE enum err shared_may(struct edged *e, int64_t person, const struct store_video *video,
                             bool *out_may);

/* shared_fill: title and sound of those of a page's videos that are for followers, for whoever
 * looks; what does not open for them becomes AUDIENCE_SELF: it is not shown. */
MUST_USE enum err shared_fill(struct edged *e, const struct onlooker *o, struct store_video *videos,
                              size_t count);

#endif
