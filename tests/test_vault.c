/* test_vault.c: what is sealed opens for its region, person and field, and for nothing else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base_file.h"
#include "base_limits.h"
#include "datamap_field.h"
#include "vault.h"
#include "vault_vectors.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ADA = 1001, BEN = 1002, KEY_FILE = 64, FIELD_OTHER = 2 };

/* Linked with --wrap=datamap_field_version: for one test, the map has a second field, and for
 * another the first one has a second version. */
uint16_t __real_datamap_field_version(uint16_t field);
uint16_t __wrap_datamap_field_version(uint16_t field);
static bool second_field;
static uint16_t watch_version;

uint16_t __wrap_datamap_field_version(uint16_t field)
{
    if (second_field && field == FIELD_OTHER) {
        return 1;
    }
    if (watch_version != 0 && field == FIELD_WATCH) {
        return watch_version;
    }
    return __real_datamap_field_version(field);
}

struct place {
    char path[32];
    int dir_fd;
};

static int make_place(void **state)
{
    struct place *place = calloc(1, sizeof(*place));
    assert_non_null(place);
    (void)snprintf(place->path, sizeof(place->path), "/tmp/test_vault.XXXXXX");
    assert_non_null(mkdtemp(place->path));
    place->dir_fd = open(place->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    assert_true(place->dir_fd >= 0);
    *state = place;
    return 0;
}

static int drop_place(void **state)
{
    struct place *place = *state;
    (void)unlinkat(place->dir_fd, "region.key", 0);
    (void)unlinkat(place->dir_fd, "region-next.key", 0);
    (void)close(place->dir_fd);
    int done = rmdir(place->path); /* fails if a temporary file was left */
    free(place);
    return done;
}

static enum err open_as(const struct place *place, const char *origin, int64_t key_id,
                        struct vault **out_vault)
{
    struct vault_problem problem = {{0}};
    struct vault_config config = {.dir_fd = place->dir_fd, .origin = origin, .key_id = key_id};
    enum err err = vault_open(&config, out_vault, &problem);
    assert_int_equal(err != ERR_OK, problem.text[0] != '\0');
    return err;
}

static struct vault *opened(const struct place *place)
{
    struct vault *v = NULL;
    assert_int_equal(open_as(place, "a.example", 0, &v), ERR_OK);
    return v;
}

static void seal_text(struct vault *v, int64_t user, const char *text, struct buf *out)
{
    out->max = LIMIT_MESSAGE;
    assert_int_equal(vault_seal(v, user, FIELD_WATCH, span_text(text), out), ERR_OK);
    assert_int_equal(out->len, strlen(text) + VAULT_OVERHEAD);
}

static enum err unseal(struct vault *v, int64_t user, struct span sealed)
{
    AUTO(buf) struct buf plain = {.max = LIMIT_MESSAGE};
    enum err err = vault_unseal(v, user, FIELD_WATCH, sealed, &plain);
    assert_true(err == ERR_OK || plain.len == 0);
    return err;
}

static void a_field_opens_for_its_owner(void **state)
{
    AUTO(vault_close) struct vault *v = opened(*state);
    uint8_t wrapped[VAULT_WRAPPED];
    vault_user_make(v, ADA, wrapped);
    static const char *const texts[] = {"", "x", "a watch event"};
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        AUTO(buf) struct buf sealed = {0};
        AUTO(buf) struct buf plain = {.max = 100};
        seal_text(v, ADA, texts[i], &sealed);
        assert_int_equal(vault_unseal(v, ADA, FIELD_WATCH, buf_span(&sealed), &plain), ERR_OK);
        assert_true(span_is(buf_span(&plain), texts[i]));
    }
}

static void sealing_twice_gives_different_bytes(void **state)
{
    AUTO(vault_close) struct vault *v = opened(*state);
    uint8_t wrapped[VAULT_WRAPPED];
    vault_user_make(v, ADA, wrapped);
    AUTO(buf) struct buf one = {0};
    AUTO(buf) struct buf two = {0};
    seal_text(v, ADA, "same", &one);
    seal_text(v, ADA, "same", &two);
    assert_false(span_equal(buf_span(&one), buf_span(&two)));
}

static void keys_come_back_after_a_restart(void **state)
{
    uint8_t wrapped[VAULT_WRAPPED];
    AUTO(buf) struct buf sealed = {0};
    struct vault *v = opened(*state);
    int64_t key_id = vault_key_id(v);
    vault_user_make(v, ADA, wrapped);
    seal_text(v, ADA, "kept", &sealed);
    vault_close(v);
    AUTO(vault_close) struct vault *again = NULL;
    assert_int_equal(open_as(*state, "a.example", key_id, &again), ERR_OK);
    assert_false(vault_user_ready(again, ADA));
    assert_int_equal(unseal(again, ADA, buf_span(&sealed)), ERR_NOT_FOUND);
    assert_int_equal(vault_user_load(again, ADA, span_of(wrapped, sizeof(wrapped))), ERR_OK);
    assert_int_equal(unseal(again, ADA, buf_span(&sealed)), ERR_OK);
    vault_user_forget(again, ADA);
    assert_int_equal(unseal(again, ADA, buf_span(&sealed)), ERR_NOT_FOUND);
}

static void another_persons_field_is_refused(void **state)
{
    AUTO(vault_close) struct vault *v = opened(*state);
    uint8_t ada[VAULT_WRAPPED];
    uint8_t ben[VAULT_WRAPPED];
    vault_user_make(v, ADA, ada);
    vault_user_make(v, BEN, ben);
    AUTO(buf) struct buf sealed = {0};
    seal_text(v, ADA, "of ada", &sealed);
    assert_int_equal(unseal(v, BEN, buf_span(&sealed)), ERR_DENIED);
    assert_int_equal(vault_user_load(v, BEN, span_of(ada, sizeof(ada))), ERR_DENIED);
    assert_int_equal(vault_user_load(v, ADA, span_of(ben, sizeof(ben))), ERR_DENIED);
    assert_false(vault_user_ready(v, ADA)); /* a key that did not load is not there */
}

static void the_same_key_under_another_name_is_refused(void **state)
{
    struct place *place = *state;
    uint8_t wrapped[VAULT_WRAPPED];
    AUTO(buf) struct buf sealed = {0};
    struct vault *v = opened(place);
    vault_user_make(v, ADA, wrapped);
    seal_text(v, ADA, "of region a", &sealed);
    vault_close(v);
    AUTO(vault_close) struct vault *b = NULL;
    assert_int_equal(open_as(place, "b.example", 0, &b), ERR_OK); /* the same region.key */
    assert_int_equal(vault_user_load(b, ADA, span_of(wrapped, sizeof(wrapped))), ERR_DENIED);
}

static void a_field_that_is_not_in_the_map_is_refused(void **state)
{
    AUTO(vault_close) struct vault *v = opened(*state);
    uint8_t wrapped[VAULT_WRAPPED];
    vault_user_make(v, ADA, wrapped);
    AUTO(buf) struct buf out = {.max = 100};
    AUTO(buf) struct buf sealed = {0};
    seal_text(v, ADA, "x", &sealed);
    assert_int_equal(vault_seal(v, ADA, FIELD_NONE, span_text("x"), &out), ERR_DENIED);
    assert_int_equal(vault_seal(v, ADA, 999, span_text("x"), &out), ERR_DENIED);
    assert_int_equal(vault_unseal(v, ADA, 999, buf_span(&sealed), &out), ERR_DENIED);
    assert_int_equal(out.len, 0);
}

static void one_field_does_not_open_as_another(void **state)
{
    AUTO(vault_close) struct vault *v = opened(*state);
    uint8_t wrapped[VAULT_WRAPPED];
    vault_user_make(v, ADA, wrapped);
    AUTO(buf) struct buf sealed = {0};
    AUTO(buf) struct buf plain = {.max = 100};
    seal_text(v, ADA, "x", &sealed);
    second_field = true;
    enum err swapped = vault_unseal(v, ADA, FIELD_OTHER, buf_span(&sealed), &plain);
    second_field = false;
    assert_int_equal(swapped, ERR_DENIED);
    assert_int_equal(vault_unseal(v, ADA, FIELD_WATCH, buf_span(&sealed), &plain), ERR_OK);
}

static void every_flipped_bit_and_every_truncation_is_refused(void **state)
{
    AUTO(vault_close) struct vault *v = opened(*state);
    uint8_t wrapped[VAULT_WRAPPED];
    vault_user_make(v, ADA, wrapped);
    AUTO(buf) struct buf sealed = {0};
    seal_text(v, ADA, "text", &sealed);
    for (size_t bit = 0; bit < sealed.len * 8; bit++) {
        sealed.ptr[bit / 8] ^= (uint8_t)(1u << bit % 8);
        assert_int_not_equal(unseal(v, ADA, buf_span(&sealed)), ERR_OK);
        sealed.ptr[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
    for (size_t len = 0; len < sealed.len; len++) {
        assert_int_not_equal(unseal(v, ADA, span_of(sealed.ptr, len)), ERR_OK);
    }
    assert_int_equal(unseal(v, ADA, buf_span(&sealed)), ERR_OK);
    for (size_t bit = 0; bit < sizeof(wrapped) * 8; bit++) {
        wrapped[bit / 8] ^= (uint8_t)(1u << bit % 8);
        assert_int_not_equal(vault_user_load(v, ADA, span_of(wrapped, sizeof(wrapped))), ERR_OK);
        wrapped[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
    assert_int_equal(vault_user_load(v, ADA, span_of(wrapped, sizeof(wrapped) - 1)), ERR_FORMAT);
    assert_int_equal(vault_user_load(v, ADA, span_of(wrapped, sizeof(wrapped))), ERR_OK);
}

static void a_field_over_its_limit_is_refused(void **state)
{
    AUTO(vault_close) struct vault *v = opened(*state);
    uint8_t wrapped[VAULT_WRAPPED];
    vault_user_make(v, ADA, wrapped);
    static const uint8_t zeroes[LIMIT_FIELD + VAULT_OVERHEAD + 1];
    AUTO(buf) struct buf out = {.max = LIMIT_MESSAGE};
    assert_int_equal(vault_seal(v, ADA, FIELD_WATCH, span_of(zeroes, LIMIT_FIELD + 1), &out),
                     ERR_LIMIT);
    assert_int_equal(vault_seal(v, ADA, FIELD_WATCH, span_of(zeroes, LIMIT_FIELD), &out), ERR_OK);
    AUTO(buf) struct buf small = {.max = VAULT_OVERHEAD + 1};
    assert_int_equal(vault_seal(v, ADA, FIELD_WATCH, span_of(zeroes, 2), &small), ERR_LIMIT);
}

static void keys_of_many_people_make_room_for_each_other(void **state)
{
    AUTO(vault_close) struct vault *v = opened(*state);
    enum { MANY = LIMIT_KEY_CACHE * 3 };
    static uint8_t wrapped[MANY][VAULT_WRAPPED];
    for (int64_t user = 0; user < MANY; user++) {
        vault_user_make(v, user + 1, wrapped[user]);
        assert_true(vault_user_ready(v, user + 1));
    }
    size_t ready = 0;
    for (int64_t user = 0; user < MANY; user++) {
        ready += vault_user_ready(v, user + 1) ? 1 : 0;
    }
    assert_true(ready <= LIMIT_KEY_CACHE);
    assert_true(ready > LIMIT_KEY_CACHE / 2);
    for (int64_t user = 0; user < MANY; user++) {
        assert_int_equal(vault_user_load(v, user + 1, span_of(wrapped[user], VAULT_WRAPPED)),
                         ERR_OK);
    }
}

static void put_key_file(const struct place *place, const uint8_t *bytes, size_t len, mode_t mode)
{
    (void)unlinkat(place->dir_fd, "region.key", 0);
    AUTO(fd_close) int fd = openat(place->dir_fd, "region.key", O_WRONLY | O_CREAT | O_EXCL, mode);
    assert_true(fd >= 0);
    assert_int_equal(file_write_all(fd, span_of(bytes, len)), ERR_OK);
    assert_int_equal(fchmod(fd, mode), 0);
}

static void the_key_file_is_private_and_is_checked(void **state)
{
    struct place *place = *state;
    vault_close(opened(place));
    struct stat st = {0};
    assert_int_equal(fstatat(place->dir_fd, "region.key", &st, 0), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    AUTO(buf) struct buf file = {.max = 100};
    assert_int_equal(file_read_all(place->dir_fd, "region.key", &file), ERR_OK);
    assert_int_equal(file.len, KEY_FILE);
    struct vault *none = NULL;
    for (size_t at = 0; at < KEY_FILE; at++) {
        file.ptr[at] ^= 1;
        put_key_file(place, file.ptr, KEY_FILE, 0600);
        assert_int_equal(open_as(place, "a.example", 0, &none), ERR_FORMAT);
        file.ptr[at] ^= 1;
    }
    put_key_file(place, file.ptr, KEY_FILE - 1, 0600);
    assert_int_equal(open_as(place, "a.example", 0, &none), ERR_FORMAT);
    static uint8_t longer[KEY_FILE + 1];
    memcpy(longer, file.ptr, KEY_FILE);
    put_key_file(place, longer, sizeof(longer), 0600);
    assert_int_equal(open_as(place, "a.example", 0, &none), ERR_FORMAT);
    put_key_file(place, file.ptr, KEY_FILE, 0640);
    assert_int_equal(open_as(place, "a.example", 0, &none), ERR_DENIED);
    put_key_file(place, file.ptr, KEY_FILE, 0600);
    vault_close(opened(place));
    assert_null(none);
}

/* The vault that the vectors were made for. */
static struct vault *of_vectors(const struct place *place)
{
    put_key_file(place, vector_region_key, sizeof(vector_region_key), 0600);
    struct vault *v = NULL;
    assert_int_equal(open_as(place, "a.example", 77, &v), ERR_OK);
    struct span wrapped = span_of(vector_wrapped, sizeof(vector_wrapped));
    assert_int_equal(vault_user_load(v, ADA, wrapped), ERR_OK);
    return v;
}

static void what_others_sealed_after_the_formats_opens_in_both_forms(void **state)
{
    AUTO(vault_close) struct vault *v = of_vectors(*state);
    const struct span good[] = {span_of(vector_field, sizeof(vector_field)),
                                span_of(vector_field_form_1, sizeof(vector_field_form_1))};
    for (size_t i = 0; i < 2; i++) {
        AUTO(buf) struct buf plain = {.max = 100};
        assert_int_equal(vault_unseal(v, ADA, FIELD_WATCH, good[i], &plain), ERR_OK);
        assert_true(span_is(buf_span(&plain), "kept from before"));
        for (size_t len = 0; len < good[i].len; len++) {
            assert_int_not_equal(unseal(v, ADA, span_of(good[i].ptr, len)), ERR_OK);
        }
    }
    assert_true(VAULT_OVERHEAD <= 56);
}

static void what_was_sealed_for_something_else_is_refused_whatever_it_claims(void **state)
{
    AUTO(vault_close) struct vault *v = of_vectors(*state);
    for (size_t i = 0; i < sizeof(vector_lies) / sizeof(vector_lies[0]); i++) {
        enum err err = unseal(v, ADA, span_of(vector_lies[i].bytes, vector_lies[i].len));
        if (err == ERR_OK) {
            fail_msg("%s was opened", vector_lies[i].what);
        }
    }
}

static void an_older_version_of_a_field_opens_and_a_newer_one_does_not(void **state)
{
    AUTO(vault_close) struct vault *v = of_vectors(*state);
    struct span first = span_of(vector_field, sizeof(vector_field));
    struct span second = span_of(vector_field_version_2, sizeof(vector_field_version_2));
    AUTO(buf) struct buf sealed = {.max = 200};
    assert_int_equal(unseal(v, ADA, second), ERR_DENIED);
    watch_version = 2;
    enum err old = unseal(v, ADA, first);
    enum err new = unseal(v, ADA, second);
    enum err made = vault_seal(v, ADA, FIELD_WATCH, span_text("x"), &sealed);
    watch_version = 0;
    assert_int_equal(old, ERR_OK);
    assert_int_equal(new, ERR_OK);
    assert_int_equal(made, ERR_OK);
    assert_int_equal(sealed.ptr[10], 2);
    assert_int_equal(unseal(v, ADA, buf_span(&sealed)), ERR_DENIED);
}

static void the_regions_key_is_replaced_while_fields_are_sealed_and_opened(void **state)
{
    struct place *place = *state;
    AUTO(vault_close) struct vault *v = opened(place);
    uint8_t ada[VAULT_WRAPPED];
    uint8_t ben[VAULT_WRAPPED];
    uint8_t moved[VAULT_WRAPPED] = {0};
    bool changed = false;
    AUTO(buf) struct buf sealed = {0};
    vault_user_make(v, ADA, ada);
    seal_text(v, ADA, "before", &sealed);
    int64_t before = vault_key_id(v);
    /* a second name of the old file, to see what became of its bytes */
    assert_int_equal(linkat(place->dir_fd, "region.key", place->dir_fd, "kept", 0), 0);
    assert_int_equal(vault_retire(v), ERR_CONFLICT);
    assert_int_equal(vault_rotate(v), ERR_OK);
    assert_int_equal(vault_rotate(v), ERR_CONFLICT);
    assert_int_equal(vault_old_id(v), before);
    assert_int_not_equal(vault_key_id(v), before);
    vault_user_make(v, BEN, ben); /* with the new key already */
    assert_int_equal(vault_rewrap(v, BEN, span_of(ben, sizeof(ben)), moved, &changed), ERR_OK);
    assert_false(changed);
    vault_user_forget(v, ADA);
    assert_int_equal(vault_user_load(v, ADA, span_of(ada, sizeof(ada))), ERR_OK);
    assert_int_equal(unseal(v, ADA, buf_span(&sealed)), ERR_OK);
    assert_int_equal(vault_rewrap(v, BEN, span_of(ada, sizeof(ada)), moved, &changed), ERR_DENIED);
    assert_int_equal(vault_rewrap(v, ADA, span_of(ada, sizeof(ada)), moved, &changed), ERR_OK);
    assert_true(changed);
    assert_int_equal(vault_retire(v), ERR_OK);
    assert_int_equal(vault_old_id(v), 0);
    assert_int_equal(vault_user_load(v, ADA, span_of(ada, sizeof(ada))), ERR_DENIED);
    assert_int_equal(vault_user_load(v, ADA, span_of(moved, sizeof(moved))), ERR_OK);
    assert_int_equal(unseal(v, ADA, buf_span(&sealed)), ERR_OK);
    assert_int_equal(faccessat(place->dir_fd, "region-next.key", F_OK, 0), -1);
    AUTO(buf) struct buf kept = {.max = 100};
    static const uint8_t zeroes[KEY_FILE];
    assert_int_equal(file_read_all(place->dir_fd, "kept", &kept), ERR_OK);
    assert_true(span_equal(buf_span(&kept), span_of(zeroes, sizeof(zeroes))));
    assert_int_equal(unlinkat(place->dir_fd, "kept", 0), 0);
    AUTO(vault_close) struct vault *again = NULL;
    assert_int_equal(open_as(place, "a.example", vault_key_id(v), &again), ERR_OK);
    assert_int_equal(open_as(place, "a.example", before, &again), ERR_CONFLICT);
}

static void a_hash_stays_the_same_through_a_restart_and_a_new_region_key(void **state)
{
    uint8_t wrapped[VAULT_WRAPPED];
    uint8_t before[VAULT_MAC];
    uint8_t after[VAULT_MAC];
    struct vault *v = opened(*state);
    vault_mac_make(v);
    vault_mac(v, "a use", span_text("x"), before);
    assert_int_equal(vault_rotate(v), ERR_OK);
    assert_int_equal(vault_mac_wrap(v, wrapped), ERR_OK);
    assert_int_equal(vault_retire(v), ERR_OK);
    int64_t key_id = vault_key_id(v);
    vault_close(v);
    AUTO(vault_close) struct vault *again = NULL;
    assert_int_equal(open_as(*state, "a.example", key_id, &again), ERR_OK);
    assert_int_equal(vault_mac_load(again, span_of(wrapped, sizeof(wrapped))), ERR_OK);
    vault_mac(again, "a use", span_text("x"), after);
    assert_memory_equal(before, after, VAULT_MAC);
    vault_mac(again, "another use", span_text("x"), after);
    assert_memory_not_equal(before, after, VAULT_MAC);
    vault_mac_make(again); /* what another key hashes is something else */
    vault_mac(again, "a use", span_text("x"), after);
    assert_memory_not_equal(before, after, VAULT_MAC);
}

static void a_hash_key_that_was_changed_or_is_a_persons_is_refused(void **state)
{
    uint8_t wrapped[VAULT_WRAPPED];
    AUTO(vault_close) struct vault *v = opened(*state);
    vault_user_make(v, ADA, wrapped);
    assert_int_equal(vault_mac_load(v, span_of(wrapped, sizeof(wrapped))), ERR_DENIED);
    vault_mac_make(v);
    assert_int_equal(vault_mac_wrap(v, wrapped), ERR_OK);
    assert_int_equal(vault_user_load(v, ADA, span_of(wrapped, sizeof(wrapped))), ERR_DENIED);
    assert_int_equal(vault_user_load(v, 0, span_of(wrapped, sizeof(wrapped))), ERR_FORMAT);
    for (size_t i = 0; i < sizeof(wrapped); i++) {
        wrapped[i] ^= 1;
        assert_int_equal(vault_mac_load(v, span_of(wrapped, sizeof(wrapped))),
                         i == 0 ? ERR_FORMAT : ERR_DENIED);
        wrapped[i] ^= 1;
    }
    assert_int_equal(vault_mac_load(v, span_of(wrapped, sizeof(wrapped) - 1)), ERR_FORMAT);
    assert_int_equal(vault_mac_load(v, span_of(wrapped, sizeof(wrapped))), ERR_OK);
}

/* Every state that a rotation can be interrupted in, as its files are then. */
static void an_interrupted_rotation_is_ended_or_goes_on(void **state)
{
    struct place *place = *state;
    struct vault *v = opened(place);
    AUTO(buf) struct buf old = {.max = 100};
    static const uint8_t zeroes[KEY_FILE];
    uint8_t ada[VAULT_WRAPPED];
    int64_t before = vault_key_id(v);
    vault_user_make(v, ADA, ada);
    assert_int_equal(file_read_all(place->dir_fd, "region.key", &old), ERR_OK);
    assert_int_equal(vault_rotate(v), ERR_OK);
    int64_t after = vault_key_id(v);
    vault_close(v);
    /* while keys are rewrapped: both are there */
    assert_int_equal(open_as(place, "a.example", after, &v), ERR_OK);
    assert_int_equal(vault_old_id(v), before);
    assert_int_equal(vault_user_load(v, ADA, span_of(ada, sizeof(ada))), ERR_OK);
    vault_close(v);
    struct vault *none = NULL;
    assert_int_equal(open_as(place, "a.example", 5, &none), ERR_CONFLICT);
    assert_int_equal(open_as(place, "a.example", 0, &none), ERR_CONFLICT);
    /* a damaged key that is needed yet */
    put_key_file(place, old.ptr, KEY_FILE - 1, 0600);
    assert_int_equal(open_as(place, "a.example", after, &none), ERR_FORMAT);
    /* the old one overwritten, the new one not renamed */
    put_key_file(place, zeroes, KEY_FILE, 0600);
    assert_int_equal(open_as(place, "a.example", after, &v), ERR_OK);
    assert_int_equal(vault_old_id(v), 0);
    assert_int_equal(faccessat(place->dir_fd, "region-next.key", F_OK, 0), -1);
    /* before the caller stored the new id: it wrapped nothing, and is destroyed */
    assert_int_equal(vault_rotate(v), ERR_OK);
    vault_close(v);
    assert_int_equal(open_as(place, "a.example", after, &v), ERR_OK);
    assert_int_equal(vault_key_id(v), after);
    assert_int_equal(vault_old_id(v), 0);
    assert_int_equal(faccessat(place->dir_fd, "region-next.key", F_OK, 0), -1);
    vault_close(v);
    /* while that was destroyed: overwritten, not removed */
    put_key_file(place, zeroes, KEY_FILE, 0600);
    assert_int_equal(open_as(place, "a.example", after, &none), ERR_FORMAT);
    assert_null(none);
}

static void a_key_that_must_be_there_is_never_made_anew(void **state)
{
    struct place *place = *state;
    struct vault *v = opened(place);
    int64_t key_id = vault_key_id(v);
    assert_true(key_id > 0);
    vault_close(v);
    struct vault *none = NULL;
    assert_int_equal(open_as(place, "a.example", key_id + 1, &none), ERR_CONFLICT);
    assert_int_equal(unlinkat(place->dir_fd, "region.key", 0), 0);
    assert_int_equal(open_as(place, "a.example", key_id, &none), ERR_NOT_FOUND);
    assert_int_equal(faccessat(place->dir_fd, "region.key", F_OK, 0), -1);
}

/* As root the lock is not limited (CAP_IPC_LOCK): the test then steps down for a moment. Skipped
 * where a sanitizer has made mlock do nothing. */
static void without_locked_memory_there_is_no_vault(void **state)
{
    struct place *place = *state;
    struct rlimit old = {0};
    assert_int_equal(getrlimit(RLIMIT_MEMLOCK, &old), 0);
    bool root = geteuid() == 0;
    if (root) {
        assert_int_equal(fchown(place->dir_fd, 65534, 65534), 0);
        assert_int_equal(seteuid(65534), 0);
    }
    assert_int_equal(setrlimit(RLIMIT_MEMLOCK, &(struct rlimit){0, old.rlim_max}), 0);
    static uint8_t page[1];
    bool limited = mlock(page, sizeof(page)) != 0;
    struct vault *v = NULL;
    enum err err = open_as(place, "a.example", 0, &v);
    assert_int_equal(setrlimit(RLIMIT_MEMLOCK, &old), 0);
    if (root) {
        assert_int_equal(seteuid(0), 0);
    }
    vault_close(v);
    if (!limited) {
        (void)printf("SKIPPED: memory can be locked without a limit\n");
        skip();
    }
    assert_int_equal(err, ERR_DENIED);
    assert_null(v);
}

static void a_secret_is_wiped_with_its_scope(void **state)
{
    (void)state;
    struct secret s = {0};
    assert_int_equal(secret_set(&s, span_text("correct horse")), ERR_OK);
    assert_true(span_is(secret_span(&s), "correct horse"));
    static const uint8_t longer[LIMIT_PASSWORD + 1];
    assert_int_equal(secret_set(&s, span_of(longer, sizeof(longer))), ERR_LIMIT);
    assert_true(span_is(secret_span(&s), "correct horse"));
    secret_auto(&s);
    static const struct secret empty;
    assert_memory_equal(&s, &empty, sizeof(s));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_field_opens_for_its_owner, make_place, drop_place),
        cmocka_unit_test_setup_teardown(sealing_twice_gives_different_bytes, make_place,
                                        drop_place),
        cmocka_unit_test_setup_teardown(keys_come_back_after_a_restart, make_place, drop_place),
        cmocka_unit_test_setup_teardown(another_persons_field_is_refused, make_place, drop_place),
        cmocka_unit_test_setup_teardown(the_same_key_under_another_name_is_refused, make_place,
                                        drop_place),
        cmocka_unit_test_setup_teardown(a_field_that_is_not_in_the_map_is_refused, make_place,
                                        drop_place),
        cmocka_unit_test_setup_teardown(one_field_does_not_open_as_another, make_place, drop_place),
        cmocka_unit_test_setup_teardown(every_flipped_bit_and_every_truncation_is_refused,
                                        make_place, drop_place),
        cmocka_unit_test_setup_teardown(a_field_over_its_limit_is_refused, make_place, drop_place),
        cmocka_unit_test_setup_teardown(keys_of_many_people_make_room_for_each_other, make_place,
                                        drop_place),
        cmocka_unit_test_setup_teardown(the_key_file_is_private_and_is_checked, make_place,
                                        drop_place),
        cmocka_unit_test_setup_teardown(a_key_that_must_be_there_is_never_made_anew, make_place,
                                        drop_place),
        cmocka_unit_test_setup_teardown(without_locked_memory_there_is_no_vault, make_place,
                                        drop_place),
        cmocka_unit_test_setup_teardown(what_others_sealed_after_the_formats_opens_in_both_forms,
                                        make_place, drop_place),
        cmocka_unit_test_setup_teardown(
            what_was_sealed_for_something_else_is_refused_whatever_it_claims, make_place,
            drop_place),
        cmocka_unit_test_setup_teardown(an_older_version_of_a_field_opens_and_a_newer_one_does_not,
                                        make_place, drop_place),
        cmocka_unit_test_setup_teardown(
            the_regions_key_is_replaced_while_fields_are_sealed_and_opened, make_place, drop_place),
        cmocka_unit_test_setup_teardown(
            a_hash_stays_the_same_through_a_restart_and_a_new_region_key, make_place, drop_place),
        cmocka_unit_test_setup_teardown(a_hash_key_that_was_changed_or_is_a_persons_is_refused,
                                        make_place, drop_place),
        cmocka_unit_test_setup_teardown(an_interrupted_rotation_is_ended_or_goes_on, make_place,
                                        drop_place),
        cmocka_unit_test(a_secret_is_wiped_with_its_scope),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
