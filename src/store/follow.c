#include "store_follow.h"

#include "base_id.h"
#include "gone.h"
#include "store_inside.h"

#include <string.h>

struct follow {
    struct store *store;
    struct store_person person;
    int64_t target;
    int64_t now_ms;
    bool *is_new;
};

static enum err count_both(struct db *db, const struct follow *f, int64_t change)
{
    TRY(run_2(db, QUERY_FOLLOW_COUNT_FOLLOWING, change, f->person.id, NULL));
    return run_2(db, QUERY_FOLLOW_COUNT_FOLLOWERS, change, f->target, NULL);
}

static enum err number_of(struct db *db, const char *sql, int64_t person, int64_t *out)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql, &q));
    db_bind_i64(&q, 1, person);
    TRY(db_step_row(&q));
    *out = db_column_i64(&q, 0);
    return ERR_OK;
}

static enum err has(struct db *db, int64_t person, int64_t target, bool *out)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, QUERY_FOLLOW_HAS, &q));
    db_bind_i64(&q, 1, person);
    db_bind_i64(&q, 2, target);
    return db_step(&q, out);
}

static enum err add_row(struct db *db, const struct follow *f)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, QUERY_FOLLOW_ADD, &q));
    db_bind_i64(&q, 1, f->person.id);
    db_bind_i64(&q, 2, f->target);
    db_bind_i64(&q, 3, id_new());
    return db_step_done(&q, NULL);
}

static enum err op_follow(struct db *db, const void *in)
{
    const struct follow *f = in;
    int64_t number = 0;
    bool there = false;
    if (gone_has_person(store_gone_of(f->store), f->person.id)) {
        return ERR_DENIED;
    }
    TRY(put_person(db, &f->person, f->now_ms));
    TRY(number_of(db, QUERY_NOTICE_PERSON, f->target, &number));
    TRY(has(db, f->person.id, f->target, &there));
    *f->is_new = !there;
    if (there) {
        return ERR_OK;
    }
    TRY(number_of(db, QUERY_FOLLOW_ROOM, f->person.id, &number));
    if (number >= LIMIT_FOLLOWS) {
        return ERR_LIMIT;
    }
    TRY(add_row(db, f));
    TRY(count_both(db, f, 1));
    struct store_notice notice = {
        .person = f->target, .kind = NOTICE_FOLLOW, .actor = f->person.id, .at_ms = f->now_ms};
    return put_notice(db, &notice);
}

enum err store_follow_add(struct store *s, const struct store_person *person, int64_t target,
                          int64_t now_ms, bool *out_new)
{
    bool is_new = false;
    struct follow f = {s, *person, target, now_ms, &is_new};
    if (person->id == target) {
        return ERR_CONFLICT;
    }
    TRY(store_write(s, op_follow, &f));
    if (out_new != NULL) {
        *out_new = is_new;
    }
    return ERR_OK;
}

enum err drop_follow(struct db *db, int64_t person, int64_t target)
{
    struct follow f = {.person = {.id = person}, .target = target};
    int64_t changes = 0;
    TRY(run_2(db, QUERY_FOLLOW_DROP, person, target, &changes));
    if (changes == 0) {
        return ERR_OK;
    }
    TRY(count_both(db, &f, -1));
    return run_2(db, QUERY_NOTICE_DROP_FOLLOW, person, target, NULL);
}

static enum err op_unfollow(struct db *db, const void *in)
{
    const struct follow *f = in;
    return drop_follow(db, f->person.id, f->target);
}

enum err store_follow_drop(struct store *s, int64_t person, int64_t target)
{
    struct follow f = {.person = {.id = person}, .target = target};
    return store_write(s, op_unfollow, &f);
}

enum err store_follow_all(struct store *s, int64_t person, size_t max, int64_t *out_people,
                          size_t *out_count)
{
    AUTO(reader) struct reader r = reader_take(s);
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(r.db, QUERY_FOLLOW_ALL, &q));
    db_bind_i64(&q, 1, person);
    db_bind_i64(&q, 2, (int64_t)max);
    size_t count = 0;
    for (bool row = true; count < max; count++) {
        TRY(db_step(&q, &row));
        if (!row) {
            break;
        }
        out_people[count] = db_column_i64(&q, 0);
    }
    *out_count = count;
    return ERR_OK;
}

bool store_follows_has(const struct store_follows *f, int64_t person)
{
    for (size_t i = 0; i < f->count; i++) {
        if (f->people[i] == person) {
            return true;
        }
    }
    return false;
}

enum err store_follow_of(struct store *s, int64_t person, const int64_t *people, size_t count,
                         struct store_follows *out_follows)
{
    struct store_follows found = {.count = 0};
    AUTO(reader) struct reader r = reader_take(s);
    for (size_t i = 0; i < count && found.count <= LIMIT_PAGE; i++) {
        bool there = false;
        if (!store_follows_has(&found, people[i])) {
            TRY(has(r.db, person, people[i], &there));
        }
        if (there) {
            found.people[found.count++] = people[i];
        }
    }
    *out_follows = found;
    return ERR_OK;
}

struct list {
    int64_t person;
    int64_t after;
    size_t max;
};

static enum err read_list(struct store *s, const char *sql, const struct list *list,
                          struct store_follower *out_people, size_t *out_count)
{
    AUTO(reader) struct reader r = reader_take(s);
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(r.db, sql, &q));
    db_bind_i64(&q, 1, list->person);
    db_bind_i64(&q, 2, list->after == 0 ? INT64_MAX : list->after);
    db_bind_i64(&q, 3, (int64_t)list->max);
    size_t count = 0;
    for (bool row = true; count < list->max; count++) {
        TRY(db_step(&q, &row));
        if (!row) {
            break;
        }
        out_people[count].follow = db_column_i64(&q, 0);
        out_people[count].id = db_column_i64(&q, 1);
        column_text(&q, 2, out_people[count].handle, sizeof(out_people[count].handle));
        column_text(&q, 3, out_people[count].name, sizeof(out_people[count].name));
        column_text(&q, 4, out_people[count].avatar, sizeof(out_people[count].avatar));
    }
    *out_count = count;
    return ERR_OK;
}

enum err store_followers(struct store *s, int64_t person, int64_t after, size_t max,
                         struct store_follower *out_people, size_t *out_count)
{
    return read_list(s, QUERY_FOLLOWERS, &(struct list){person, after, max}, out_people, out_count);
}

enum err store_following(struct store *s, int64_t person, int64_t after, size_t max,
                         struct store_follower *out_people, size_t *out_count)
{
    return read_list(s, QUERY_FOLLOWING, &(struct list){person, after, max}, out_people, out_count);
}

/* The newest video of one person that is not in the page yet. */
struct head {
    int64_t person;
    struct store_place place;
};

static bool is_newer(struct store_place a, struct store_place b)
{
    return a.time_ms > b.time_ms || (a.time_ms == b.time_ms && a.id > b.id);
}

static enum err read_heads(struct db *db, const struct list *list, struct store_place after,
                           struct head *out_heads, size_t *out_count)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, QUERY_FOLLOWING_HEADS, &q));
    db_bind_i64(&q, 1, list->person);
    db_bind_i64(&q, 2, after.time_ms);
    db_bind_i64(&q, 3, after.id);
    db_bind_i64(&q, 4, (int64_t)list->max);
    size_t count = 0;
    for (bool row = true; count < list->max; count++) {
        TRY(db_step(&q, &row));
        if (!row) {
            break;
        }
        out_heads[count].place = (struct store_place){db_column_i64(&q, 0), db_column_i64(&q, 1)};
        out_heads[count].person = db_column_i64(&q, 2);
    }
    *out_count = count;
    return ERR_OK;
}

/* On to the person's next; out_more: there is one. */
static enum err next_head(struct db *db, struct head *head, bool *out_more)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, QUERY_FOLLOWING_NEXT, &q));
    db_bind_i64(&q, 1, head->person);
    db_bind_i64(&q, 2, head->place.time_ms);
    db_bind_i64(&q, 3, head->place.id);
    TRY(db_step(&q, out_more));
    if (*out_more) {
        head->place = (struct store_place){db_column_i64(&q, 0), db_column_i64(&q, 1)};
    }
    return ERR_OK;
}

static enum err take_newest(struct db *db, struct head *heads, size_t *count,
                            struct store_video *out_video, bool *out_there)
{
    size_t newest = 0;
    bool more = false;
    for (size_t i = 1; i < *count; i++) {
        newest = is_newer(heads[i].place, heads[newest].place) ? i : newest;
    }
    enum err err = load_video(db, heads[newest].place.id, out_video);
    *out_there = err == ERR_OK && store_video_followed(out_video); /* or it went meanwhile */
    TRY(err == ERR_NOT_FOUND ? ERR_OK : err);
    TRY(next_head(db, &heads[newest], &more));
    if (!more) {
        heads[newest] = heads[--*count];
    }
    return ERR_OK;
}

/* The newest max are of the max people whose newest are newest: those are merged. */
enum err store_video_following(struct store *s, int64_t person, struct store_place after,
                               size_t max, struct store_video *out_videos, size_t *out_count)
{
    struct head heads[LIMIT_PAGE + 1];
    struct list list = {.person = person, .max = max > LIMIT_PAGE + 1 ? LIMIT_PAGE + 1 : max};
    size_t left = 0;
    size_t count = 0;
    AUTO(reader) struct reader r = reader_take(s);
    TRY(read_heads(r.db, &list, place_after(after), heads, &left));
    while (left > 0 && count < list.max) {
        bool there = false;
        TRY(take_newest(r.db, heads, &left, &out_videos[count], &there));
        count += there ? 1 : 0;
    }
    *out_count = count;
    return ERR_OK;
}
