#include "sign.h"

#include "agent.h"
#include "base_json.h"
#include "base_time.h"
#include "events.h"
#include "handlers.h"
#include "people_json.h"
#include "said.h"
#include "session.h"
#include "store_person.h"

#include <stdio.h>

enum { ANSWER_MAX = 4 * 1024 };

enum err sign_may(void *app, const struct web_request *r, struct web_answer *a)
{
    struct edged *e = app;
    unsigned next_s = 0;
    if (said_may(a, e->signs, r->client, &next_s)) {
        return ERR_OK;
    }
    (void)web_answer_problem_limit(a, 429, "Too many attempts",
                                   "Too many sign-ups and sign-ins from here; wait a minute.",
                                   LIMIT_SIGN_PER_MINUTE);
    (void)web_answer_header(a, "Retry-After", "60");
    return ERR_BUSY;
}

static enum err refuse_guesses(struct web_answer *a)
{
    char seconds[16];
    (void)snprintf(seconds, sizeof(seconds), "%d", LIMIT_GUESS_RETRY_S);
    (void)web_answer_problem_limit(a, 429, "Too many attempts",
                                   "Too many wrong passwords for this account. Wait three minutes; "
                                   "or use a browser that signed "
                                   "in before, a passkey or a recovery code.",
                                   LIMIT_GUESS_BURST);
    (void)web_answer_header(a, "Retry-After", seconds);
    return ERR_LIMIT;
}

/* One row for each refusal that names a part; LIMIT is also what is longer than any can be. */
static const struct {
    uint8_t about;
    enum err err;
    unsigned status;
    const char *title;
    const char *detail;
    int limit; /* 0: none */
} refusals[] = {
    {ABOUT_HANDLE, ERR_FORMAT, 400, "Malformed request",
     "handle: small letters from a to z, digits, '_' and '.', a letter first", 0},
    {ABOUT_HANDLE, ERR_LIMIT, 400, "Malformed request", "handle: 3 to 24 characters", LIMIT_HANDLE},
    {ABOUT_HANDLE, ERR_DENIED, 400, "Malformed request",
     "handle: kept for the service, or looks like a word that is", 0},
    {ABOUT_HANDLE, ERR_CONFLICT, 409, "Conflict", "handle is taken", 0},
    {ABOUT_PASSWORD, ERR_LIMIT, 400, "Malformed request", "password: 10 to 256 bytes",
     LIMIT_PASSWORD},
    {ABOUT_PASSWORD, ERR_CONFLICT, 400, "Malformed request",
     "password: too easy to guess; not your handle, a much-used word with digits, or a run of keys",
     0},
    {ABOUT_PASSWORD, ERR_DENIED, 403, "Wrong password", "password: this is not your password", 0},
    {ABOUT_BIRTH_DATE, ERR_FORMAT, 400, "Malformed request",
     "birth_date: a day that was, as YYYY-MM-DD", 0},
    {ABOUT_BIRTH_DATE, ERR_DENIED, 403, "Too young",
     "birth_date: you must be 13 years old to have an account here. Nothing of this was kept.",
     LIMIT_AGE_YEARS},
    {ABOUT_BIRTH_DATE, ERR_CONFLICT, 409, "Conflict",
     "birth_date: it may be corrected once, and was before", 1},
    {ABOUT_PASSKEY, ERR_DENIED, 403, "Passkey refused",
     "passkey: not made at this region's own address, not verified, or too long ago", 0},
    {ABOUT_PASSKEY, ERR_FORMAT, 400, "Malformed request", "passkey: not what a passkey is", 0},
    {ABOUT_PASSKEY, ERR_CONFLICT, 409, "Conflict", "passkey: it is there already", 0},
    {ABOUT_PASSKEY, ERR_LIMIT, 409, "Conflict", "passkey: at most 20; remove one first",
     LIMIT_PASSKEYS},
    {ABOUT_NONE, ERR_FORMAT, 500, "Not readable",
     "What is kept of you here was changed and does not open.", 0},
    {ABOUT_EMAIL, ERR_FORMAT, 400, "Malformed request", "email: not an e-mail address", 0},
    {ABOUT_EMAIL, ERR_LIMIT, 400, "Malformed request", "email: at most 254 bytes", LIMIT_EMAIL},
};

enum err sign_refuse(struct web_answer *a, enum err err, uint8_t about)
{
    for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
        if (refusals[i].about != about || refusals[i].err != err) {
            continue;
        }
        if (refusals[i].limit == 0) {
            (void)web_answer_problem(a, refusals[i].status, refusals[i].title, refusals[i].detail);
        } else {
            (void)web_answer_problem_limit(a, refusals[i].status, refusals[i].title,
                                           refusals[i].detail, refusals[i].limit);
        }
        return err;
    }
    if (err == ERR_LIMIT && about == ABOUT_NONE) {
        return refuse_guesses(a);
    }
    (void)web_answer_err(a, err, NULL);
    return err;
}

enum err sign_refuse_own(struct web_answer *a, enum err err, uint8_t about)
{
    return err == ERR_DENIED && about == ABOUT_NONE ? session_refuse(a, err)
                                                    : sign_refuse(a, err, about);
}

/* What cannot be looked up keeps nobody from signing in. */
void sign_put_members(struct edged *e, struct jot *j, const struct custody_person *person)
{
    struct store_profile profile;
    bool known = store_profile_get(e->store, person->user, &profile) == ERR_OK;
    struct people_user user = {.id = person->user,
                               .handle = person->handle,
                               .name = known ? profile.name : "",
                               .avatar = known ? profile.avatar : ""};
    people_put_members(j, &user);
}

void sign_put_user(struct edged *e, struct jot *j, const struct custody_person *person)
{
    jot_key(j, "user");
    jot_object(j);
    sign_put_members(e, j, person);
    if (person->leaves_ms > 0) {
        jot_put_int(j, "leaves_ms", person->leaves_ms);
    }
    jot_object_end(j);
}

static enum err answer_user(struct edged *e, struct web_answer *a, unsigned status,
                            const struct custody_person *person)
{
    AUTO(buf) struct buf body = {.max = ANSWER_MAX};
    struct jot j = jot_start(&body);
    jot_object(&j);
    sign_put_user(e, &j, person);
    jot_object_end(&j);
    return web_answer_json(a, status, &body);
}

enum err sign_ask(struct edged *e, const struct web_request *r, struct web_answer *a,
                  struct sign *sign)
{
    struct span agent = {NULL, 0};
    AUTO(custody_token) struct custody_token device = {.scope = ASK_SCOPE_OWN};
    AUTO(custody_signed) struct custody_signed got = {.about = ABOUT_NONE};
    (void)web_request_header(r, "User-Agent", &agent);
    sign->brought.label = agent_label(agent);
    if (session_device(r, &device) == ERR_OK) {
        sign->brought.device = span_of(device.bytes, sizeof(device.bytes));
    }
    enum err err = custody_sign(e->custodian, sign->ask, &sign->brought, &got);
    if (err == ERR_DENIED && got.about == ABOUT_NONE) {
        (void)web_answer_problem(a, 401, "Not signed in", sign->denied);
        return err;
    }
    if (err != ERR_OK) {
        return sign_refuse(a, err, got.about);
    }
    struct store_person row = {got.person.user, span_text(got.person.handle)};
    TRY(store_person_put(e->store, &row, time_wall_ms()));
    TRY(session_put(a, &got));
    if (sign->ask == ASK_RECOVER) {
        events_check(e->events);
    }
    return answer_user(e, a, sign->status, &got.person);
}
