#include "backup_manifest.h"

#include "base_json.h"
#include "base_text.h"
#include "tlog_entry.h"
#include "tlog_note.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { MEMBERS = 22, VERSION = 1, KEY_SIZE = 24 };

static const char type[] = "vitrine-backup";

static const char *const names[PART_KIND_COUNT_] = {
    [PART_REGION] = "region", [PART_ACCOUNTS] = "accounts", [PART_PEOPLE] = "people",
    [PART_APP] = "app",       [PART_MEDIA_LIST] = "media",
};

const char *manifest_part_name(enum part_kind kind)
{
    return names[kind];
}

struct manifest_part *manifest_part_of(struct manifest *m, enum part_kind kind)
{
    return &m->parts[kind - PART_REGION];
}

static enum err take_count(const struct tlog_entry *e, const char *key, uint64_t *out)
{
    int64_t number = 0;
    TRY(tlog_entry_int(e, key, &number));
    *out = (uint64_t)number;
    return number < 0 ? ERR_FORMAT : ERR_OK;
}

static enum err take_time(const struct tlog_entry *e, const char *key, int64_t *out)
{
    TRY(tlog_entry_int(e, key, out));
    return *out < 0 ? ERR_FORMAT : ERR_OK;
}

static enum err take_parts(const struct tlog_entry *e, struct manifest *m)
{
    for (int kind = PART_REGION; kind <= PART_MEDIA_LIST; kind++) {
        char key[KEY_SIZE];
        struct manifest_part *part = manifest_part_of(m, (enum part_kind)kind);
        TRY(tlog_entry_hex(e, names[kind], part->digest, sizeof(part->digest)));
        (void)snprintf(key, sizeof(key), "%s_bytes", names[kind]);
        TRY(take_count(e, key, &part->bytes));
    }
    return ERR_OK;
}

static enum err take_names(const struct tlog_entry *e, struct manifest *m)
{
    struct span text = {NULL, 0};
    TRY(tlog_entry_text(e, "origin", &text));
    if (text.len == 0 || text.len > LIMIT_ORIGIN || !tlog_name_good(text) ||
        memchr(text.ptr, '\\', text.len) != NULL) {
        return ERR_FORMAT;
    }
    memcpy(m->origin, text.ptr, text.len);
    TRY(tlog_entry_text(e, "week", &text));
    return week_decode(text, &m->week);
}

static enum err decode(const struct tlog_entry *e, struct manifest *m)
{
    TRY(take_parts(e, m));
    TRY(take_names(e, m));
    TRY(tlog_entry_hex(e, "datamap", m->datamap, sizeof(m->datamap)));
    TRY(tlog_entry_hex(e, "id", m->id, sizeof(m->id)));
    TRY(tlog_entry_hex(e, "key", m->key, sizeof(m->key)));
    TRY(tlog_entry_hex(e, "root", m->root, sizeof(m->root)));
    TRY(take_count(e, "from", &m->from));
    TRY(take_count(e, "media_count", &m->media_count));
    TRY(take_time(e, "begun_ms", &m->begun_ms));
    return take_time(e, "ended_ms", &m->ended_ms);
}

enum err manifest_decode(struct span in, struct manifest *out_manifest)
{
    struct tlog_entry e;
    struct manifest m = {.from = 0};
    if (in.len > MANIFEST_MAX || tlog_entry_decode(in, &e) != ERR_OK || !span_is(e.type, type)) {
        return ERR_FORMAT;
    }
    if (e.v != VERSION) {
        return e.v > VERSION ? ERR_CONFLICT : ERR_FORMAT;
    }
    if (e.count != MEMBERS || decode(&e, &m) != ERR_OK) {
        return ERR_FORMAT;
    }
    *out_manifest = m;
    return ERR_OK;
}

static void put_part(struct jot *j, const struct manifest *m, enum part_kind kind)
{
    char key[KEY_SIZE];
    const struct manifest_part *part = &m->parts[kind - PART_REGION];
    jot_put_hex(j, names[kind], span_of(part->digest, sizeof(part->digest)));
    (void)snprintf(key, sizeof(key), "%s_bytes", names[kind]);
    jot_put_int(j, key, (int64_t)part->bytes);
}

enum err manifest_encode(const struct manifest *m, struct buf *out)
{
    struct jot j = jot_start(out);
    jot_object(&j);
    put_part(&j, m, PART_ACCOUNTS);
    put_part(&j, m, PART_APP);
    jot_put_int(&j, "begun_ms", m->begun_ms);
    jot_put_hex(&j, "datamap", span_of(m->datamap, sizeof(m->datamap)));
    jot_put_int(&j, "ended_ms", m->ended_ms);
    jot_put_int(&j, "from", (int64_t)m->from);
    jot_put_hex(&j, "id", span_of(m->id, sizeof(m->id)));
    jot_put_hex(&j, "key", span_of(m->key, sizeof(m->key)));
    put_part(&j, m, PART_MEDIA_LIST);
    jot_put_int(&j, "media_count", (int64_t)m->media_count);
    jot_put_text(&j, "origin", m->origin);
    put_part(&j, m, PART_PEOPLE);
    put_part(&j, m, PART_REGION);
    jot_put_hex(&j, "root", span_of(m->root, sizeof(m->root)));
    jot_put_text(&j, "type", type);
    jot_put_int(&j, "v", VERSION);
    jot_put_text(&j, "week", m->week.name);
    jot_object_end(&j);
    return buf_status(out);
}

enum err manifest_media_put(const struct manifest_media *media, struct buf *out)
{
    (void)buf_printf(out, "%s %s ", media->name, media->original ? "original" : "media");
    (void)text_hex(span_of(media->digest, sizeof(media->digest)), out);
    (void)buf_append_u8(out, '\n');
    return buf_status(out);
}

enum err manifest_media_take(struct span *rest, const char *before,
                             struct manifest_media *out_media)
{
    struct manifest_media media = {.original = false};
    uint8_t id[PART_ID];
    struct span after = *rest;
    struct span line = span_cut(&after, '\n');
    if (line.len == rest->len) {
        return ERR_FORMAT;
    }
    struct span name = span_cut(&line, ' ');
    struct span place = span_cut(&line, ' ');
    TRY(text_unhex(name, id, sizeof(id)));
    memcpy(media.name, name.ptr, name.len);
    media.original = span_is(place, "original");
    if (!media.original && !span_is(place, "media")) {
        return ERR_FORMAT;
    }
    TRY(text_unhex(line, media.digest, sizeof(media.digest)));
    if (before != NULL && strcmp(before, media.name) >= 0) {
        return ERR_FORMAT;
    }
    *rest = after;
    *out_media = media;
    return ERR_OK;
}
