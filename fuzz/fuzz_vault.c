/*
 * fuzz_vault.c: the two sealed forms of src/vault/seal.c. The first byte chooses: the rest is taken
 * as a sealed field, as a wrapped key, or as a difference (exclusive or) to a good one of either.
 * The law: only the good one opens.
 */
#include "base_limits.h"
#include "datamap_field.h"
#include "vault.h"

#include <assert.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { USER = 7, PLAIN = 20, SEALED = PLAIN + VAULT_OVERHEAD };

static struct vault *vault;
static uint8_t wrapped[VAULT_WRAPPED];
static uint8_t sealed[SEALED];

static void start(void)
{
    char folder[] = "/tmp/fuzz_vault.XXXXXX";
    if (mkdtemp(folder) == NULL) {
        abort();
    }
    int dir = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    struct vault_config config = {.dir_fd = dir, .origin = "fuzz.example"};
    struct vault_problem problem = {{0}};
    AUTO(buf) struct buf out = {.max = SEALED};
    static const uint8_t plain[PLAIN];
    if (vault_open(&config, &vault, &problem) != ERR_OK) {
        abort();
    }
    vault_user_make(vault, USER, wrapped);
    if (vault_seal(vault, USER, FIELD_WATCH, span_of(plain, PLAIN), &out) != ERR_OK) {
        abort();
    }
    memcpy(sealed, out.ptr, SEALED);
    (void)unlinkat(dir, "region.key", 0);
    (void)close(dir);
    (void)rmdir(folder);
}

static void try_field(struct span in)
{
    AUTO(buf) struct buf out = {.max = LIMIT_MESSAGE};
    enum err err = vault_unseal(vault, USER, FIELD_WATCH, in, &out);
    bool good = span_equal(in, span_of(sealed, SEALED));
    assert((err == ERR_OK) == good);
    assert(good || out.len == 0);
}

static void try_key(struct span in)
{
    enum err err = vault_user_load(vault, USER, in);
    bool good = span_equal(in, span_of(wrapped, VAULT_WRAPPED));
    assert((err == ERR_OK) == good);
    err = vault_user_load(vault, USER, span_of(wrapped, VAULT_WRAPPED));
    assert(err == ERR_OK);
}

static void mix(uint8_t *out, const uint8_t *good, size_t len, struct span difference)
{
    memcpy(out, good, len);
    for (size_t i = 0; i < difference.len; i++) {
        out[i % len] ^= difference.ptr[i];
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (vault == NULL) {
        start();
    }
    if (size == 0) {
        return 0;
    }
    struct span rest = span_of(data + 1, size - 1);
    uint8_t field[SEALED];
    uint8_t key[VAULT_WRAPPED];
    mix(field, sealed, SEALED, rest);
    mix(key, wrapped, VAULT_WRAPPED, rest);
    switch (data[0] % 4) {
    case 0:
        try_field(rest);
        break;
    case 1:
        try_key(rest);
        break;
    case 2:
        try_field(span_of(field, SEALED));
        break;
    default:
        try_key(span_of(key, VAULT_WRAPPED));
        break;
    }
    return 0;
}
