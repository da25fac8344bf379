#include "shared.h"

#include "base_diag.h"
#include "shut.h"
#include "store_audience.h"
#include "store_follow.h"

_Static_assert((LIMIT_UNSHARED & (LIMIT_UNSHARED - 1)) == 0, "a place is cut from a number");

/* One of many: another's may go for it. */
static _Atomic int64_t *unshared(struct edged *e, int64_t person)
{
    return &e->unshared[person & (LIMIT_UNSHARED - 1)];
}

/* Forgotten before custodiand hears of it: shared_end notes before it looks. */
enum err shared_begin(struct edged *e, const struct custody_token *token, int64_t person)
{
    atomic_store(unshared(e, person), 0);
    return custody_share(e->custodian, token, SHARE_BEGIN, 0);
}

/* One that came in between says so once more: either it is seen here, or it is said later. */
enum err shared_end(struct edged *e, const struct custody_token *token, int64_t person)
{
    bool any = false;
    TRY(store_shared_any(e->store, person, &any));
    if (any) {
        return ERR_OK;
    }
    TRY(custody_share(e->custodian, token, SHARE_END, 0));
    atomic_store(unshared(e, person), person);
    TRY(store_shared_any(e->store, person, &any));
    return any ? shared_begin(e, token, person) : ERR_OK;
}

void shared_settle(struct edged *e, const struct custody_token *token, int64_t person)
{
    bool over = atomic_load(unshared(e, person)) == person;
    enum err err = over ? ERR_OK : shared_end(e, token, person);
    if (err != ERR_OK) {
        diag(DIAG_ERROR, "a sharing that is over waits for its author: %s", err_text(err));
    }
}

static enum err follows(struct edged *e, int64_t person, int64_t author, bool *out)
{
    struct store_follows found;
    TRY(store_follow_of(e->store, person, &author, 1, &found));
    *out = found.count > 0;
    return ERR_OK;
}

/* An end that came in between ends it. */
enum err shared_follow(struct edged *e, const struct custody_token *token, int64_t self,
                       int64_t author)
{
    bool still = false;
    TRY(custody_share(e->custodian, token, SHARE_FOLLOW, author));
    TRY(follows(e, self, author, &still));
    return still ? ERR_OK : custody_share(e->custodian, token, SHARE_UNFOLLOW, author);
}

enum err shared_may(struct edged *e, int64_t person, const struct store_video *video, bool *out_may)
{
    *out_may = false;
    bool shared = video->audience == AUDIENCE_FOLLOWERS && store_video_ready(video);
    return shared && person != 0 ? follows(e, person, video->person, out_may) : ERR_OK;
}

/* What does not open is shown to nobody; its author's own page says so. */
static void leave_unreadable(struct store_video *videos, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (videos[i].unreadable) {
            videos[i].audience = AUDIENCE_SELF;
        }
    }
}

/* Whoever followed before the author shared, or before this version, is not known yet. */
static enum err fill(struct edged *e, const struct onlooker *o, int64_t author,
                     struct store_video *videos, size_t count)
{
    struct shut_of of = {.custodian = e->custodian,
                         .token = &o->token,
                         .person = author,
                         .audience = AUDIENCE_FOLLOWERS,
                         .guest = author != o->person.user};
    enum err err = shut_fill(&of, e->store, videos, count);
    if (err == ERR_NOT_FOUND && of.guest) {
        TRY(shared_follow(e, &o->token, o->person.user, author));
        err = shut_fill(&of, e->store, videos, count);
    }
    leave_unreadable(videos, count);
    return err;
}

static void leave_out(int64_t author, struct store_video *videos, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (videos[i].person == author && videos[i].audience == AUDIENCE_FOLLOWERS) {
            videos[i].audience = AUDIENCE_SELF;
        }
    }
}

static bool is_first(const struct store_video *videos, size_t i)
{
    for (size_t k = 0; k < i; k++) {
        if (videos[k].person == videos[i].person && videos[k].audience == AUDIENCE_FOLLOWERS) {
            return false;
        }
    }
    return videos[i].audience == AUDIENCE_FOLLOWERS;
}

enum err shared_fill(struct edged *e, const struct onlooker *o, struct store_video *videos,
                     size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!is_first(videos, i)) {
            continue;
        }
        int64_t author = videos[i].person;
        enum err err = o->person.user == 0 ? ERR_DENIED : fill(e, o, author, &videos[i], count - i);
        if (err == ERR_BUSY || err == ERR_NOMEM || err == ERR_IO) {
            return err;
        }
        if (err != ERR_OK) {
            leave_out(author, &videos[i], count - i);
        }
    }
    return ERR_OK;
}
