/*
 * export_words.c: what stands beside a person's data: a page of words, and the JSON Schema, which
 * is made of the data map, so that it says of each value what the map says.
 */
#include "export.h"

#include "base_json.h"
#include "base_time.h"
#include "datamap_mine.h"

#include <string.h>

static const char readme[] =
    "Everything that %s keeps about @%s\n"
    "as it was on %s\n"
    "\n"
    "data.json          Your account, sessions, passkeys, videos, uploads, all your comments,\n"
    "                   whom you follow, what you were told of, what you watched and like, and\n"
    "                   what the feed has learned of it: each value under the name of the "
    "table\n"
    "                   and the column that it is kept in. \"fields\" says of every column that "
    "is\n"
    "                   about you why it is kept, how long and where, and, where its value is not\n"
    "                   shown, why not. Times ending in _ms are milliseconds since 1970-01-01, "
    "UTC;\n"
    "                   bytes are written as base64url. \"watches\" are the latest 500;\n"
    "                   \"seen_and_liked\" has the number of every video that you have seen or "
    "like,\n"
    "                   and of every comment that you like.\n"
    "data.schema.json   The JSON Schema (2020-12) of data.json.\n"
    "picture.jpg        Your picture, as it is shown, if you have one.\n"
    "videos/NUMBER/     Of each of your videos: video.mp4, the largest size that was made of it;\n"
    "                   poster.jpg; and original, the file that you sent, while it is still kept.\n"
    "                   Its captions: captions-LANGUAGE.vtt, with what the language is called in\n"
    "                   the first line. If it is not for everybody, title.txt and sound.txt:\n"
    "                   data.json then has neither.\n"
    "                   A video that is just being prepared has only the original.\n"
    "                   If you have more than a thousand, the older ones are in further "
    "parts\n"
    "                   of this archive, each with as many; not-included.txt says where.\n"
    "uploads/           What has arrived of uploads that you have not finished.\n"
    "not-included.txt   Only if there is something to say: files that belong here and could not "
    "be\n"
    "                   had, each with the reason.\n"
    "\n"
    "What others wrote is theirs, and its text is not in here; that somebody wrote to you, named "
    "you\n"
    "or followed you is among what you were told of, while that is kept. Of what else they did "
    "there\n"
    "are the numbers that stand beside your videos and comments. Whom your entries of the public "
    "ledger are about can be found with the salt and "
    "the\n"
    "commitment in data.json: account.\n"
    "\n"
    "This archive was made while you received it. If it broke off, programs refuse to open it or "
    "say\n"
    "that it has no end: take it again. What opens without such a word is whole.\n"
    "\n"
    "It is not encrypted any more. Keep it where nobody else looks.\n";

enum err export_readme(struct buf *out, const char *handle, const char *origin)
{
    char now[TIME_ISO_SIZE];
    time_iso(time_wall_ms(), now);
    return buf_printf(out, readme, origin, handle, now);
}

static void put_types(struct jot *j, bool number)
{
    jot_key(j, "type");
    jot_array(j);
    jot_text(j, "string");
    if (number) {
        jot_text(j, "integer");
        jot_text(j, "boolean");
    }
    jot_text(j, "null");
    jot_array_end(j);
}

/* A property that is an array of what the caller then describes, and array_end ends. */
static void array_of(struct jot *j, const char *name, const char *words)
{
    jot_key(j, name);
    jot_object(j);
    jot_put_text(j, "description", words);
    jot_put_text(j, "type", "array");
    jot_key(j, "items");
    jot_object(j);
}

static void array_end(struct jot *j)
{
    jot_object_end(j);
    jot_object_end(j);
}

/* An object with these properties, all of which are there. */
struct property {
    const char *name;
    bool number;
};

static void put_object(struct jot *j, const struct property *all, size_t count)
{
    jot_put_text(j, "type", "object");
    jot_key(j, "required");
    jot_array(j);
    for (size_t i = 0; i < count; i++) {
        jot_text(j, all[i].name);
    }
    jot_array_end(j);
    jot_put_bool(j, "additionalProperties", false);
    jot_key(j, "properties");
    jot_object(j);
    for (size_t i = 0; i < count; i++) {
        jot_key(j, all[i].name);
        jot_object(j);
        if (all[i].number) {
            jot_put_text(j, "type", "integer");
        } else {
            put_types(j, false);
        }
        jot_object_end(j);
    }
    jot_object_end(j);
}

static void put_list(struct jot *j, const char *name, const char *words, const struct property *all,
                     size_t count)
{
    array_of(j, name, words);
    put_object(j, all, count);
    array_end(j);
}

#define LIST(j, name, words, ...)                                                                  \
    do {                                                                                           \
        static const struct property all[] = {__VA_ARGS__};                                        \
        put_list((j), (name), (words), all, sizeof(all) / sizeof(all[0]));                         \
    } while (0)

/* What is sealed of a viewer, opened: mine_viewer.c. */
static void put_viewer(struct jot *j)
{
    jot_put_text(j, "type", "object");
    jot_key(j, "properties");
    jot_object(j);
    LIST(j, "watches", "the latest that you watched", {"video", false}, {"watched_ms", true},
         {"at_ms", true});
    LIST(j, "liked", "the latest that you like", {"video", false}, {"at_ms", true});
    LIST(j, "not_interested", "what you were not interested in", {"video", false});
    LIST(j, "taste", "what the feed has learned: null: it is about none of what you watched last",
         {"about", false}, {"weight", true});
    jot_key(j, "order");
    jot_object(j);
    jot_put_text(j, "description", "how you want your pages ordered");
    jot_put_text(j, "type", "string");
    jot_object_end(j);
    LIST(j, "hidden_people", "whose videos you do not want", {"person", false});
    array_of(j, "hidden_words", "words that you do not want");
    jot_put_text(j, "type", "string");
    array_end(j);
    LIST(j, "months", "by month: how many videos you have seen, and like, and comments you like",
         {"month", false}, {"seen", true}, {"likes", true}, {"comment_likes", true});
    jot_key(j, "notices_read_to");
    jot_object(j);
    jot_put_text(j, "description", "the last that you were told of and have read");
    jot_put_text(j, "type", "string");
    jot_object_end(j);
    jot_object_end(j);
}

static bool is_shown(const struct datamap_row *row)
{
    const struct datamap_mine_row *mine = datamap_mine_find(row);
    return mine != NULL && mine->how == MINE_SHOWN;
}

static bool is_viewer(const struct datamap_row *row)
{
    return row->store == STORE_APP && strcmp(row->table, "viewer_part") == 0;
}

static bool same_table(const struct datamap_row *a, const struct datamap_row *b)
{
    return a->store == b->store && strcmp(a->table, b->table) == 0;
}

/* The first shown row of its table. */
static bool begins_table(size_t i)
{
    for (size_t k = 0; k < i; k++) {
        if (is_shown(&datamap_rows[k]) && same_table(&datamap_rows[k], &datamap_rows[i])) {
            return false;
        }
    }
    return is_shown(&datamap_rows[i]);
}

static void put_columns(struct jot *j, const struct datamap_row *of)
{
    jot_put_text(j, "type", "object");
    jot_key(j, "required");
    jot_array(j);
    for (size_t i = 0; i < datamap_count; i++) {
        if (is_shown(&datamap_rows[i]) && same_table(of, &datamap_rows[i])) {
            jot_text(j, datamap_rows[i].column);
        }
    }
    jot_array_end(j);
    jot_key(j, "properties");
    jot_object(j);
    for (size_t i = 0; i < datamap_count; i++) {
        const struct datamap_row *row = &datamap_rows[i];
        if (!is_shown(row) || !same_table(of, row)) {
            continue;
        }
        jot_key(j, row->column);
        jot_object(j);
        jot_put_text(j, "description", row->purpose);
        if (is_viewer(row)) {
            put_viewer(j);
        } else {
            put_types(j, true);
        }
        jot_object_end(j);
    }
    jot_object_end(j);
}

static void put_seen(struct jot *j)
{
    static const char *const lists[] = {"seen", "likes", "comment_likes"};
    array_of(j, "seen_and_liked",
             "by month: which videos you have seen, and like, and which comments you like");
    jot_put_text(j, "type", "object");
    jot_key(j, "properties");
    jot_object(j);
    for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
        array_of(j, lists[i], "numbers");
        jot_put_text(j, "type", "string");
        array_end(j);
    }
    jot_object_end(j);
    array_end(j);
}

static void put_tables(struct jot *j)
{
    for (size_t i = 0; i < datamap_count; i++) {
        if (begins_table(i)) {
            array_of(j, datamap_rows[i].table, datamap_store_name(datamap_rows[i].store));
            put_columns(j, &datamap_rows[i]);
            array_end(j);
        }
    }
}

enum err export_schema(struct buf *out)
{
    struct jot j = jot_start(out);
    jot_object(&j);
    jot_put_text(&j, "$schema", "https://json-schema.org/draft/2020-12/schema");
    jot_put_text(&j, "title", "All that is kept about a person");
    jot_put_text(&j, "type", "object");
    jot_key(&j, "required");
    jot_array(&j);
    for (size_t i = 0; i < datamap_count; i++) {
        if (begins_table(i)) {
            jot_text(&j, datamap_rows[i].table);
        }
    }
    jot_text(&j, "seen_and_liked");
    jot_text(&j, "fields");
    jot_array_end(&j);
    jot_put_bool(&j, "additionalProperties", false);
    jot_key(&j, "properties");
    jot_object(&j);
    put_tables(&j);
    put_seen(&j);
    LIST(&j, "fields",
         "every column that is about you: why, how long, where, and whether it is shown",
         {"store", false}, {"table", false}, {"column", false}, {"class", false},
         {"purpose", false}, {"retention", false}, {"place", false}, {"how", false},
         {"reason", false});
    jot_object_end(&j);
    jot_object_end(&j);
    return buf_append_text(out, "\n");
}
