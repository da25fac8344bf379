#include "backup_manifest.h"
#include "backup_part.h"
#include "backup_plan.h"
#include "backup_week.h"
#include "base_file.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <cmocka.h>

static const int64_t day_ms = INT64_C(24) * 3600 * 1000;

static int file_of(const void *bytes, size_t len)
{
    int fd = memfd_create("part", MFD_CLOEXEC);
    assert_true(fd >= 0);
    assert_int_equal(file_write_all(fd, span_of(bytes, len)), ERR_OK);
    assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
    return fd;
}

static void start(int fd)
{
    assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
}

/* Everything of a part, or the first error. */
static enum err open_all(int fd, const struct part_name *name, const struct backup_pair *pairs,
                         size_t count, struct buf *out)
{
    static struct part_reader r;
    start(fd);
    TRY(part_open(&r, fd, name, pairs, count));
    for (bool last = false; !last;) {
        struct span piece = {NULL, 0};
        TRY(part_next(&r, &piece, &last));
        TRY(buf_append_span(out, piece));
    }
    return ERR_OK;
}

static const struct part_name accounts = {.kind = PART_ACCOUNTS, .id = "the backup's id"};

static void a_part_of_any_length_opens_as_what_was_sealed(void **state)
{
    (void)state;
    static const size_t lengths[] = {
        0, 1, PART_PIECE - 1, PART_PIECE, PART_PIECE + 1, 2 * PART_PIECE, 2 * PART_PIECE + 17};
    struct backup_pair pair;
    backup_pair_new(&pair);
    struct part_recipients to = {.count = 1};
    memcpy(to.public[0], pair.public, BACKUP_KEY_SIZE);
    for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
        uint8_t *bytes = malloc(lengths[i] + 1);
        assert_non_null(bytes);
        randombytes_buf(bytes, lengths[i] + 1);
        int from = file_of(bytes, lengths[i]);
        int part = file_of(NULL, 0);
        uint64_t length = 0;
        assert_int_equal(
            part_seal_fd(&(struct part_sealing){.from = from, .to = part}, &accounts, &to, &length),
            ERR_OK);
        struct stat st;
        assert_int_equal(fstat(part, &st), 0);
        assert_int_equal(st.st_size, length);
        AUTO(buf) struct buf out = {.max = 4 * PART_PIECE};
        assert_int_equal(open_all(part, &accounts, &pair, 1, &out), ERR_OK);
        assert_true(span_equal(buf_span(&out), span_of(bytes, lengths[i])));
        assert_int_equal(file_write_all(part, span_of("x", 1)), ERR_OK);
        buf_clear(&out);
        assert_int_equal(open_all(part, &accounts, &pair, 1, &out), ERR_DENIED);
        for (off_t cut = (off_t)length - 1; cut > (off_t)length - 40 && cut > 0; cut--) {
            assert_int_equal(ftruncate(part, cut), 0);
            buf_clear(&out);
            assert_int_not_equal(open_all(part, &accounts, &pair, 1, &out), ERR_OK);
        }
        fd_close(from);
        fd_close(part);
        free(bytes);
    }
}

static void a_part_for_two_opens_with_both_keys_only(void **state)
{
    (void)state;
    struct backup_pair pairs[3];
    struct part_recipients to = {.count = 2};
    for (size_t i = 0; i < 3; i++) {
        backup_pair_new(&pairs[i]);
    }
    memcpy(to.public[0], pairs[0].public, BACKUP_KEY_SIZE);
    memcpy(to.public[1], pairs[1].public, BACKUP_KEY_SIZE);
    int from = file_of("wrapped keys", 12);
    int part = file_of(NULL, 0);
    uint64_t length = 0;
    assert_int_equal(
        part_seal_fd(&(struct part_sealing){.from = from, .to = part}, &accounts, &to, &length),
        ERR_OK);
    AUTO(buf) struct buf out = {.max = 100};
    assert_int_equal(open_all(part, &accounts, &pairs[0], 1, &out), ERR_NOT_FOUND);
    assert_int_equal(open_all(part, &accounts, &pairs[1], 1, &out), ERR_NOT_FOUND);
    assert_int_equal(open_all(part, &accounts, &pairs[1], 2, &out), ERR_NOT_FOUND);
    struct backup_pair wrong[2] = {pairs[0], pairs[1]};
    memcpy(wrong[1].secret, pairs[2].secret, BACKUP_KEY_SIZE);
    assert_int_equal(open_all(part, &accounts, wrong, 2, &out), ERR_DENIED);
    struct backup_pair turned[2] = {pairs[1], pairs[0]};
    assert_int_equal(open_all(part, &accounts, turned, 2, &out), ERR_OK);
    assert_true(span_is(buf_span(&out), "wrapped keys"));
    fd_close(from);
    fd_close(part);
}

static void a_part_does_not_open_as_another(void **state)
{
    (void)state;
    struct backup_pair pair;
    backup_pair_new(&pair);
    struct part_recipients to = {.count = 1};
    memcpy(to.public[0], pair.public, BACKUP_KEY_SIZE);
    int from = file_of("an account", 10);
    int part = file_of(NULL, 0);
    uint64_t length = 0;
    assert_int_equal(
        part_seal_fd(&(struct part_sealing){.from = from, .to = part}, &accounts, &to, &length),
        ERR_OK);
    AUTO(buf) struct buf out = {.max = 100};
    struct part_name kind = accounts;
    kind.kind = PART_APP;
    assert_int_equal(open_all(part, &kind, &pair, 1, &out), ERR_CONFLICT);
    struct part_name other = accounts;
    other.id[3] ^= 1;
    assert_int_equal(open_all(part, &other, &pair, 1, &out), ERR_CONFLICT);
    /* Nor when its head was made to say so: it is bound into each piece. */
    assert_int_equal(pwrite(part, other.id, PART_ID, 10), PART_ID);
    assert_int_equal(open_all(part, &other, &pair, 1, &out), ERR_DENIED);
    assert_int_equal(out.len, 0);
    fd_close(from);
    fd_close(part);
}

static void a_short_piece_that_is_not_the_last_is_refused(void **state)
{
    (void)state;
    static struct part_writer w;
    struct backup_pair pair;
    backup_pair_new(&pair);
    struct part_recipients to = {.count = 1};
    memcpy(to.public[0], pair.public, BACKUP_KEY_SIZE);
    int part = file_of(NULL, 0);
    assert_int_equal(part_start(&w, part, &accounts, &to), ERR_OK);
    assert_int_equal(part_put(&w, span_of("short", 5), false), ERR_LIMIT);
    to.count = 0;
    assert_int_equal(part_start(&w, part, &accounts, &to), ERR_LIMIT);
    to.count = 1;
    memset(to.public[0], 0, BACKUP_KEY_SIZE);
    assert_int_equal(part_start(&w, part, &accounts, &to), ERR_FORMAT);
    fd_close(part);
}

static void weeks_are_iso_weeks(void **state)
{
    (void)state;
    static const struct {
        int64_t day;
        const char *name;
    } known[] = {
        {0, "1970-W01"},     {3, "1970-W01"},     {4, "1970-W02"},     {14244, "2009-W01"},
        {14607, "2009-W53"}, {14612, "2009-W53"}, {14613, "2010-W01"}, {18627, "2020-W53"},
        {18630, "2020-W53"}, {18631, "2021-W01"}, {20783, "2026-W48"}, {20816, "2026-W53"},
    };
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        struct week week;
        week_of(known[i].day * day_ms + 12345, &week);
        assert_string_equal(week.name, known[i].name);
        assert_true(week.begun_ms <= known[i].day * day_ms &&
                    known[i].day * day_ms - week.begun_ms < 7 * day_ms);
    }
    for (int64_t day = 11000; day < 30000; day++) { /* every day's week can be read again */
        struct week week;
        struct week again;
        week_of(day * day_ms, &week);
        assert_int_equal(week_decode(span_text(week.name), &again), ERR_OK);
        assert_int_equal(again.begun_ms, week.begun_ms);
    }
    static const char *const bad[] = {"2026-W00",  "2026-W54", "2025-W53", "2026-w10", "2026-W1",
                                      "2026-W100", "1999-W10", "02026W10", ""};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct week week;
        assert_int_equal(week_decode(span_text(bad[i]), &week), ERR_FORMAT);
    }
}

static void a_weeks_key_is_one_and_is_destroyed_after_35_days(void **state)
{
    (void)state;
    char path[] = "/tmp/test-backup-XXXXXX";
    assert_non_null(mkdtemp(path));
    int dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    assert_true(dir >= 0);
    struct week week;
    week_of(INT64_C(1795000000000), &week);
    struct backup_pair first;
    struct backup_pair again;
    assert_int_equal(week_key(dir, &week, &first), ERR_OK);
    assert_int_equal(week_key(dir, &week, &again), ERR_OK);
    assert_memory_equal(&first, &again, sizeof(first));
    char file[WEEK_NAME + 4];
    week_file(&week, file);
    assert_int_equal(linkat(dir, file, dir, "kept", 0), 0); /* to see what its bytes became */
    size_t count = 9;
    assert_int_equal(week_tidy(dir, week.begun_ms + 35 * day_ms - 1, &count), ERR_OK);
    assert_int_equal(count, 0);
    assert_int_equal(week_tidy(dir, week.begun_ms + 35 * day_ms, &count), ERR_OK);
    assert_int_equal(count, 1);
    assert_int_equal(faccessat(dir, file, F_OK, 0), -1);
    AUTO(buf) struct buf bytes = {.max = BACKUP_KEY_FILE_MAX};
    assert_int_equal(file_read_all(dir, "kept", &bytes), ERR_OK);
    assert_true(bytes.len > 2 * BACKUP_KEY_SIZE && sodium_is_zero(bytes.ptr, bytes.len));
    assert_int_equal(fchmodat(dir, "kept", 0644, 0), 0);
    assert_int_equal(backup_secret_read(dir, "kept", &again), ERR_DENIED);
    assert_int_equal(fchmodat(dir, "kept", 0600, 0), 0);
    assert_int_equal(backup_secret_read(dir, "kept", &again), ERR_FORMAT);
    assert_int_equal(unlinkat(dir, "kept", 0), 0);
    assert_int_equal(rmdir(path), 0);
    fd_close(dir);
}

static void a_manifest_says_again_what_was_said(void **state)
{
    (void)state;
    struct manifest m = {.from = 17,
                         .begun_ms = 1795000000000,
                         .ended_ms = 1795000001000,
                         .media_count = 3,
                         .origin = "vitrine.example/0a1b"};
    randombytes_buf(m.id, sizeof(m.id));
    randombytes_buf(m.root, sizeof(m.root));
    week_of(m.begun_ms, &m.week);
    for (size_t i = 0; i < MANIFEST_PARTS; i++) {
        m.parts[i].bytes = 100 + i;
        randombytes_buf(m.parts[i].digest, MANIFEST_DIGEST);
    }
    AUTO(buf) struct buf text = {.max = MANIFEST_MAX};
    struct manifest again;
    assert_int_equal(manifest_encode(&m, &text), ERR_OK);
    assert_int_equal(manifest_decode(buf_span(&text), &again), ERR_OK);
    assert_memory_equal(&again, &m, sizeof(m));
    for (size_t len = 0; len < text.len; len++) {
        assert_int_not_equal(manifest_decode(span_of(text.ptr, len), &again), ERR_OK);
    }
    char *version = strstr((char *)text.ptr, "\"v\":1");
    assert_non_null(version);
    version[4] = '2';
    assert_int_equal(manifest_decode(buf_span(&text), &again), ERR_CONFLICT);
}

static void a_media_list_is_sorted_and_names_each_once(void **state)
{
    (void)state;
    AUTO(buf) struct buf text = {.max = 1000};
    struct manifest_media a = {.name = "00112233445566778899aabbccddeeff", .original = true};
    struct manifest_media b = {.name = "00112233445566778899aabbccddef00"};
    assert_int_equal(manifest_media_put(&a, &text), ERR_OK);
    assert_int_equal(text.len, MANIFEST_MEDIA_LINE);
    assert_int_equal(manifest_media_put(&b, &text), ERR_OK);
    struct manifest_media out;
    struct span rest = buf_span(&text);
    assert_int_equal(manifest_media_take(&rest, NULL, &out), ERR_OK);
    assert_true(out.original && strcmp(out.name, a.name) == 0);
    struct span second = rest;
    assert_int_equal(manifest_media_take(&second, out.name, &out), ERR_OK);
    assert_false(out.original);
    assert_int_equal(second.len, 0);
    assert_int_equal(manifest_media_take(&rest, b.name, &out), ERR_FORMAT);
}

static void a_plan_does_not_go_back(void **state)
{
    (void)state;
    AUTO(buf) struct buf text = {.max = PLAN_MAX};
    struct plan plan = {.made_ms = 5, .from = 7, .to = 7};
    struct plan again;
    assert_int_equal(plan_encode(&plan, &text), ERR_OK);
    assert_int_equal(plan_decode(buf_span(&text), &again), ERR_OK);
    assert_memory_equal(&again, &plan, sizeof(plan));
    plan.to = 6;
    buf_clear(&text);
    assert_int_equal(plan_encode(&plan, &text), ERR_OK);
    assert_int_equal(plan_decode(buf_span(&text), &again), ERR_FORMAT);
}

static void a_key_file_opens_what_its_public_half_sealed(void **state)
{
    (void)state;
    AUTO(buf) struct buf secret = {.max = BACKUP_KEY_FILE_MAX};
    AUTO(buf) struct buf public = {.max = BACKUP_KEY_FILE_MAX};
    struct backup_pair pair;
    struct backup_pair again;
    uint8_t key[BACKUP_KEY_SIZE];
    backup_pair_new(&pair);
    assert_int_equal(backup_secret_encode(&pair, &secret), ERR_OK);
    assert_int_equal(backup_public_encode(pair.public, &public), ERR_OK);
    assert_int_equal(backup_secret_decode(buf_span(&secret), &again), ERR_OK);
    assert_memory_equal(&again, &pair, sizeof(pair));
    assert_int_equal(backup_public_decode(buf_span(&public), key), ERR_OK);
    assert_memory_equal(key, pair.public, sizeof(key));
    assert_int_equal(backup_public_decode(buf_span(&secret), key), ERR_FORMAT);
    pair.public[4] ^= 1; /* not the secret's */
    buf_clear(&secret);
    assert_int_equal(backup_secret_encode(&pair, &secret), ERR_OK);
    assert_int_equal(backup_secret_decode(buf_span(&secret), &again), ERR_FORMAT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_part_of_any_length_opens_as_what_was_sealed),
        cmocka_unit_test(a_part_for_two_opens_with_both_keys_only),
        cmocka_unit_test(a_part_does_not_open_as_another),
        cmocka_unit_test(a_short_piece_that_is_not_the_last_is_refused),
        cmocka_unit_test(weeks_are_iso_weeks),
        cmocka_unit_test(a_weeks_key_is_one_and_is_destroyed_after_35_days),
        cmocka_unit_test(a_manifest_says_again_what_was_said),
        cmocka_unit_test(a_media_list_is_sorted_and_names_each_once),
        cmocka_unit_test(a_plan_does_not_go_back),
        cmocka_unit_test(a_key_file_opens_what_its_public_half_sealed),
    };
    return backup_ready() == ERR_OK ? cmocka_run_group_tests(tests, NULL, NULL) : 1;
}
