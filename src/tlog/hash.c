#include "tlog_hash.h"

#include "digest.h"

#include <assert.h>
#include <string.h>

static const uint8_t leaf_prefix[] = {0};
static const uint8_t node_prefix[] = {1};

void tlog_leaf(struct span entry, struct tlog_hash *out_hash)
{
    struct span parts[] = {{leaf_prefix, 1}, entry};
    digest_parts(parts, 2, out_hash->bytes);
}

void tlog_node(const struct tlog_hash *left, const struct tlog_hash *right,
               struct tlog_hash *out_hash)
{
    struct span parts[] = {{node_prefix, 1}, tlog_hash_span(left), tlog_hash_span(right)};
    digest_parts(parts, 3, out_hash->bytes);
}

void tlog_empty(struct tlog_hash *out_hash)
{
    digest_parts(NULL, 0, out_hash->bytes);
}

bool tlog_hash_equal(const struct tlog_hash *a, const struct tlog_hash *b)
{
    return memcmp(a->bytes, b->bytes, TLOG_HASH_SIZE) == 0;
}

struct span tlog_hash_span(const struct tlog_hash *hash)
{
    return span_of(hash->bytes, TLOG_HASH_SIZE);
}

/* Pairs from the left, an odd last one goes up as it is: the same tree as splitting from the top.
 */
void tlog_fold(const struct tlog_hash *hashes, size_t count, struct tlog_hash *out_root)
{
    assert(count > 0);
    assert(count <= TLOG_FOLD_MAX);
    struct tlog_hash row[TLOG_FOLD_MAX];
    memcpy(row, hashes, count * sizeof(row[0]));
    while (count > 1) {
        for (size_t i = 0; i + 1 < count; i += 2) {
            tlog_node(&row[i], &row[i + 1], &row[i / 2]);
        }
        if (count % 2 != 0) {
            row[count / 2] = row[count - 1];
        }
        count = (count + 1) / 2;
    }
    *out_root = row[0];
}
