#include "seats.h"

#include "sum.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { SUM = 32, KEY = 16, SAID = ASK_LOCKER + 8 };
_Static_assert((int)SAID <= (int)SUM, "one hash hides what a seat says");

struct seat {
    uint8_t key[KEY];
    uint8_t said[SAID]; /* the locker and the person, hidden */
    bool taken;
};

struct seats {
    pthread_mutex_t lock;
    struct seat seats[LIMIT_SEATS];
};

enum err seats_new(struct seats **out_seats)
{
    struct seats *s = calloc(1, sizeof(*s));
    if (s == NULL) {
        return ERR_NOMEM;
    }
    (void)pthread_mutex_init(&s->lock, NULL);
    *out_seats = s;
    return ERR_OK;
}

void seats_free(struct seats *s)
{
    if (s == NULL) {
        return;
    }
    (void)pthread_mutex_destroy(&s->lock);
    free(s);
}

/* The token is random and long: a hash of it is known to nobody who does not have it. */
static void hash(const char *domain, const struct custody_token *token, uint8_t out[SUM])
{
    uint8_t text[32 + ASK_TOKEN];
    size_t len = strlen(domain) + 1;
    memcpy(text, domain, len);
    memcpy(text + len, token->bytes, ASK_TOKEN);
    sum_once(SUM_SHA256, span_of(text, len + ASK_TOKEN), out);
    explicit_bzero(text, sizeof(text));
}

struct finding {
    uint8_t key[SUM];
    uint8_t mask[SUM];
};
static void finding_auto(struct finding *f)
{
    explicit_bzero(f, sizeof(*f));
}

static struct finding finding_of(const struct custody_token *token)
{
    struct finding f;
    hash("vitrine seat 1", token, f.key);
    hash("vitrine seat said 1", token, f.mask);
    return f;
}

static struct seat *seat_of(struct seats *s, const struct finding *f)
{
    return &s->seats[(size_t)(f->key[0] << 8 | f->key[1]) % LIMIT_SEATS];
}

static void hide(uint8_t said[SAID], const struct finding *f)
{
    for (size_t i = 0; i < SAID; i++) {
        said[i] ^= f->mask[i];
    }
}

void seats_keep(struct seats *s, const struct custody_token *token,
                const struct custody_person *person)
{
    AUTO(finding) struct finding f = finding_of(token);
    struct seat seat = {.taken = true};
    memcpy(seat.key, f.key, KEY);
    memcpy(seat.said, person->locker, ASK_LOCKER);
    memcpy(seat.said + ASK_LOCKER, &person->user, sizeof(person->user));
    hide(seat.said, &f);
    (void)pthread_mutex_lock(&s->lock);
    *seat_of(s, &f) = seat;
    (void)pthread_mutex_unlock(&s->lock);
}

bool seats_find(struct seats *s, const struct custody_token *token,
                struct custody_person *out_person)
{
    AUTO(finding) struct finding f = finding_of(token);
    (void)pthread_mutex_lock(&s->lock);
    struct seat seat = *seat_of(s, &f);
    (void)pthread_mutex_unlock(&s->lock);
    if (!seat.taken || memcmp(seat.key, f.key, KEY) != 0) {
        return false;
    }
    hide(seat.said, &f);
    *out_person = (struct custody_person){.user = 0};
    memcpy(out_person->locker, seat.said, ASK_LOCKER);
    memcpy(&out_person->user, seat.said + ASK_LOCKER, sizeof(out_person->user));
    explicit_bzero(&seat, sizeof(seat));
    return true;
}

void seats_drop(struct seats *s, const struct custody_token *token)
{
    AUTO(finding) struct finding f = finding_of(token);
    (void)pthread_mutex_lock(&s->lock);
    struct seat *seat = seat_of(s, &f);
    if (memcmp(seat->key, f.key, KEY) == 0) {
        *seat = (struct seat){.taken = false};
    }
    (void)pthread_mutex_unlock(&s->lock);
}
