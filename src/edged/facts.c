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
