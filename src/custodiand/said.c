#include "said.h"

#include "base_file.h"
#include "base_limits.h"
#include "base_text.h"
#include "datamap.h"

#include <inttypes.h>
#include <string.h>

enum { FILE_MAX = 256, ID_BYTES = 8 };

static const char file_name[] = "said";
static const char first_line[] = "vitrine-said 1";

static enum err read_hex(struct span *rest, const char *word, uint8_t *out, size_t len)
{
    struct span line = span_cut(rest, '\n');
    if (!span_is(span_cut(&line, ' '), word)) {
        return ERR_FORMAT;
    }
    return text_unhex(line, out, len);
}

static enum err read_id(struct span *rest, const char *word, int64_t *out)
{
    uint8_t bytes[ID_BYTES];
    uint64_t id = 0;
    TRY(read_hex(rest, word, bytes, sizeof(bytes)));
    for (size_t i = 0; i < sizeof(bytes); i++) {
        id = id << 8 | bytes[i];
    }
    if (id > INT64_MAX) {
        return ERR_FORMAT;
    }
    *out = (int64_t)id;
    return ERR_OK;
}

static enum err read_file(struct span rest, struct said *s)
{
    struct said read = *s;
    if (!span_is(span_cut(&rest, '\n'), first_line)) {
        return ERR_FORMAT;
    }
    TRY(read_hex(&rest, "datamap", read.map, sizeof(read.map)));
    TRY(read_id(&rest, "key", &read.key));
    TRY(read_id(&rest, "old", &read.old));
    if (rest.len != 0) {
        TRY(read_hex(&rest, "witnesses", read.witnesses, sizeof(read.witnesses)));
    }
    if (rest.len != 0) {
        return ERR_FORMAT;
    }
    *s = read;
    return ERR_OK;
}

enum err said_open(struct said *s, int dir_fd)
{
    *s = (struct said){.dir_fd = dir_fd};
    AUTO(buf) struct buf json = {.max = LIMIT_DATA_MAP};
    AUTO(buf) struct buf file = {.max = FILE_MAX};
    TRY(datamap_json(&json));
    TRY(digest_ready());
    digest_of(buf_span(&json), s->map_now);
    enum err err = file_read_all(dir_fd, file_name, &file);
    if (err == ERR_OK) {
        err = read_file(buf_span(&file), s);
    }
    return err == ERR_NOT_FOUND || err == ERR_FORMAT || err == ERR_LIMIT ? ERR_OK : err;
}

bool said_same(const struct said *s, const struct witnesses *w)
{
    return memcmp(s->witnesses, w->digest, sizeof(s->witnesses)) == 0;
}

bool said_pending(const struct said *s, const struct vault *v, const struct witnesses *w)
{
    return memcmp(s->map, s->map_now, sizeof(s->map)) != 0 || s->key != vault_key_id(v) ||
           (s->old != 0 && vault_old_id(v) == 0) || !said_same(s, w);
}

static enum err say_witnesses(struct said *s, struct journal *j, const struct witnesses *w)
{
    struct witnesses_words words;
    if (said_same(s, w)) {
        return ERR_OK;
    }
    TRY(witnesses_entry(w, &words));
    TRY(journal_witnesses(j, &words.entry));
    memcpy(s->witnesses, w->digest, sizeof(s->witnesses));
    return ERR_OK;
}

enum err said_entries(struct said *s, struct journal *j, const struct vault *v,
                      const struct witnesses *w)
{
    if (!said_pending(s, v, w)) {
        return ERR_OK;
    }
    if (memcmp(s->map, s->map_now, sizeof(s->map)) != 0) {
        struct ledger_datamap map = {.digest = span_of(s->map_now, sizeof(s->map_now)),
                                     .version = DATAMAP_VERSION,
                                     .rows = datamap_count};
        TRY(journal_datamap(j, &map));
        memcpy(s->map, s->map_now, sizeof(s->map));
    }
    if (s->key != vault_key_id(v)) {
        TRY(journal_key(j, vault_key_id(v)));
        s->old = s->key;
        s->key = vault_key_id(v);
    }
    if (s->old != 0 && vault_old_id(v) == 0) {
        TRY(journal_key_retired(j, s->old));
        s->old = 0;
    }
    TRY(say_witnesses(s, j, w));
    s->changed = true;
    return ERR_OK;
}

enum err said_commit(struct said *s)
{
    if (!s->changed) {
        return ERR_OK;
    }
    AUTO(buf) struct buf file = {.max = FILE_MAX};
    (void)buf_printf(&file, "%s\ndatamap ", first_line);
    (void)text_hex(span_of(s->map, sizeof(s->map)), &file);
    (void)buf_printf(&file, "\nkey %016" PRIx64 "\nold %016" PRIx64 "\n", (uint64_t)s->key,
                     (uint64_t)s->old);
    static const uint8_t nobody[DIGEST_SIZE];
    if (memcmp(s->witnesses, nobody, sizeof(nobody)) != 0) {
        (void)buf_append_text(&file, "witnesses ");
        (void)text_hex(span_of(s->witnesses, sizeof(s->witnesses)), &file);
        (void)buf_append_u8(&file, '\n');
    }
    TRY(buf_status(&file));
    TRY(file_replace(s->dir_fd, file_name, buf_span(&file), 0600));
    s->changed = false;
    return ERR_OK;
}
