#include "unread.h"

#include "report_news.h"
#include "store_notice.h"

enum err unread_count(struct store *s, int64_t person, int64_t mark, const struct feed_people *off,
                      int64_t *out_count)
{
    int64_t actors[LIMIT_NOTICES];
    size_t count = 0;
    TRY(store_notice_actors(s, person, mark, LIMIT_NOTICES, actors, &count));
    *out_count = 0;
    for (size_t i = 0; i < count; i++) {
        *out_count += actors[i] == 0 || !feed_people_off(off, actors[i]);
    }
    return ERR_OK;
}

enum err unread_of(const struct viewer *v, int64_t mark, const struct report_news *news,
                   int64_t *out_count)
{
    static const struct feed_people nobody;
    struct feed_people off = {{0}, {0}};
    int64_t count = 0;
    struct report_news asked;
    TRY(news == NULL ? report_news(v, 0, &asked) : ERR_OK);
    TRY(unread_count(v->e->store, v->person.user, mark, &nobody, &count));
    if (count > 0) {
        TRY(viewer_people(v, &off));
        TRY(unread_count(v->e->store, v->person.user, mark, &off, &count));
    }
    *out_count = count + report_news_unread(news == NULL ? &asked : news, mark);
    return ERR_OK;
}
