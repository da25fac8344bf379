/* test_digest.c: SHA-256 against the standard's vectors, in one piece, in parts, from a file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base_file.h"
#include "base_text.h"
#include "digest.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

static void expect(const uint8_t digest[DIGEST_SIZE], const char *hex)
{
    uint8_t want[DIGEST_SIZE];
    assert_int_equal(text_unhex(span_text(hex), want, sizeof(want)), ERR_OK);
    assert_memory_equal(digest, want, DIGEST_SIZE);
}

static const char *const abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

static void digest_of_known_texts(void **state)
{
    (void)state;
    uint8_t out[DIGEST_SIZE];
    digest_of(span_text(""), out);
    expect(out, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    digest_of(span_text("abc"), out);
    expect(out, abc);
    digest_of(span_text("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"), out);
    expect(out, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

static void parts_are_joined(void **state)
{
    (void)state;
    uint8_t out[DIGEST_SIZE];
    struct span parts[] = {span_text("a"), span_text(""), span_of(NULL, 0), span_text("bc")};
    digest_parts(parts, 4, out);
    expect(out, abc);
    digest_parts(NULL, 0, out);
    expect(out, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

static void pieces_add_up_and_start_again(void **state)
{
    (void)state;
    AUTO(digest_free) struct digest *d = NULL;
    assert_int_equal(digest_new(&d), ERR_OK);
    uint8_t out[DIGEST_SIZE];
    char thousand[1000];
    memset(thousand, 'a', sizeof(thousand));
    for (int i = 0; i < 1000; i++) {
        digest_add(d, span_of(thousand, sizeof(thousand)));
    }
    digest_take(d, out);
    expect(out, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    digest_add(d, span_text("abc"));
    digest_take(d, out);
    expect(out, abc);
}

static void file_is_hashed_from_its_start(void **state)
{
    (void)state;
    AUTO(fd_close) int fd = memfd_create("digest", MFD_CLOEXEC);
    assert_true(fd >= 0);
    assert_int_equal(file_write_all(fd, span_text("abc")), ERR_OK);
    uint8_t out[DIGEST_SIZE];
    assert_int_equal(digest_fd(fd, out), ERR_OK);
    expect(out, abc);
    assert_int_equal(lseek(fd, 0, SEEK_CUR), 3);
    memset(out, 7, sizeof(out));
    assert_int_equal(digest_fd(-1, out), ERR_IO);
    assert_int_equal(out[0], 7);
}

static void *hash_much(void *out)
{
    digest_of(span_text("abc"), out);
    for (int i = 0; i < 2000; i++) {
        uint8_t next[DIGEST_SIZE];
        digest_of(span_of(out, DIGEST_SIZE), next);
        memcpy(out, next, sizeof(next));
    }
    return NULL;
}

static void threads_do_not_disturb_each_other(void **state)
{
    (void)state;
    enum { THREADS = 4 };
    pthread_t threads[THREADS];
    uint8_t outs[THREADS][DIGEST_SIZE];
    uint8_t alone[DIGEST_SIZE];
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_create(&threads[i], NULL, hash_much, outs[i]), 0);
    }
    (void)hash_much(alone);
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(threads[i], NULL), 0);
        assert_memory_equal(outs[i], alone, DIGEST_SIZE);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(digest_of_known_texts),
        cmocka_unit_test(parts_are_joined),
        cmocka_unit_test(pieces_add_up_and_start_again),
        cmocka_unit_test(file_is_hashed_from_its_start),
        cmocka_unit_test(threads_do_not_disturb_each_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
