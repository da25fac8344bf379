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
#include "store_audience.h"
#include "store_block.h"
#include "store_comment.h"
#include "store_decision.h"
#include "store_follow.h"
#include "store_job.h"
#include "store_leave.h"
#include "store_mine.h"
#include "store_notice.h"
#include "store_object.h"
#include "store_spoken.h"
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

/* Of a comment of that name: a decision hides it, or whoever said it. */
#define HIDDEN(of)                                                                                 \
    "EXISTS (SELECT 1 FROM visibility h WHERE h.state = 'hidden' AND ((h.kind = 'comment' AND "    \
    "h.object = " of ".id) OR (h.kind = 'person' AND h.object = " of ".person_id)))"

/* Comments and replies: of those that are shown. */
static void counts_are_exact(void)
{
    static const char *const wrong[] = {
        "SELECT count(*) FROM person p WHERE followers <> "
        "(SELECT count(*) FROM follow WHERE target_id = p.id)",
        "SELECT count(*) FROM person p WHERE following <> "
        "(SELECT count(*) FROM follow WHERE person_id = p.id)",
        "SELECT count(*) FROM video v WHERE comments <> "
        "(SELECT count(*) FROM comment c LEFT JOIN comment r ON r.id = c.parent_id "
        "WHERE c.video_id = v.id AND NOT " HIDDEN("c") " AND NOT " HIDDEN("r") ")",
        "SELECT count(*) FROM comment c WHERE replies <> "
        "(SELECT count(*) FROM comment r WHERE r.parent_id = c.id AND NOT " HIDDEN("r") ")",
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
    struct store_comment_of of;
    int64_t id = 0;
    size_t listed = 0;
    add_video(10, ADA, 100);
    add_video(11, ADA, 100);
    int64_t first = said(BEN, 10, 0);
    int64_t second = said(ADA, 10, 0);
    int64_t answer = said(CAT, 10, first);
    struct words deep = {.who = BEN, .video = 10, .parent = answer, .text = "x"};
    struct words elsewhere = {.who = BEN, .video = 11, .parent = first, .text = "x"};
    struct words nowhere = {.who = BEN, .video = 12, .text = "x"};
    assert_int_equal(say(&deep, &id, &excess), ERR_FORMAT);
    assert_int_equal(say(&elsewhere, &id, &excess), ERR_FORMAT);
    assert_int_equal(say(&nowhere, &id, &excess), ERR_NOT_FOUND);
    assert_int_equal(store_comment_video(store, (struct store_comment_ask){0, 10}, &of), ERR_OK);
    assert_int_equal(of.count, 3);
    assert_int_equal(of.creator, ADA);
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
        assert_int_equal(
            store_mine_rows(store, &(struct store_mine_of){.person = CAT}, table, &page, &j),
            ERR_OK);
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
    assert_string_equal(told[0].said.text, "@ben");
    assert_int_equal(told[0].video, 10);
    assert_int_equal(
        number("SELECT count(*) FROM notice WHERE person_id = %d AND kind = 'comment'", ADA), 4);
    struct store_comment found;
    assert_int_equal(
        store_comment_get(store, (struct store_comment_ask){0, told[0].comment}, &found), ERR_OK);
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
    assert_int_equal(store_comment_get(store, (struct store_comment_ask){0, kept}, &found), ERR_OK);
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
    struct store_comment_place place = {found[1].likes, found[1].id, 0};
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
    static int64_t actors[LIMIT_NOTICES];
    size_t unread = 0;
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
    assert_int_equal(store_notice_actors(store, ADA, middle, LIMIT_NOTICES, actors, &unread),
                     ERR_OK);
    assert_int_equal(unread, 10);
    assert_int_equal(store_notice_actors(store, ADA, newest, LIMIT_NOTICES, actors, &unread),
                     ERR_OK);
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

static void rule(enum policy_kind kind, int64_t object, enum policy_state state, int64_t author)
{
    int64_t last = 0;
    int64_t person = -1;
    assert_int_equal(store_decision_last(store, &last), ERR_OK);
    struct store_ruling ruling = {.number = last + 1,
                                  .entry = last,
                                  .kind = kind,
                                  .object = object,
                                  .state = state,
                                  .label = span_text(""),
                                  .subject = span_text("s"),
                                  .envelope = span_text("{}")};
    assert_int_equal(store_decision_apply(store, &ruling, &person), ERR_OK);
    assert_int_equal(person, author);
}

static void whoever_a_decision_is_about_is_told(void **state)
{
    (void)state;
    struct store_told told[4];
    struct store_decision own[4];
    size_t count = 0;
    add_video(10, ADA, 100);
    int64_t comment = said(BEN, 10, 0);
    rule(POLICY_COMMENT, comment, POLICY_HIDDEN, BEN);
    rule(POLICY_PERSON, BEN, POLICY_HIDDEN, BEN);
    struct store_decisions_of of = {.person = BEN, .max = 4};
    assert_int_equal(store_decision_own(store, &of, own, &count), ERR_OK);
    assert_int_equal(count, 2);
    assert_int_equal(store_notices(store, BEN, 0, 4, told, &count), ERR_OK);
    assert_int_equal(count, 2);
    assert_int_equal(told[0].kind, NOTICE_DECISION);
    assert_int_equal(told[1].kind, NOTICE_DECISION);
    assert_int_equal(told[1].comment, comment); /* one's own is shown to oneself */
    rule(POLICY_VIDEO, 10, POLICY_HIDDEN, ADA);
    assert_int_equal(store_notices(store, ADA, 0, 1, told, &count), ERR_OK);
    assert_int_equal(told[0].kind, NOTICE_DECISION);
    assert_int_equal(told[0].video, 10);
    rule(POLICY_COMMENT, 12, POLICY_HIDDEN, 0); /* it is not there: nobody is told */
    assert_int_equal(number("SELECT count(*) FROM notice WHERE kind = 'decision'"), 3);
}

/* Else whoever has much that is hidden would have all that others said counted again and again. */
static void what_is_not_counted_goes_without_a_count_of_the_others(void **state)
{
    (void)state;
    add_video(10, ADA, 100);
    int64_t seen = said(CAT, 10, 0);
    int64_t hidden = said(BEN, 10, 0);
    int64_t answer = said(BEN, 10, seen);
    assert_true(answer > 0 && said(CAT, 10, seen) > 0 && said(CAT, 10, hidden) > 0);
    rule(POLICY_PERSON, BEN, POLICY_HIDDEN, BEN);
    counts_are_exact();
    change("UPDATE video SET comments = comments + 100");
    assert_int_equal(store_comment_drop(store, BEN, hidden), ERR_OK);
    assert_int_equal(number("SELECT comments FROM video"), 102);
    assert_int_equal(store_comment_drop(store, BEN, answer), ERR_OK);
    assert_int_equal(number("SELECT comments FROM video"), 102);
    assert_int_equal(number("SELECT replies FROM comment WHERE id = %lld", (long long)seen), 1);
    answer = said(BEN, 10, seen); /* which is not counted either */
    assert_int_equal(store_comment_drop(store, CAT, seen), ERR_OK);
    assert_int_equal(number("SELECT comments FROM video"), 100);
    change("UPDATE video SET comments = comments - 100");
    counts_are_exact();
}

/* What answers something that is hidden stands nowhere any more, and is shown by no other way. */
static void what_answers_a_hidden_comment_is_not_there(void **state)
{
    (void)state;
    struct store_comment found;
    struct store_told told[4];
    size_t count = 0;
    int64_t author = 0;
    add_video(10, ADA, 100);
    int64_t hidden = said(BEN, 10, 0);
    int64_t answer = said(CAT, 10, hidden);
    struct store_comment_ask ask = {DAN, answer};
    for (int restored = 0; restored <= 1; restored++) {
        enum err wanted = restored == 1 ? ERR_OK : ERR_NOT_FOUND;
        rule(POLICY_COMMENT, hidden, restored == 1 ? POLICY_SHOWN : POLICY_HIDDEN, BEN);
        assert_int_equal(store_comment_get(store, ask, &found), wanted);
        assert_int_equal(store_object_shown(store, DAN, POLICY_COMMENT, answer, &author), wanted);
        assert_int_equal(store_notices(store, ADA, 0, 4, told, &count), ERR_OK);
        assert_int_equal(told[0].comment, restored == 1 ? answer : 0);
        assert_int_equal(told[0].said.text[0] != '\0', restored);
    }
    rule(POLICY_COMMENT, hidden, POLICY_HIDDEN, BEN);
    assert_int_equal(store_comment_drop(store, CAT, answer), ERR_OK);
    counts_are_exact();
}

/* Whether others find what BEN said about ADA's video 10 and what they are told of it, the same
 * everywhere. */
static bool is_heard(int64_t comment)
{
    struct store_comment_place start = {0};
    struct store_comment found[4];
    struct store_told told[4];
    size_t newest = 0;
    size_t liked = 0;
    size_t news = 0;
    int64_t id = 0;
    enum store_comment_excess excess;
    struct words answer = {.who = CAT, .video = 10, .parent = comment, .text = "x"};
    bool heard =
        store_comment_get(store, (struct store_comment_ask){0, comment}, &found[0]) == ERR_OK;
    assert_int_equal(store_comments_newest(store, 10, start, 4, found, &newest), ERR_OK);
    assert_int_equal(store_comments_liked(store, 10, start, 4, found, &liked), ERR_OK);
    assert_int_equal(newest, heard ? 1 : 0);
    assert_int_equal(liked, heard ? 1 : 0);
    assert_int_equal(store_notices(store, ADA, 0, 4, told, &news), ERR_OK);
    assert_int_equal(told[0].comment, heard ? comment : 0);
    assert_true((told[0].said.text[0] != '\0') == heard);
    assert_int_equal(store_comment_drop(store, CAT, comment), heard ? ERR_DENIED : ERR_NOT_FOUND);
    assert_int_equal(store_comment_own(store, BEN, comment, &found[0]), ERR_OK);
    assert_int_equal(store_comment_own(store, CAT, comment, &found[0]), ERR_NOT_FOUND);
    if (!heard) {
        assert_int_equal(say(&answer, &id, &excess), ERR_FORMAT);
    }
    return heard;
}

/* Whether others find BEN, who follows ADA. */
static bool is_met(void)
{
    struct store_follower people[2];
    struct store_profile profile;
    struct store_told told[4];
    size_t count = 0;
    assert_int_equal(store_profile_find(store, span_text("ben"), &profile), ERR_OK);
    assert_int_equal(store_followers(store, ADA, 0, 2, people, &count), ERR_OK);
    assert_int_equal(count, profile.hidden ? 0 : 1);
    assert_int_equal(store_notices(store, ADA, 0, 4, told, &count), ERR_OK);
    assert_int_equal(told[count - 1].kind, NOTICE_FOLLOW);
    assert_int_equal(told[count - 1].actor, profile.hidden ? 0 : BEN);
    return !profile.hidden;
}

static void what_a_decision_hides_is_said_nowhere_and_comes_back(void **state)
{
    (void)state;
    struct store_person ben = person(BEN);
    assert_int_equal(store_follow_add(store, &ben, ADA, 50, NULL), ERR_OK);
    add_video(10, ADA, 100);
    int64_t comment = said(BEN, 10, 0);
    assert_true(is_heard(comment));
    rule(POLICY_COMMENT, comment, POLICY_HIDDEN, BEN);
    assert_false(is_heard(comment));
    assert_true(is_met());
    rule(POLICY_COMMENT, comment, POLICY_SHOWN, BEN);
    assert_true(is_heard(comment));
    rule(POLICY_PERSON, BEN, POLICY_HIDDEN, BEN); /* with all that they said */
    assert_false(is_heard(comment));
    assert_false(is_met());
    rule(POLICY_PERSON, BEN, POLICY_SHOWN, BEN);
    assert_true(is_heard(comment));
    assert_true(is_met());
    rule(POLICY_COMMENT, comment, POLICY_HIDDEN, BEN);
    assert_int_equal(store_comment_drop(store, BEN, comment), ERR_OK); /* it stays one's own */
    counts_are_exact();
}

/* Whether the viewer has ADA's video 10 and the comment on it, the same everywhere. */
static bool is_seen(int64_t viewer, int64_t comment)
{
    struct store_comment_place place = {.viewer = viewer};
    struct store_comment_ask about = {viewer, 10};
    struct store_look look = {.person = ADA, .viewer = viewer};
    struct store_comment found[4];
    struct store_video videos[4];
    int64_t number = 0;
    struct store_comment_of of;
    size_t counts[4] = {0};
    bool seen = store_object_shown(store, viewer, POLICY_VIDEO, 10, &number) == ERR_OK;
    assert_true((store_comment_video(store, about, &of) == ERR_OK) == seen);
    about.id = comment;
    assert_true((store_comment_get(store, about, &found[0]) == ERR_OK) == seen);
    assert_true((store_object_shown(store, viewer, POLICY_COMMENT, comment, &number) == ERR_OK) ==
                seen);
    assert_int_equal(store_comments_newest(store, 10, place, 4, found, &counts[0]), ERR_OK);
    assert_int_equal(store_comments_liked(store, 10, place, 4, found, &counts[1]), ERR_OK);
    struct store_comment parent = {.video = 10, .id = comment};
    assert_int_equal(store_replies(store, &parent, place, 4, found, &counts[2]), ERR_OK);
    assert_int_equal(store_video_by(store, &look, 4, videos, &counts[3]), ERR_OK);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(counts[i], seen ? 1 : 0);
    }
    int64_t pages[4];
    assert_int_equal(viewer == BEN ? page_through(viewer, 2, pages) : 0,
                     viewer == BEN && seen ? 1 : 0);
    return seen;
}

static void what_is_for_followers_is_for_these_and_hidden_from_all_by_a_decision(void **state)
{
    (void)state;
    struct store_person ben = person(BEN);
    struct words words = {.who = CAT, .video = 10, .text = "x"};
    enum store_comment_excess excess;
    int64_t id = 0;
    bool any = false;
    add_video(10, ADA, 100);
    assert_int_equal(store_follow_add(store, &ben, ADA, 50, NULL), ERR_OK);
    int64_t comment = said(BEN, 10, 0);
    (void)said(CAT, 10, comment);
    assert_int_equal(store_shared_any(store, ADA, &any), ERR_OK);
    assert_false(any);
    assert_true(is_seen(0, comment));
    change("UPDATE video SET audience = 'followers' WHERE id = 10");
    assert_int_equal(store_shared_any(store, ADA, &any), ERR_OK);
    assert_true(any);
    assert_true(is_seen(BEN, comment) && is_seen(ADA, comment));
    assert_false(is_seen(CAT, comment) || is_seen(0, comment));
    assert_int_equal(say(&words, &id, &excess), ERR_NOT_FOUND);
    assert_int_equal(store_comment_drop(store, CAT, comment), ERR_NOT_FOUND);
    rule(POLICY_VIDEO, 10, POLICY_HIDDEN, ADA);
    assert_false(is_seen(BEN, comment) || is_seen(ADA, comment));
    rule(POLICY_VIDEO, 10, POLICY_SHOWN, ADA);
    assert_true(is_seen(BEN, comment));
    assert_int_equal(store_follow_drop(store, BEN, ADA), ERR_OK);
    assert_false(is_seen(BEN, comment));
    counts_are_exact();
}

/* One step of a video, as its caller seals it. */
static size_t seal_step(int64_t video, struct store_comment *found)
{
    struct store_spoken_place place = {.video = video};
    size_t count = 0;
    assert_int_equal(store_spoken_clear(store, &place, 4, found, &count), ERR_OK);
    for (size_t i = 0; i < count; i++) {
        memset(found[i].sealed, 's', 9);
        found[i].sealed_len = 9;
    }
    assert_int_equal(store_spoken_seal(store, found, count), ERR_OK);
    return count;
}

/* What is said meanwhile has to be sealed, and who is named is told all the same. */
static void say_sealed(const struct words *w)
{
    enum store_comment_excess excess;
    int64_t id = 0;
    int64_t named[] = {CAT};
    struct store_saying sealed = {.person = person(BEN),
                                  .video = 10,
                                  .text = span_text("Words"),
                                  .made_by = span_text("0123456789abcdef"),
                                  .id = 77,
                                  .sealed = span_text("sealed"),
                                  .named = named,
                                  .named_count = 1};
    assert_int_equal(follow(CAT, ADA), ERR_OK);
    assert_int_equal(say(w, &id, &excess), ERR_CONFLICT);
    assert_int_equal(excess, COMMENT_EXCESS_MOVED);
    for (int i = 0; i < 2; i++) { /* once */
        assert_int_equal(store_comment_add(store, &sealed, &excess, &id), ERR_OK);
        assert_int_equal(id, 77);
    }
    assert_int_equal(number("SELECT count(*) FROM comment WHERE id = 77 AND text = ''"), 1);
    assert_int_equal(number("SELECT count(*) FROM notice WHERE comment_id = 77 AND person_id = %d "
                            "AND kind = 'mention'",
                            CAT),
                     1);
}

static void what_was_said_is_sealed_when_its_video_is_for_fewer_and_opened_again(void **state)
{
    (void)state;
    struct store_comment found[4];
    struct store_spoken_place place = {.video = 10};
    struct words w = {.who = BEN, .video = 10, .text = "@dan_", .mention = "dan_"};
    enum store_comment_excess excess;
    int64_t id = 0;
    int64_t noted = 0;
    size_t count = 0;
    add_video(10, ADA, 100);
    assert_int_equal(follow(BEN, ADA), ERR_OK);
    assert_int_equal(say(&w, &id, &excess), ERR_OK);
    (void)said(ADA, 10, id);
    assert_int_equal(store_spoken_noted(store, 0, &noted), ERR_NOT_FOUND);
    assert_int_equal(seal_step(10, found), 0); /* it is for everybody */
    change("UPDATE video SET audience = 'followers' WHERE id = 10;"
           "INSERT INTO spoken_move (video_id) VALUES (10);");
    assert_int_equal(store_spoken_done(store, 10), ERR_OK);
    assert_int_equal(store_spoken_noted(store, 0, &noted), ERR_OK); /* not yet */
    assert_int_equal(noted, 10);
    assert_int_equal(seal_step(10, found), 2);
    assert_int_equal(found[0].id, id);
    assert_int_equal(found[0].creator, ADA);
    assert_int_equal(found[0].named_count, 1);
    assert_int_equal(found[0].named[0], DAN);
    assert_int_equal(store_spoken_done(store, 10), ERR_OK);
    assert_int_equal(store_spoken_noted(store, 0, &noted), ERR_NOT_FOUND);
    assert_int_equal(number("SELECT count(*) FROM comment WHERE text <> '' OR sealed IS NULL"), 0);
    assert_int_equal(number("SELECT count(*) FROM mention"), 0);
    assert_int_equal(store_comment_get(store, (struct store_comment_ask){BEN, id}, &found[0]),
                     ERR_OK);
    assert_true(found[0].shut && found[0].sealed_len == 9 && found[0].sealed[8] == 's');
    say_sealed(&w);
    /* Whatever is in the clear on the way to being for everybody is noted until it is. */
    assert_int_equal(store_spoken_sealed(store, &place, 4, found, &count), ERR_OK);
    assert_int_equal(count, 3);
    (void)snprintf(found[0].text, sizeof(found[0].text), "opened");
    found[0].named_count = 1;
    found[0].named[0] = DAN;
    assert_int_equal(store_spoken_open(store, found, 1), ERR_OK);
    assert_int_equal(store_spoken_noted(store, 0, &noted), ERR_OK);
    assert_int_equal(
        store_comment_get(store, (struct store_comment_ask){BEN, found[0].id}, &found[1]), ERR_OK);
    assert_false(found[1].shut);
    assert_string_equal(found[1].text, "opened");
    assert_string_equal(found[1].mentions[0], "dan_");
    change("UPDATE video SET audience = 'public' WHERE id = 10");
    assert_int_equal(store_spoken_seal(store, found, 1), ERR_OK); /* came too late */
    assert_int_equal(number("SELECT count(*) FROM comment WHERE text = 'opened'"), 1);
    counts_are_exact();
}

static void expect_counts(int64_t comment, int64_t comments, int64_t replies)
{
    struct store_comment_of of;
    struct store_comment_ask about = {ADA, 10};
    assert_int_equal(store_comment_video(store, about, &of), ERR_OK);
    assert_int_equal(of.count, comments);
    assert_int_equal(number("SELECT replies FROM comment WHERE id = %lld", (long long)comment),
                     replies);
    counts_are_exact();
}

static void what_a_decision_hides_is_not_counted(void **state)
{
    (void)state;
    add_video(10, ADA, 100);
    int64_t first = said(BEN, 10, 0);
    int64_t reply = said(CAT, 10, first);
    int64_t other = said(DAN, 10, first);
    (void)said(BEN, 10, said(CAT, 10, 0));
    expect_counts(first, 5, 2);
    rule(POLICY_COMMENT, reply, POLICY_HIDDEN, CAT);
    expect_counts(first, 4, 1);
    rule(POLICY_COMMENT, first, POLICY_HIDDEN, BEN); /* with what answers it */
    expect_counts(first, 2, 1);
    rule(POLICY_COMMENT, first, POLICY_SHOWN, BEN);
    rule(POLICY_COMMENT, reply, POLICY_SHOWN, CAT);
    expect_counts(first, 5, 2);
    rule(POLICY_PERSON, BEN, POLICY_HIDDEN, BEN);
    expect_counts(first, 1, 2);
    (void)said(BEN, 10, 0); /* nobody else sees it */
    expect_counts(first, 1, 2);
    rule(POLICY_COMMENT, other, POLICY_HIDDEN, DAN);
    rule(POLICY_PERSON, BEN, POLICY_SHOWN, BEN);
    expect_counts(first, 5, 1);
    assert_int_equal(store_comment_drop(store, DAN, other), ERR_OK); /* it was not counted */
    expect_counts(first, 5, 1);
    rule(POLICY_COMMENT, reply, POLICY_HIDDEN, CAT);
    assert_int_equal(store_comment_drop(store, BEN, first), ERR_OK);
    assert_int_equal(number("SELECT comments FROM video WHERE id = 10"), 3);
    counts_are_exact();
}

/* ---- what goes */

static void what_was_said_about_a_removed_video_is_gone_at_once_and_then_for_good(void **state)
{
    (void)state;
    struct store_comment found[2];
    size_t count = 0;
    bool more = true;
    add_video(10, ADA, 100);
    add_video(11, ADA, 100);
    struct store_comment_of of;
    int64_t id = said(BEN, 10, 0);
    (void)said(CAT, 10, id);
    (void)said(CAT, 11, 0);
    assert_int_equal(store_video_remove(store, ADA, 10), ERR_OK);
    assert_int_equal(store_comment_get(store, (struct store_comment_ask){0, id}, &found[0]),
                     ERR_NOT_FOUND);
    assert_int_equal(store_comment_video(store, (struct store_comment_ask){0, 10}, &of),
                     ERR_NOT_FOUND);
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
        {QUERY_COMMENT_OWN, false},
        {QUERY_COMMENT_COUNTED, false},
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
        {QUERY_NOTICE_ACTORS, false},
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
        CASE(whoever_a_decision_is_about_is_told),
        CASE(what_a_decision_hides_is_said_nowhere_and_comes_back),
        CASE(what_is_not_counted_goes_without_a_count_of_the_others),
        CASE(what_answers_a_hidden_comment_is_not_there),
        CASE(what_is_for_followers_is_for_these_and_hidden_from_all_by_a_decision),
        CASE(what_was_said_is_sealed_when_its_video_is_for_fewer_and_opened_again),
        CASE(what_a_decision_hides_is_not_counted),
        CASE(what_was_said_about_a_removed_video_is_gone_at_once_and_then_for_good),
        CASE(who_leaves_takes_their_words_along_and_every_count_stays_exact),
        CASE(a_filled_database_of_the_version_before_is_brought_forward),
        CASE(every_query_of_these_uses_an_index),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
