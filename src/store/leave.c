#include "store_leave.h"

#include "base_limits.h"
#include "gone.h"
#include "store_inside.h"

#include <string.h>

struct video_of {
    int64_t person;
    int64_t video;
    struct span title;
};

static enum err op_title(struct db *db, const void *in)
{
    const struct video_of *of = in;
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, QUERY_VIDEO_TITLE, &q));
    db_bind_text(&q, 1, of->title);
    db_bind_i64(&q, 2, of->video);
    db_bind_i64(&q, 3, of->person);
    int64_t changes = 0;
    TRY(db_step_done(&q, &changes));
    if (changes != 1) {
        return ERR_NOT_FOUND;
    }
    TRY(put_tags(db, of->video, of->title));
    return search_put(db, SEARCH_VIDEO, of->video);
}

enum err store_video_title(struct store *s, int64_t person, int64_t video, struct span title)
{
    return store_write(s, op_title, &(struct video_of){person, video, title});
}

/* Names first, then all that hangs on the video, and last its row. What was said about it follows.
 */
static enum err remove_video(struct db *db, int64_t video)
{
    static const char *const queries[] = {
        QUERY_REMOVAL_ADD, QUERY_TAGS_DROP,     QUERY_UNTAGGED_DONE,  QUERY_RENDITION_DROP,
        QUERY_HASH_DROP,   QUERY_CAPTIONS_DROP, QUERY_JOB_MEDIA_DROP, QUERY_DRAFT_OF_VIDEO,
        QUERY_SPOKEN_DROP, QUERY_VIDEO_DROP};
    for (size_t i = 0; i < sizeof(queries) / sizeof(queries[0]); i++) {
        TRY(run_1(db, queries[i], video, NULL));
    }
    TRY(search_drop(db, SEARCH_VIDEO, video));
    return sweep_video(db, video);
}

static enum err op_remove(struct db *db, const void *in)
{
    const struct video_of *of = in;
    {
        AUTO(db_query) struct db_query q = {0};
        TRY(db_query_start(db, QUERY_VIDEO_OF, &q));
        db_bind_i64(&q, 1, of->video);
        db_bind_i64(&q, 2, of->person);
        TRY(db_step_row(&q));
    }
    return remove_video(db, of->video);
}

enum err store_video_remove(struct store *s, int64_t person, int64_t video)
{
    return store_write(s, op_remove, &(struct video_of){.person = person, .video = video});
}

enum err store_removal_next(struct store *s, size_t max, struct store_removal *out_names,
                            size_t *out_count)
{
    AUTO(reader) struct reader r = reader_take(s);
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(r.db, QUERY_REMOVAL_NEXT, &q));
    db_bind_i64(&q, 1, (int64_t)max);
    size_t count = 0;
    for (bool row = true; count < max; count++) {
        TRY(db_step(&q, &row));
        if (!row) {
            break;
        }
        column_text(&q, 0, out_names[count].text, sizeof(out_names[count].text));
    }
    *out_count = count;
    return ERR_OK;
}

struct removal_done {
    const struct store_removal *names;
    size_t count;
};

static enum err op_done(struct db *db, const void *in)
{
    const struct removal_done *done = in;
    for (size_t i = 0; i < done->count; i++) {
        AUTO(db_query) struct db_query q = {0};
        TRY(db_query_start(db, QUERY_REMOVAL_DONE, &q));
        db_bind_text(&q, 1, span_text(done->names[i].text));
        TRY(db_step_done(&q, NULL));
    }
    return ERR_OK;
}

enum err store_removal_done(struct store *s, const struct store_removal *names, size_t count)
{
    return count == 0 ? ERR_OK : store_write(s, op_done, &(struct removal_done){names, count});
}

void store_gone(struct store *s, const struct store_leaver *leaver)
{
    gone_add(store_gone_of(s), leaver->person, leaver->locker);
}

/* Some of the person's videos. */
static enum err leave_videos(struct db *db, int64_t person, bool *out_more)
{
    int64_t videos[LIMIT_LEAVE_VIDEOS];
    size_t count = 0;
    {
        AUTO(db_query) struct db_query q = {0};
        TRY(db_query_start(db, QUERY_LEAVE_VIDEOS, &q));
        db_bind_i64(&q, 1, person);
        db_bind_i64(&q, 2, LIMIT_LEAVE_VIDEOS);
        for (bool row = true; count < LIMIT_LEAVE_VIDEOS; count++) {
            TRY(db_step(&q, &row));
            if (!row) {
                break;
            }
            videos[count] = db_column_i64(&q, 0);
        }
    }
    for (size_t i = 0; i < count; i++) {
        TRY(remove_video(db, videos[i]));
    }
    *out_more = count > 0;
    return ERR_OK;
}

struct leave_step {
    const struct store_leaver *leaver;
    bool *more; /* set anew if the operation is run again */
};

static enum err op_leave(struct db *db, const void *in)
{
    const struct leave_step *step = in;
    bool more = false;
    TRY(leave_videos(db, step->leaver->person, &more));
    if (!more) {
        TRY(leave_words(db, step->leaver->person, &more));
    }
    if (!more) {
        TRY(sweep_step(db, &more));
    }
    if (!more) {
        int64_t changes = 0;
        TRY(run_1(db, QUERY_DECISION_NOBODYS, step->leaver->person, NULL));
        TRY(run_1(db, QUERY_VISIBILITY_NOBODYS, step->leaver->person, NULL));
        TRY(search_drop(db, SEARCH_PERSON, step->leaver->person));
        TRY(run_1(db, QUERY_AVATAR_LEAVES, step->leaver->person, NULL));
        TRY(run_1(db, QUERY_PERSON_DROP, step->leaver->person, &changes));
        more = changes > 0;
    }
    *step->more = more;
    return ERR_OK;
}

enum err store_leave_step(struct store *s, const struct store_leaver *leaver, bool *out_more)
{
    bool more = false;
    TRY(store_write(s, op_leave, &(struct leave_step){leaver, &more}));
    *out_more = more;
    return ERR_OK;
}

enum err store_draft_of(struct store *s, int64_t person, struct store_removal *out_name)
{
    AUTO(reader) struct reader r = reader_take(s);
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(r.db, QUERY_DRAFT_OF, &q));
    db_bind_i64(&q, 1, person);
    TRY(db_step_row(&q));
    column_text(&q, 0, out_name->text, sizeof(out_name->text));
    return ERR_OK;
}
