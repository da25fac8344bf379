/*
 * test_tlog_vectors.c: the proof vectors of transparency-dev/merkle (JSON), valid and invalid. They
 * are no part of this repository: the test reads them from $VITRINE_VECTORS, else from
 * ../shared/vectors/merkle beside the checkout, and says so if there are none.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base_text.h"
#include "tlog_proof.h"

#include <ftw.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MINIMUM = 190 }; /* of 196; fewer were found: the folder is not what it was */

static struct {
    unsigned seen;
    unsigned refused;
    unsigned wrong;
} tally;

/* A hash of another length can't be put into the structs at all: that is a refusal. */
static bool hash_of(const json_t *value, size_t least, struct tlog_hash *out)
{
    AUTO(buf) struct buf bytes = {.max = 64};
    memset(out, 0, sizeof(*out));
    if (!json_is_string(value) ||
        text_unbase64(span_text(json_string_value(value)), &bytes) != ERR_OK || bytes.len < least ||
        bytes.len > sizeof(out->bytes)) {
        return false;
    }
    memcpy(out->bytes, bytes.ptr, bytes.len);
    return true;
}

static bool proof_of(const json_t *list, struct tlog_proof *out)
{
    *out = (struct tlog_proof){.count = 0};
    for (size_t i = 0; i < json_array_size(list); i++) {
        if (i == TLOG_PROOF_MAX ||
            !hash_of(json_array_get(list, i), TLOG_HASH_SIZE, &out->hashes[i])) {
            return false;
        }
        out->count++;
    }
    return true;
}

/* All numbers are read as reals; the one beyond 2^63 is 2^64 - 1. */
static uint64_t number_of(const json_t *root, const char *key)
{
    double value = json_real_value(json_object_get(root, key));
    return value >= 0x1p63 ? UINT64_MAX : (uint64_t)value;
}

static bool inclusion_accepted(const json_t *v)
{
    struct tlog_proof proof;
    struct tlog_hash leaf;
    struct tlog_hash root;
    return hash_of(json_object_get(v, "root"), TLOG_HASH_SIZE, &root) &&
           hash_of(json_object_get(v, "leafHash"), TLOG_HASH_SIZE, &leaf) &&
           proof_of(json_object_get(v, "proof"), &proof) &&
           tlog_inclusion_check(&proof, number_of(v, "leafIdx"), number_of(v, "treeSize"), &leaf,
                                &root) == ERR_OK;
}

/* One valid vector has "don't care" roots of 14 bytes: those are padded with zeros, so that equal
 * ones stay equal. */
static bool consistency_accepted(const json_t *v)
{
    struct tlog_proof proof;
    struct tlog_growth g = {.old_size = number_of(v, "size1"), .new_size = number_of(v, "size2")};
    return hash_of(json_object_get(v, "root1"), 1, &g.old_root) &&
           hash_of(json_object_get(v, "root2"), 1, &g.new_root) &&
           proof_of(json_object_get(v, "proof"), &proof) &&
           tlog_consistency_check(&proof, &g) == ERR_OK;
}

static int one_file(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st;
    (void)ftw;
    size_t len = strlen(path);
    if (type != FTW_F || len < 5 || strcmp(path + len - 5, ".json") != 0) {
        return 0;
    }
    json_t *v = json_load_file(path, JSON_DECODE_INT_AS_REAL, NULL);
    assert_non_null(v);
    bool refuse = json_is_true(json_object_get(v, "wantErr"));
    bool accepted =
        json_object_get(v, "size1") != NULL ? consistency_accepted(v) : inclusion_accepted(v);
    tally.seen++;
    tally.refused += refuse ? 1 : 0;
    if (accepted == refuse) {
        tally.wrong++;
        (void)printf("wrong answer: %s (%s)\n", path, accepted ? "accepted" : "refused");
    }
    json_decref(v);
    return 0;
}

static void every_vector_gets_its_answer(void **state)
{
    (void)state;
    char path[4096] = "";
    const char *given = getenv("VITRINE_VECTORS");
    const char *source = getenv("VITRINE_SOURCE");
    if (given != NULL) {
        (void)snprintf(path, sizeof(path), "%s", given);
    } else if (source != NULL) {
        (void)snprintf(path, sizeof(path), "%s/../shared/vectors/merkle", source);
    }
    if (given == NULL && access(path, R_OK) != 0) {
        (void)printf("SKIPPED: no merkle vectors in \"%s\"; set VITRINE_VECTORS to their folder\n",
                     path);
        skip();
    }
    assert_int_equal(nftw(path, one_file, 8, FTW_PHYS), 0);
    (void)printf("%u vectors, %u of them to be refused, %u wrong\n", tally.seen, tally.refused,
                 tally.wrong);
    assert_int_equal(tally.wrong, 0);
    assert_true(tally.seen >= MINIMUM);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_vector_gets_its_answer)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
