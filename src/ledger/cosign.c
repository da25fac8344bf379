/* cosign.c: the signatures of others on what this ledger has signed. */
#include "base_limits.h"
#include "inside.h"
#include "ledger.h"
#include "publish.h"
#include "tlog_proof.h"

#include <errno.h>
#include <unistd.h>

struct span ledger_note(const struct ledger *l)
{
    return buf_span(&l->note);
}

enum err ledger_growth(struct ledger *l, uint64_t old_size, uint64_t size,
                       struct tlog_proof *out_proof)
{
    struct tlog_source source = {.context = l, .read = open_read_tile};
    *out_proof = (struct tlog_proof){.count = 0};
    return old_size == 0 || old_size == size
               ? ERR_OK
               : tlog_consistency_make(&source, old_size, size, out_proof);
}

/* The note must be one that this ledger signed; only its own tree's goes in place of the
 * checkpoint. */
enum err ledger_cosign(struct ledger *l, struct span note)
{
    struct tlog_note parts;
    struct tlog_note own;
    TRY(tlog_note_decode(note, &parts));
    TRY(tlog_note_verify(&parts, &l->vkey, NULL));
    TRY(tlog_note_decode(buf_span(&l->note), &own));
    struct publish publish = {.root_fd = l->public_fd, .problem = &l->problem};
    TRY(publish_text(&publish, "cosigned", note));
    return span_equal(parts.text, own.text) ? publish_text(&publish, "checkpoint", note) : ERR_OK;
}

enum err ledger_beside(struct ledger *l, const char *name, struct span bytes)
{
    struct publish publish = {.root_fd = l->public_fd, .problem = &l->problem};
    if (bytes.len == 0) {
        TRY(publish_text_rest(&publish, name));
        return unlinkat(l->public_fd, name, 0) == 0 || errno == ENOENT ? ERR_OK
                                                                       : err_from_errno(errno);
    }
    return publish_text(&publish, name, bytes);
}
