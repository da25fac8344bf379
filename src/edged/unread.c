#include "unread.h"

#include "report_news.h"
#include "store_notice.h"

enum err unread_of(const struct viewer *v, int64_t mark, struct unread_known known,
                   int64_t *out_count)
{
    struct feed_people off = {{0}, {0}};
    struct report_news news;
    int64_t actors[LIMIT_NOTICES];
    size_t found = 0;
    int64_t count = 0;
    if (known.news == NULL) {
        TRY(report_news(v, 0, &news));
        known.news = &news;
    }
    TRY(store_notice_actors(v->e->store, v->person.user, mark, LIMIT_NOTICES, actors, &found));
    if (known.off == NULL && found > 0) {
        TRY(viewer_people(v, &off));
    }
    const struct feed_people *people = known.off == NULL ? &off : known.off;
    for (size_t i = 0; i < found; i++) {
        count += actors[i] == 0 || !feed_people_off(people, actors[i]);
    }
    *out_count = count + report_news_unread(known.news, mark);
    return ERR_OK;
}
