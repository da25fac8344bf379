/*
 * test_store_social.c: who follows whom, what is said about videos, and what people are told. After
 * each case every count is compared with the rows that it counts.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base_time.h"
#include "db.h"
#include "store_block.h"
#include "store_comment.h"
#include "store_follow.h"
#include "store_job.h"
#include "store_leave.h"
#include "store_mine.h"
#include "store_notice.h"
#include "store_watch.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

extern const char *const schema_steps[]; /* of the library, as the queries below */
#define QUERY(name, text) extern const char QUERY_##name[];
#include "../src/store/queries.tbl"
#undef QUERY

enum { ADA = 1, BEN, CAT, DAN, PEOPLE, BEFORE_SOCIAL = 6, DAY = 86400000 };
static const char *const handles[PEOPLE] = {"", "ada", "ben", "cat.2", "dan_"};

static char folder[64];
static char path[128];
static struct store *store;

/* ---- the database, seen from outside */

static int64_t number(const char *format, ...) __attribute__((__format__(printf, 1, 2)));

static int64_t number(const char *format, ...)
{
    char sql[1024];
    va_list args;
    sqlite3 *db = NULL;
    sqlite3_stmt *q = NULL;
    va_start(args, format);
    (void)vsnprintf(sql, sizeof(sql), format, args);
    va_end(args);
    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &q, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(q), SQLITE_ROW);
    int64_t found = sqlite3_column_int64(q, 0);
    assert_int_equal(sqlite3_finalize(q), SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
    return found;
}

/* The store is closed meanwhile: there is one writer. */
static void change(const char *sql)
{
    struct store_problem problem = {{0}};
    store_close(MOVE(store));
    {
        AUTO(db_close) struct db *db = NULL;
        assert_int_equal(db_open(&(struct db_config){.path = path, .mode = DB_WRITER}, &db),
                         ERR_OK);
        assert_int_equal(db_script(db, sql), ERR_OK);
    }
    assert_int_equal(store_open(&(struct store_config){.path = path}, &store, &problem), ERR_OK);
    assert_int_equal(store_start(store), ERR_OK);
}

static void counts_are_exact(void)
{
    static const char *const wrong[] = {
        "SELECT count(*) FROM person p WHERE followers <> "
        "(SELECT count(*) FROM follow WHERE target_id = p.id)",
        "SELECT count(*) FROM person p WHERE following <> "
        "(SELECT count(*) FROM follow WHERE person_id = p.id)",
        "SELECT count(*) FROM video v WHERE comments <> "
        "(SELECT count(*) FROM comment WHERE video_id = v.id)",
        "SELECT count(*) FROM comment c WHERE replies <> "
        "(SELECT count(*) FROM comment WHERE parent_id = c.id)",
        "SELECT count(*) FROM comment c WHERE parent_id <> 0 AND NOT EXISTS "
        "(SELECT id FROM comment WHERE id = c.parent_id)",
    };
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        if (number("%s", wrong[i]) != 0) {
            fail_msg("not so: %s", wrong[i]);
        }
    }
}

static struct store_person person(int64_t id)
{
    return (struct store_person){id, span_text(handles[id])};
}

/* Public at that moment. */
static void add_video(int64_t id, int64_t author, int64_t at_ms)
{
    char name[STORE_BLOB_ID + 1];
    struct store_job job = {.video = id};
    (void)snprintf(name, sizeof(name), "o%031lld", (long long)id);
    struct store_upload upload = {.id = id,
                                  .person = person(author),
                                  .title = span_text("A title"),
                                  .original = span_text(name),
                                  .original_bytes = 5,
                                  .now_ms = 1000};
    assert_int_equal(store_video_add(store, &upload), ERR_OK);
    assert_int_equal(store_job_start(store, &job, 1), ERR_OK);
    struct store_rendition rendition = {.width = 270, .height = 480, .rate_den = 1};
    (void)snprintf(rendition.mp4, sizeof(rendition.mp4), "m%031lld", (long long)id);
    (void)snprintf(name, sizeof(name), "p%031lld", (long long)id);
    struct store_result result = {.video = id,
                                  .now_ms = at_ms,
                                  .poster = name,
                                  .renditions = &rendition,
                                  .rendition_count = 1};
    assert_int_equal(store_job_publish(store, &result), ERR_OK);
}

static int setup(void **state)
{
    struct store_problem problem = {{0}};
    (void)state;
    (void)snprintf(folder, sizeof(folder), "/tmp/vitrine-social-XXXXXX");
    assert_non_null(mkdtemp(folder));
    (void)snprintf(path, sizeof(path), "%s/app.db", folder);
    assert_int_equal(store_open(&(struct store_config){.path = path}, &store, &problem), ERR_OK);
    assert_int_equal(store_start(store), ERR_OK);
    for (int64_t i = ADA; i < PEOPLE; i++) {
        struct store_person p = person(i);
        assert_int_equal(store_person_put(store, &p, 1000 + i), ERR_OK);
    }
    return 0;
}

static int teardown(void **state)
{
    char line[128];
    (void)state;
    store_close(MOVE(store));
    (void)snprintf(line, sizeof(line), "rm -rf %s", folder);
    return system(line);
}

/* ---- profiles and follows */

static void what_one_says_of_oneself_is_changed_part_by_part(void **state)
{
    (void)state;
    struct store_profile p;
    struct store_person ada = person(ADA);
    struct span name = span_text("Ada L.");
    struct span bio = span_text("Two\nlines");
    struct span none = span_text("");
    assert_int_equal(store_profile_set(store, &ada, &(struct store_words){.name = &name}, 5),
                     ERR_OK);
    assert_int_equal(store_profile_set(store, &ada, &(struct store_words){.bio = &bio}, 5), ERR_OK);
    add_video(10, ADA, 100);
    assert_int_equal(store_profile_find(store, span_text("ada"), &p), ERR_OK);
    assert_int_equal(p.id, ADA);
    assert_string_equal(p.name, "Ada L.");
    assert_string_equal(p.bio, "Two\nlines");
    assert_int_equal(p.created_ms, 1001);
    assert_int_equal(p.videos, 1);
    struct store_video video;
    assert_int_equal(store_video_get(store, 10, &video), ERR_OK);
    assert_string_equal(video.name, "Ada L.");
    assert_int_equal(store_profile_set(store, &ada, &(struct store_words){.name = &none}, 5),
                     ERR_OK);
    assert_int_equal(store_profile_get(store, ADA, &p), ERR_OK);
    assert_string_equal(p.name, "");
    assert_string_equal(p.bio, "Two\nlines");
    assert_int_equal(store_profile_find(store, span_text("nobody"), &p), ERR_NOT_FOUND);
    counts_are_exact();
}

static enum err follow(int64_t who, int64_t whom)
{
    struct store_person p = person(who);
    return store_follow_add(store, &p, whom, 50, NULL);
}

static void a_follow_counts_once_and_nobody_follows_themselves(void **state)
{
    (void)state;
    struct store_profile p;
    struct store_follows found;
    struct store_person ada = person(ADA);
    bool is_new = false;
    int64_t people[] = {BEN, CAT, BEN, 99};
    for (int i = 0; i < 3; i++) {
        assert_int_equal(store_follow_add(store, &ada, BEN, 50, &is_new), ERR_OK);
        assert_int_equal(is_new, i == 0);
    }
    assert_int_equal(follow(ADA, ADA), ERR_CONFLICT);
    assert_int_equal(follow(ADA, 99), ERR_NOT_FOUND);
    assert_int_equal(follow(CAT, BEN), ERR_OK);
    assert_int_equal(store_profile_get(store, BEN, &p), ERR_OK);
    assert_int_equal(p.followers, 2);
    assert_int_equal(store_profile_get(store, ADA, &p), ERR_OK);
    assert_int_equal(p.following, 1);
    assert_int_equal(store_follow_of(store, ADA, people, 4, &found), ERR_OK);
    assert_int_equal(found.count, 1);
    assert_true(store_follows_has(&found, BEN));
    assert_false(store_follows_has(&found, CAT));
    assert_int_equal(number("SELECT count(*) FROM notice WHERE kind = 'follow'"), 2);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(store_follow_drop(store, ADA, BEN), ERR_OK);
    }
    assert_int_equal(store_profile_get(store, BEN, &p), ERR_OK);
    assert_int_equal(p.followers, 1);
    assert_int_equal(number("SELECT count(*) FROM notice WHERE kind = 'follow'"), 1);
    counts_are_exact();
}

static void one_follows_so_many_and_no_more(void **state)
{
    (void)state;
    char sql[128];
    (void)snprintf(sql, sizeof(sql), "UPDATE person SET following = %d WHERE id = 1",
                   LIMIT_FOLLOWS);
    assert_int_equal(follow(ADA, BEN), ERR_OK);
    change(sql);
    assert_int_equal(follow(ADA, BEN), ERR_OK); /* as it is */
    assert_int_equal(follow(ADA, CAT), ERR_LIMIT);
    change("UPDATE person SET following = 1 WHERE id = 1");
    counts_are_exact();
}

static void lists_of_people_have_the_newest_first_without_gap_or_repeat(void **state)
{
    (void)state;
    struct store_follower found[4];
    size_t count = 0;
    for (int64_t i = BEN; i < PEOPLE; i++) {
        assert_int_equal(follow(i, ADA), ERR_OK);
        assert_int_equal(follow(ADA, i), ERR_OK);
    }
    assert_int_equal(store_followers(store, ADA, 0, 2, found, &count), ERR_OK);
    assert_int_equal(count, 2);
    assert_string_equal(found[0].handle, "dan_");
    assert_string_equal(found[1].handle, "cat.2");
    assert_int_equal(store_followers(store, ADA, found[1].follow, 4, found, &count), ERR_OK);
    assert_int_equal(count, 1);
    assert_int_equal(found[0].id, BEN);
    assert_int_equal(store_following(store, ADA, 0, 4, found, &count), ERR_OK);
    assert_int_equal(count, 3);
    assert_int_equal(found[2].id, BEN);
    counts_are_exact();
}

/* In the order that a person sees them. */
static size_t page_through(int64_t who, size_t max, int64_t *out_ids)
{
    struct store_video videos[4];
    struct store_place place = {0};
    size_t total = 0;
    for (size_t count = 1; count > 0;) {
        assert_int_equal(store_video_following(store, who, place, max, videos, &count), ERR_OK);
        assert_true(count <= max);
        for (size_t i = 0; i < count; i++) {
            out_ids[total++] = videos[i].id;
            place = (struct store_place){videos[i].published_ms, videos[i].id};
        }
    }
    return total;
}

static void the_videos_of_those_one_follows_come_newest_first_without_gap_or_repeat(void **state)
{
    (void)state;
    int64_t all[64];
    int64_t paged[64];
    /* Many in one moment, one author with many, one whom nobody follows. */
    for (int64_t i = 0; i < 24; i++) {
        add_video(100 + i, i < 12 ? BEN : i % 2 == 0 ? CAT : DAN, 1000 + i / 5);
    }
    assert_int_equal(page_through(ADA, 4, all), 0);
    assert_int_equal(follow(ADA, BEN), ERR_OK);
    assert_int_equal(follow(ADA, CAT), ERR_OK);
    assert_int_equal(page_through(ADA, 4, all), 12 + 6);
    for (size_t max = 1; max < 4; max++) {
        assert_int_equal(page_through(ADA, max, paged), 12 + 6);
        assert_memory_equal(all, paged, (12 + 6) * sizeof(all[0]));
    }
    for (size_t i = 1; i < 12 + 6; i++) { /* ids rise with time here */
        assert_true(all[i] < all[i - 1]);
    }
    assert_int_equal(store_follow_drop(store, ADA, BEN), ERR_OK);
    assert_int_equal(page_through(ADA, 4, all), 6);
    counts_are_exact();
}

/* ---- comments */

struct words {
    int64_t who;
    int64_t video;
    int64_t parent;
    const char *text;
    const char *key; /* 16 bytes */
    const char *mention;
};

static enum err say(const struct words *w, int64_t *out_id, enum store_comment_excess *out_excess)
{
    struct span mention = span_text(w->mention);
    struct store_saying saying = {.person = person(w->who),
                                  .video = w->video,
                                  .parent = w->parent,
                                  .text = span_text(w->text),
                                  .made_by = span_text(w->key),
                                  .mentions = &mention,
                                  .mention_count = w->mention == NULL ? 0 : 1,
                                  .now_ms = time_wall_ms()};
    return store_comment_add(store, &saying, out_excess, out_id);
}

static int64_t said(int64_t who, int64_t video, int64_t parent)
{
    int64_t id = 0;
    enum store_comment_excess excess;
    struct words w = {.who = who, .video = video, .parent = parent, .text = "Words"};
    assert_int_equal(say(&w, &id, &excess), ERR_OK);
    return id;
}

static void what_is_said_is_counted_and_has_one_level_of_replies(void **state)
{
    (void)state;
    struct store_comment found[4];
    struct store_comment_place start = {0};
    enum store_comment_excess excess;
    int64_t id = 0;
    int64_t count = 0;
    size_t listed = 0;
    add_video(10, ADA, 100);
    add_video(11, ADA, 100);
    int64_t creator = 0;
    int64_t first = said(BEN, 10, 0);
    int64_t second = said(ADA, 10, 0);
    int64_t answer = said(CAT, 10, first);
    struct words deep = {.who = BEN, .video = 10, .parent = answer, .text = "x"};
    struct words elsewhere = {.who = BEN, .video = 11, .parent = first, .text = "x"};
    struct words nowhere = {.who = BEN, .video = 12, .text = "x"};
    assert_int_equal(say(&deep, &id, &excess), ERR_FORMAT);
    assert_int_equal(say(&elsewhere, &id, &excess), ERR_FORMAT);
    assert_int_equal(say(&nowhere, &id, &excess), ERR_NOT_FOUND);
    assert_int_equal(store_comment_video(store, 10, &creator, &count), ERR_OK);
    assert_int_equal(count, 3);
    assert_int_equal(creator, ADA);
    assert_int_equal(store_comments_newest(store, 10, start, 4, found, &listed), ERR_OK);
    assert_int_equal(listed, 2);
    assert_int_equal(found[0].id, second);
    assert_true(found[0].by_creator);
    assert_int_equal(found[1].id, first);
    assert_int_equal(found[1].replies, 1);
    assert_false(found[1].by_creator);
    assert_int_equal(store_replies(store, &found[1], start, 4, found, &listed), ERR_OK);
    assert_int_equal(listed, 1);
    assert_int_equal(found[0].id, answer);
    assert_string_equal(found[0].handle, "cat.2");
    assert_string_equal(found[0].text, "Words");
    counts_are_exact();
}

static void a_comment_that_is_sent_again_is_made_once(void **state)
{
    (void)state;
    enum store_comment_excess excess;
    int64_t first = 0;
    int64_t second = 0;
    struct words w = {.who = BEN, .video = 10, .text = "x", .key = "0123456789abcdef"};
    struct words other = {.who = BEN, .video = 10, .text = "y", .key = "0123456789abcdef"};
    struct words of_cat = {.who = CAT, .video = 10, .text = "x", .key = "0123456789abcdef"};
    add_video(10, ADA, 100);
    assert_int_equal(say(&w, &first, &excess), ERR_OK);
    assert_int_equal(say(&w, &second, &excess), ERR_OK);
    assert_true(first == second);
    assert_int_equal(say(&other, &second, &excess), ERR_CONFLICT);
    assert_int_equal(say(&of_cat, &second, &excess), ERR_OK);
    assert_true(first != second);
    assert_int_equal(number("SELECT count(*) FROM comment"), 2);
    assert_int_equal(number("SELECT count(*) FROM notice WHERE kind = 'comment'"), 2);
    counts_are_exact();
}

static void a_person_and_a_comment_have_so_many_and_no_more(void **state)
{
    (void)state;
    char sql[256];
    enum store_comment_excess excess = COMMENT_EXCESS_NONE;
    int64_t id = 0;
    add_video(10, ADA, 100);
    int64_t parent = said(BEN, 10, 0);
    struct words w = {.who = CAT, .video = 10, .parent = parent, .text = "x"};
    (void)snprintf(sql, sizeof(sql), "UPDATE comment SET replies = %d", LIMIT_REPLIES);
    change(sql);
    assert_int_equal(say(&w, &id, &excess), ERR_LIMIT);
    assert_int_equal(excess, COMMENT_EXCESS_REPLIES);
    change("UPDATE comment SET replies = 0");
    for (int i = 0; i < LIMIT_COMMENTS_DAY; i++) {
        assert_int_equal(say(&w, &id, &excess), ERR_OK);
    }
    assert_int_equal(say(&w, &id, &excess), ERR_LIMIT);
    assert_int_equal(excess, COMMENT_EXCESS_DAY);
    assert_true(said(DAN, 10, parent) > 0);
    counts_are_exact();
}

/* Every comment of CAT's is in one page alone, in the table of pages that has them. */
static void all_that_one_said_comes_page_by_page(void **state)
{
    (void)state;
    enum { SAID = LIMIT_MINE_COMMENTS + 3 };
    static int64_t ids[SAID];
    struct store_page page = {.more = true, .first = INT64_MAX};
    size_t left = SAID;
    size_t table = 0;
    while (strcmp(store_mine_table(table).name, "comment") != 0) {
        table++;
    }
    add_video(10, ADA, 100);
    for (size_t i = 0; i < SAID; i++) {
        ids[i] = said(CAT, 10, 0);
        (void)said(BEN, 10, 0);
    }
    for (int pages = 0; page.more; pages++) {
        AUTO(buf) struct buf rows = {.max = LIMIT_MINE};
        struct jot j = jot_start(&rows);
        assert_int_equal(store_mine_page(store, CAT, STORE_MINE_COMMENTS, page.first, &page),
                         ERR_OK);
        assert_int_equal(page.more, pages == 0);
        assert_int_equal(store_mine_rows(store, CAT, table, &page, &j), ERR_OK);
        const char *at = buf_text(&rows);
        while ((at = strstr(at, "{\"id\":\"")) != NULL) {
            assert_true(left > 0);
            at += strlen("{\"id\":\"");
            assert_int_equal(strtoll(at, NULL, 10), ids[--left]);
        }
    }
    assert_int_equal(left, 0);
    assert_int_equal(store_mine_page(store, DAN, STORE_MINE_COMMENTS, INT64_MAX, &page), ERR_OK);
    assert_true(page.first > page.last && !page.more);
}

static void each_is_told_once_and_nobody_of_what_they_said_themselves(void **state)
{
    (void)state;
    struct store_told told[4];
    size_t count = 0;
    int64_t id = 0;
    enum store_comment_excess excess;
    add_video(10, ADA, 100);
    int64_t parent = said(BEN, 10, 0); /* told: ADA */
    struct words w = {.who = CAT, .video = 10, .parent = parent, .text = "@ben", .mention = "ben"};
    assert_int_equal(say(&w, &id, &excess), ERR_OK); /* BEN: a reply; ADA: a comment */
    w.mention = "dan_";
    assert_int_equal(say(&w, &id, &excess), ERR_OK); /* and DAN */
    w.mention = "nobody";
    assert_int_equal(say(&w, &id, &excess), ERR_OK);
    (void)said(ADA, 10, 0); /* nobody */
    assert_int_equal(number("SELECT count(*) FROM notice WHERE person_id = %d", CAT), 0);
    assert_int_equal(store_notices(store, BEN, 0, 4, told, &count), ERR_OK);
    assert_int_equal(count, 3);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(told[i].kind, NOTICE_REPLY);
    }
    assert_int_equal(store_notices(store, DAN, 0, 4, told, &count), ERR_OK);
    assert_int_equal(count, 1);
    assert_int_equal(told[0].kind, NOTICE_MENTION);
    assert_int_equal(told[0].actor, CAT);
    assert_string_equal(told[0].handle, "cat.2");
    assert_string_equal(told[0].text, "@ben");
    assert_int_equal(told[0].video, 10);
    assert_int_equal(
        number("SELECT count(*) FROM notice WHERE person_id = %d AND kind = 'comment'", ADA), 4);
    struct store_comment found;
    assert_int_equal(store_comment_get(store, told[0].comment, &found), ERR_OK);
    assert_int_equal(found.mention_count, 1);
    assert_string_equal(found.mentions[0], "dan_");
    counts_are_exact();
}

static void a_comment_is_removed_by_its_author_or_the_creator_and_takes_its_replies(void **state)
{
    (void)state;
    struct store_comment found;
    add_video(10, ADA, 100);
    int64_t kept = said(BEN, 10, 0);
    int64_t gone = said(BEN, 10, 0);
    int64_t answer = said(CAT, 10, kept);
    (void)said(CAT, 10, gone);
    (void)said(DAN, 10, gone);
    assert_int_equal(store_comment_drop(store, DAN, gone), ERR_DENIED);
    assert_int_equal(store_comment_drop(store, BEN, gone), ERR_OK);
    assert_int_equal(store_comment_drop(store, BEN, gone), ERR_NOT_FOUND);
    counts_are_exact();
    assert_int_equal(number("SELECT count(*) FROM comment"), 2);
    assert_int_equal(number("SELECT count(*) FROM notice WHERE comment_id NOT IN (0, "
                            "(SELECT min(id) FROM comment), (SELECT max(id) FROM comment))"),
                     0);
    assert_int_equal(store_comment_drop(store, ADA, answer), ERR_OK);
    assert_int_equal(store_comment_get(store, kept, &found), ERR_OK);
    assert_int_equal(found.replies, 0);
    counts_are_exact();
}

static void the_most_liked_come_first_and_a_like_names_nobody(void **state)
{
    (void)state;
    struct store_comment found[4];
    struct store_told told[4];
    size_t count = 0;
    add_video(10, ADA, 100);
    int64_t ids[3] = {said(BEN, 10, 0), said(BEN, 10, 0), said(BEN, 10, 0)};
    struct store_count counts[] = {{.video = ids[1], .likes = 3, .comment = true},
                                   {.video = ids[0], .likes = 1, .comment = true},
                                   {.video = 10, .watches = 4, .likes = 2}};
    struct store_count fewer = {.video = ids[0], .likes = -5, .comment = true};
    assert_int_equal(store_count_add(store, counts, 3), ERR_OK);
    assert_int_equal(
        store_comments_liked(store, 10, (struct store_comment_place){0}, 2, found, &count), ERR_OK);
    assert_int_equal(count, 2);
    assert_int_equal(found[0].id, ids[1]);
    assert_int_equal(found[1].id, ids[0]);
    struct store_comment_place place = {found[1].likes, found[1].id};
    assert_int_equal(store_comments_liked(store, 10, place, 2, found, &count), ERR_OK);
    assert_int_equal(count, 1);
    assert_int_equal(found[0].id, ids[2]);
    assert_int_equal(store_count_add(store, &counts[1], 2), ERR_OK); /* within the hour */
    assert_int_equal(store_count_add(store, &fewer, 1), ERR_OK);
    assert_int_equal(number("SELECT likes FROM comment WHERE id = %lld", (long long)ids[0]), 0);
    assert_int_equal(store_notices(store, BEN, 0, 4, told, &count), ERR_OK);
    assert_int_equal(count, 2); /* one for each comment that is liked */
    assert_int_equal(told[1].kind, NOTICE_LIKES);
    assert_int_equal(told[1].comment, ids[1]);
    assert_int_equal(told[1].likes, 3);
    assert_int_equal(told[1].actor, 0);
    assert_int_equal(number("SELECT count(*) FROM notice WHERE kind = 'likes' AND actor_id <> 0"),
                     0);
    change("UPDATE notice SET at_ms = 5 WHERE kind = 'likes'");
    assert_int_equal(store_count_add(store, counts, 1), ERR_OK);
    assert_int_equal(number("SELECT count(*) FROM notice WHERE kind = 'likes'"), 3);
    assert_int_equal(store_notices(store, BEN, 0, 4, told, &count), ERR_OK);
    assert_int_equal(told[0].comment, ids[1]);
    assert_int_equal(told[0].likes, 6);
    counts_are_exact();
}

/* ---- blocks */

static struct store_name named(uint8_t first)
{
    return (struct store_name){{first, 5}};
}

static void a_block_ends_follows_and_news_and_goes_with_its_slot(void **state)
{
    (void)state;
    struct store_name slots[2] = {named(100), named(101)};
    struct store_name pairs[3] = {named(1), named(2), named(3)};
    bool there[3] = {false};
    bool any = true;
    struct store_block block = {
        .pair = pairs[0], .slots = slots, .slot_count = 2, .person = ADA, .target = BEN};
    struct store_person ada = {ADA, span_text("ada")};
    struct store_person ben = {BEN, span_text("ben")};
    assert_int_equal(store_block_any(store, &any), ERR_OK);
    assert_false(any);
    assert_int_equal(store_follow_add(store, &ada, BEN, 5, NULL), ERR_OK);
    assert_int_equal(store_follow_add(store, &ben, ADA, 5, NULL), ERR_OK);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(store_block_add(store, &block), ERR_OK);
    }
    assert_int_equal(number("SELECT count(*) FROM follow"), 0);
    assert_int_equal(number("SELECT count(*) FROM notice WHERE person_id = %d", ADA), 0);
    counts_are_exact();
    block.pair = pairs[1];
    assert_int_equal(store_block_add(store, &block), ERR_OK);
    block.pair = pairs[2];
    assert_int_equal(store_block_add(store, &block), ERR_LIMIT);
    assert_int_equal(store_block_has(store, pairs, 3, there), ERR_OK);
    assert_true(there[0] && there[1] && !there[2]);
    assert_int_equal(store_block_drop(store, &pairs[1]), ERR_OK);
    assert_int_equal(store_block_drop(store, &pairs[1]), ERR_OK);
    assert_int_equal(store_block_any(store, &any), ERR_OK);
    assert_true(any);
    assert_int_equal(store_block_forget(store, slots, 2), ERR_OK);
    assert_int_equal(store_block_any(store, &any), ERR_OK);
    assert_false(any);
}

/* ---- notices */

static void one_is_told_of_so_much_and_the_oldest_goes(void **state)
{
    (void)state;
    int64_t unread = 0;
    int64_t newest = 0;
    int64_t middle = 0;
    bool more = true;
    for (int64_t i = 0; i < LIMIT_NOTICES + 5; i++) {
        struct store_notice n = {.person = ADA, .kind = NOTICE_DECISION, .video = i, .at_ms = i};
        assert_int_equal(store_notice_add(store, &n), ERR_OK);
        if (i == LIMIT_NOTICES - 6) {
            assert_int_equal(store_notice_newest(store, ADA, &middle), ERR_OK);
        }
    }
    struct store_notice nobody = {.person = 99, .kind = NOTICE_DECISION};
    assert_int_equal(store_notice_add(store, &nobody), ERR_NOT_FOUND);
    assert_int_equal(number("SELECT count(*) FROM notice"), LIMIT_NOTICES);
    assert_int_equal(number("SELECT min(video_id) FROM notice"), 5);
    assert_int_equal(store_notice_newest(store, ADA, &newest), ERR_OK);
    assert_int_equal(store_notice_unread(store, ADA, middle, &unread), ERR_OK);
    assert_int_equal(unread, 10);
    assert_int_equal(store_notice_unread(store, ADA, newest, &unread), ERR_OK);
    assert_int_equal(unread, 0);
    assert_int_equal(store_notice_newest(store, BEN, &newest), ERR_OK);
    assert_int_equal(newest, 0);
    assert_int_equal(store_notice_sweep(store, time_wall_ms(), &more), ERR_OK);
    assert_false(more);
    int64_t later_ms = time_wall_ms() + (LIMIT_NOTICE_DAYS + INT64_C(1)) * DAY;
    for (int i = 0; more || i == 0; i++) {
        assert_int_equal(store_notice_sweep(store, later_ms, &more), ERR_OK);
    }
    assert_int_equal(number("SELECT count(*) FROM notice"), 0);
    counts_are_exact();
}

static void what_became_of_a_video_is_told_to_its_author(void **state)
{
    (void)state;
    struct store_told told[2];
    size_t count = 0;
    add_video(10, ADA, 100);
    assert_int_equal(store_notices(store, ADA, 0, 2, told, &count), ERR_OK);
    assert_int_equal(count, 1);
    assert_int_equal(told[0].kind, NOTICE_VIDEO);
    assert_int_equal(told[0].video, 10);
    assert_int_equal(told[0].state, VIDEO_PUBLIC);
    assert_string_equal(told[0].title, "A title");
    counts_are_exact();
}

/* ---- what goes */

static void what_was_said_about_a_removed_video_is_gone_at_once_and_then_for_good(void **state)
{
    (void)state;
    struct store_comment found[2];
    size_t count = 0;
    int64_t left = 0;
    bool more = true;
    add_video(10, ADA, 100);
    add_video(11, ADA, 100);
    int64_t creator = 0;
    int64_t id = said(BEN, 10, 0);
    (void)said(CAT, 10, id);
    (void)said(CAT, 11, 0);
    assert_int_equal(store_video_remove(store, ADA, 10), ERR_OK);
    assert_int_equal(store_comment_get(store, id, &found[0]), ERR_NOT_FOUND);
    assert_int_equal(store_comment_video(store, 10, &creator, &left), ERR_NOT_FOUND);
    assert_int_equal(
        store_comments_newest(store, 10, (struct store_comment_place){0}, 2, found, &count),
        ERR_OK);
    assert_int_equal(count, 0);
    while (more) {
        assert_int_equal(store_sweep_step(store, &more), ERR_OK);
    }
    assert_int_equal(number("SELECT count(*) FROM comment"), 1);
    assert_int_equal(number("SELECT count(*) FROM notice WHERE video_id = 10"), 0);
    assert_int_equal(number("SELECT count(*) FROM video_removal"), 0);
    counts_are_exact();
}

static void who_leaves_takes_their_words_along_and_every_count_stays_exact(void **state)
{
    (void)state;
    struct store_leaver ben = {BEN, span_of("0123456789abcdef", 16)};
    struct store_profile p;
    struct words w = {.who = CAT, .video = 10, .text = "@ben", .mention = "ben"};
    enum store_comment_excess excess;
    int64_t id = 0;
    add_video(10, ADA, 100);
    add_video(11, BEN, 100);
    int64_t of_ada = said(ADA, 10, 0);
    int64_t of_ben = said(BEN, 10, 0);
    (void)said(BEN, 10, of_ben);
    (void)said(CAT, 10, of_ben);
    (void)said(BEN, 10, of_ada);
    (void)said(DAN, 10, of_ada);
    (void)said(DAN, 11, 0);
    assert_int_equal(say(&w, &id, &excess), ERR_OK);
    for (int64_t i = ADA; i < PEOPLE; i++) {
        for (int64_t k = ADA; k < PEOPLE; k++) {
            assert_int_equal(follow(i, k), i == k ? ERR_CONFLICT : ERR_OK);
        }
    }
    store_gone(store, &ben);
    assert_int_equal(follow(BEN, ADA), ERR_DENIED);
    for (bool more = true; more;) {
        assert_int_equal(store_leave_step(store, &ben, &more), ERR_OK);
        counts_are_exact();
    }
    assert_int_equal(store_profile_get(store, BEN, &p), ERR_NOT_FOUND);
    assert_int_equal(store_profile_get(store, ADA, &p), ERR_OK);
    assert_int_equal(p.followers, 2);
    assert_int_equal(p.following, 2);
    assert_int_equal(number("SELECT count(*) FROM comment WHERE video_id = 10"), 3);
    assert_int_equal(number("SELECT count(*) FROM comment WHERE video_id = 11"), 0);
    assert_int_equal(number("SELECT count(*) FROM mention"), 0);
    assert_int_equal(number("SELECT count(*) FROM notice WHERE actor_id = 2 OR person_id = 2"), 0);
    assert_int_equal(number("SELECT count(*) FROM comment WHERE text = '@ben'"), 1);
    counts_are_exact();
}

/* ---- the engine */

static void fill_before_social(void)
{
    AUTO(db_close) struct db *db = NULL;
    assert_int_equal(db_open(&(struct db_config){.path = path, .mode = DB_WRITER}, &db), ERR_OK);
    assert_int_equal(db_migrate(db, schema_steps, BEFORE_SOCIAL, NULL), ERR_OK);
    assert_int_equal(
        db_script(db, "INSERT INTO person VALUES (1, 'ada', 5);"
                      "INSERT INTO person VALUES (2, 'ben', 6);"
                      "INSERT INTO video VALUES (10, 1, 'Old', 'public', 'none', NULL, 9, 0, 0, 5, "
                      "0, 0, '', 300, 333, 4000, 1, 'p', '', NULL, 0, 0, 0, 0, 0, 17, 4);"),
        ERR_OK);
}

static void a_filled_database_of_the_version_before_is_brought_forward(void **state)
{
    (void)state;
    char file[160];
    struct store_problem problem = {{0}};
    struct store_profile p;
    struct store_video video;
    store_close(MOVE(store));
    for (int i = 0; i < 3; i++) {
        static const char *const endings[] = {"", "-wal", "-shm"};
        (void)snprintf(file, sizeof(file), "%s%s", path, endings[i]);
        (void)unlink(file);
    }
    fill_before_social();
    assert_int_equal(store_open(&(struct store_config){.path = path}, &store, &problem), ERR_OK);
    assert_int_equal(store_start(store), ERR_OK);
    assert_int_equal(store_profile_find(store, span_text("ada"), &p), ERR_OK);
    assert_string_equal(p.name, "");
    assert_int_equal(p.followers + p.following, 0);
    assert_int_equal(p.videos, 1);
    assert_int_equal(p.likes, 4);
    assert_int_equal(store_video_get(store, 10, &video), ERR_OK);
    assert_int_equal(video.watches, 17);
    assert_int_equal(video.comments, 0);
    assert_int_equal(follow(BEN, ADA), ERR_OK);
    assert_true(said(BEN, 10, 0) > 0);
    counts_are_exact();
}

/* No table is walked through, and no page is sorted that an index has in its order. */
static void expect_plan(const char *sql, bool sorts)
{
    char text[2048];
    sqlite3 *db = NULL;
    sqlite3_stmt *q = NULL;
    (void)snprintf(text, sizeof(text), "EXPLAIN QUERY PLAN %s", sql);
    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, text, -1, &q, NULL), SQLITE_OK);
    while (sqlite3_step(q) == SQLITE_ROW) {
        const char *line = (const char *)sqlite3_column_text(q, 3);
        bool scans = strncmp(line, "SCAN", 4) == 0 && strcmp(line, "SCAN CONSTANT ROW") != 0;
        if (scans || (!sorts && strstr(line, "TEMP B-TREE") != NULL)) {
            fail_msg("%s: %s", line, sql);
        }
    }
    assert_int_equal(sqlite3_finalize(q), SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void every_query_of_these_uses_an_index(void **state)
{
    (void)state;
    static const struct {
        const char *sql;
        bool sorts;
    } queries[] = {
        {QUERY_PROFILE_GET, false},
        {QUERY_PROFILE_FIND, false},
        {QUERY_VIDEO_BY, false},
        {QUERY_FOLLOW_HAS, false},
        {QUERY_FOLLOWERS, false},
        {QUERY_FOLLOWING, false},
        {QUERY_FOLLOWING_HEADS, true},
        {QUERY_FOLLOWING_NEXT, false},
        {QUERY_COMMENT_GET, false},
        {QUERY_COMMENTS_NEWEST, false},
        {QUERY_COMMENTS_LIKED, false},
        {QUERY_REPLIES, false},
        {QUERY_COMMENT_MADE, false},
        {QUERY_COMMENT_LATELY, false},
        {QUERY_MENTIONS, false},
        {QUERY_REPLIES_DROP, false},
        {QUERY_REPLIES_DROP_MENTIONS, false},
        {QUERY_REPLIES_DROP_NOTICES, false},
        {QUERY_COMMENT_DROP_NOTICES, false},
        {QUERY_NOTICE_TRIM, false},
        {QUERY_NOTICE_LIKES_OF, false},
        {QUERY_NOTICE_DROP_FOLLOW, false},
        {QUERY_NOTICES, false},
        {QUERY_NOTICE_UNREAD, false},
        {QUERY_NOTICE_NEWEST, false},
        {QUERY_NOTICE_SWEEP, false},
        {QUERY_SWEEP_NOTICES, false},
        {QUERY_SWEEP_COMMENTS, false},
        {QUERY_LEAVE_COMMENTS, false},
        {QUERY_LEAVE_MENTIONS, false},
        {QUERY_LEAVE_FOLLOWERS, false},
        {QUERY_LEAVE_FOLLOWING, false},
        {QUERY_LEAVE_NOTICES_FOR, false},
        {QUERY_LEAVE_NOTICES_BY, false},
        {QUERY_MINE_VIDEOS, false},
        {QUERY_MINE_COMMENTS, false},
    };
    for (size_t i = 0; i < sizeof(queries) / sizeof(queries[0]); i++) {
        expect_plan(queries[i].sql, queries[i].sorts);
    }
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(what_one_says_of_oneself_is_changed_part_by_part),
        CASE(a_follow_counts_once_and_nobody_follows_themselves),
        CASE(one_follows_so_many_and_no_more),
        CASE(lists_of_people_have_the_newest_first_without_gap_or_repeat),
        CASE(the_videos_of_those_one_follows_come_newest_first_without_gap_or_repeat),
        CASE(what_is_said_is_counted_and_has_one_level_of_replies),
        CASE(a_comment_that_is_sent_again_is_made_once),
        CASE(a_person_and_a_comment_have_so_many_and_no_more),
        CASE(all_that_one_said_comes_page_by_page),
        CASE(each_is_told_once_and_nobody_of_what_they_said_themselves),
        CASE(a_comment_is_removed_by_its_author_or_the_creator_and_takes_its_replies),
        CASE(the_most_liked_come_first_and_a_like_names_nobody),
        CASE(a_block_ends_follows_and_news_and_goes_with_its_slot),
        CASE(one_is_told_of_so_much_and_the_oldest_goes),
        CASE(what_became_of_a_video_is_told_to_its_author),
        CASE(what_was_said_about_a_removed_video_is_gone_at_once_and_then_for_good),
        CASE(who_leaves_takes_their_words_along_and_every_count_stays_exact),
        CASE(a_filled_database_of_the_version_before_is_brought_forward),
        CASE(every_query_of_these_uses_an_index),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
