#include "facts.h"

#include "store_watch.h"

enum err facts_get(struct edged *e, int64_t video, struct feed_facts *out_facts)
{
    struct store_facts found;
    const struct feed_row *row = shelf_find(shelf_hold(e->shelf), video);
    bool known = row != NULL;
    if (known) {
        *out_facts = row->facts;
    }
    shelf_let_go(e->shelf);
    if (known) {
        return ERR_OK;
    }
    TRY(store_watch_facts(e->store, video, &found));
    *out_facts = feed_facts_of(video, found.person, found.duration_ms, span_text(found.title));
    return ERR_OK;
}

enum err facts_length(struct edged *e, int64_t video, int64_t *out_ms)
{
    struct feed_facts facts;
    const struct feed_row *row = shelf_find(shelf_hold(e->shelf), video);
    int64_t length_ms = row == NULL ? 0 : row->facts.length_ms;
    shelf_let_go(e->shelf);
    if (length_ms == 0) {
        TRY(facts_get(e, video, &facts));
        length_ms = facts.length_ms;
    }
    *out_ms = length_ms;
    return ERR_OK;
}
