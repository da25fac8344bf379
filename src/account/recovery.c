#include "account_recovery.h"

#include "base_id.h"

#include <string.h>

/* Without i, l, o and u: nothing looks like a digit, and few words come about. */
static const char letters[] = "0123456789abcdefghjkmnpqrstvwxyz";

enum { SYMBOLS = 20, GROUP = 5, LETTERS = 32 };

_Static_assert(sizeof(letters) - 1 == LETTERS, "five bits for each");
_Static_assert(SYMBOLS + SYMBOLS / GROUP - 1 == ACCOUNT_CODE, "the groups and their dashes");

static const char sql_clear[] = "DELETE FROM recovery WHERE account_id = $1";
static const char sql_put[] = "INSERT INTO recovery (account_id, code_hash) VALUES ($1, $2)";
static const char sql_use[] = "DELETE FROM recovery WHERE account_id = $1 AND code_hash = $2";

static void code_hash(const struct vault *vault, int64_t user, const char symbols[SYMBOLS],
                      uint8_t out_hash[VAULT_MAC])
{
    AUTO(secret) struct secret bound = {.len = sizeof(user) + SYMBOLS};
    memcpy(bound.bytes, &user, sizeof(user));
    memcpy(bound.bytes + sizeof(user), symbols, SYMBOLS);
    vault_mac(vault, "vitrine recovery code 1", secret_span(&bound), out_hash);
}

static enum err code_query(struct db *db, const char *sql, int64_t user,
                           const uint8_t hash[VAULT_MAC], int64_t *out_changes)
{
    AUTO(db_query) struct db_query q = {0};
    TRY(db_query_start(db, sql, &q));
    db_bind_i64(&q, 1, user);
    db_bind_blob(&q, 2, span_of(hash, VAULT_MAC));
    return db_step_done(&q, out_changes);
}

static void code_write(const char symbols[SYMBOLS], char out_text[ACCOUNT_CODE + 1])
{
    size_t at = 0;
    for (size_t i = 0; i < SYMBOLS; i++) {
        if (i > 0 && i % GROUP == 0) {
            out_text[at++] = '-';
        }
        out_text[at++] = symbols[i];
    }
    out_text[at] = '\0';
}

static enum err code_read(struct span text, char out_symbols[SYMBOLS])
{
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = (char)text.ptr[i];
        if (c == '-' || c == ' ') {
            continue;
        }
        c = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
        c = c == 'o' ? '0' : c == 'i' || c == 'l' ? '1' : c;
        if (count == SYMBOLS || c == '\0' || strchr(letters, c) == NULL) {
            return ERR_DENIED;
        }
        out_symbols[count++] = c;
    }
    return count == SYMBOLS ? ERR_OK : ERR_DENIED;
}

enum err account_recovery_make(struct db *db, struct vault *vault, int64_t user,
                               struct account_codes *out_codes)
{
    AUTO(db_query) struct db_query clear = {0};
    TRY(db_query_start(db, sql_clear, &clear));
    db_bind_i64(&clear, 1, user);
    TRY(db_step_done(&clear, NULL));
    for (size_t i = 0; i < LIMIT_RECOVERY_CODES; i++) {
        AUTO(secret) struct secret symbols = {.len = SYMBOLS};
        random_fill(symbols.bytes, SYMBOLS);
        for (size_t k = 0; k < SYMBOLS; k++) {
            symbols.bytes[k] = (uint8_t)letters[symbols.bytes[k] % LETTERS];
        }
        uint8_t hash[VAULT_MAC];
        code_hash(vault, user, (const char *)symbols.bytes, hash);
        TRY(code_query(db, sql_put, user, hash, NULL));
        code_write((const char *)symbols.bytes, out_codes->text[i]);
    }
    return ERR_OK;
}

enum err account_recovery_use(struct db *db, struct vault *vault, int64_t user, struct span code)
{
    AUTO(secret) struct secret symbols = {.len = SYMBOLS};
    TRY(code_read(code, (char *)symbols.bytes));
    uint8_t hash[VAULT_MAC];
    code_hash(vault, user, (const char *)symbols.bytes, hash);
    int64_t changed = 0;
    TRY(code_query(db, sql_use, user, hash, &changed));
    return changed == 1 ? ERR_OK : ERR_DENIED;
}
