/* A policy that decodes refers only to what stands before; no key is there twice; asking it is
 * safe. */
#include "tlog_policy.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char signed_by_nobody[] = "n\n0\n\n\xe2\x80\x94 n AAAAAAE=\n";
    static struct tlog_policy p;
    struct tlog_note note;
    unsigned line = 0;
    unsigned witnesses = 0;
    if (tlog_policy_decode(span_of(data, size), &p, &line) != ERR_OK) {
        return 0;
    }
    for (size_t i = 0; i < p.node_count && i < TLOG_POLICY_NODES; i++) {
        const struct tlog_policy_node *node = &p.nodes[i];
        assert(node->members >> i == 0);
        assert(node->threshold <= (unsigned)__builtin_popcountll(node->members));
        for (size_t k = 0; k < i && node->threshold == 0; k++) {
            assert(p.nodes[k].threshold > 0 ||
                   memcmp(p.nodes[k].vkey.key, node->vkey.key, TLOG_KEY_SIZE) != 0);
        }
    }
    assert(!p.has_quorum || p.quorum < p.node_count);
    assert(tlog_note_decode(span_text(signed_by_nobody), &note) == ERR_OK);
    enum err err = tlog_policy_check(&p, &note, &witnesses, NULL);
    assert(err == (p.has_quorum ? ERR_NOT_FOUND : ERR_OK));
    assert(witnesses == 0);
    return 0;
}
