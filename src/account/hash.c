#include "account_hash.h"

#include <sodium.h>
#include <stdio.h>

enum { HASH_PASSES = 2, HASH_MEMORY = 19 * 1024 * 1024 };

_Static_assert(ACCOUNT_HASH == crypto_pwhash_STRBYTES, "the library's own size");

/* The parameters above and a made-up result: no password is known that gives it. */
const struct account_hash account_hash_nobody = {
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA"
    "$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"};

enum err account_hash_make(const struct secret *password, struct account_hash *out_hash)
{
    struct account_hash hash = {{0}};
    if (crypto_pwhash_str_alg(hash.text, (const char *)password->bytes, password->len, HASH_PASSES,
                              HASH_MEMORY, crypto_pwhash_ALG_ARGON2ID13) != 0) {
        return ERR_NOMEM;
    }
    *out_hash = hash;
    return ERR_OK;
}

enum err account_hash_check(const struct account_hash *hash, const struct secret *password)
{
    int same = crypto_pwhash_str_verify(hash->text, (const char *)password->bytes, password->len);
    return same == 0 ? ERR_OK : ERR_DENIED;
}

bool account_hash_is_old(const struct account_hash *hash)
{
    unsigned long kib = 0;
    unsigned long passes = 0;
    if (sscanf(hash->text, "$argon2id$v=19$m=%lu,t=%lu,", &kib, &passes) != 2) {
        return true;
    }
    return kib < HASH_MEMORY / 1024 || passes < HASH_PASSES;
}
