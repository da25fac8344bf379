/* ask_people.h: the rows of the table that concern accounts and sessions. Answers in wire_ask.h. */
#ifndef ASK_PEOPLE_H
#define ASK_PEOPLE_H

#include "table.h"

enum handled do_sign_up(struct custodian *c, const struct request *request, struct reply *reply);
enum handled do_sign_in(struct custodian *c, const struct request *request, struct reply *reply);
enum handled do_sign_out(struct custodian *c, const struct request *request, struct reply *reply);
enum handled do_who(struct custodian *c, const struct request *request, struct reply *reply);

/* What follows on the hash of a sign-up or a sign-in. */
MUST_USE enum err finish_sign_up(struct custodian *c, const struct hash_job *job, int64_t now_ms,
                                 struct reply *reply);
MUST_USE enum err finish_sign_in(struct custodian *c, const struct hash_job *job, int64_t now_ms,
                                 struct reply *reply);

static inline void ask_token_auto(struct ask_token *asked)
{
    vault_wipe(asked, sizeof(*asked));
}

static inline void ask_items_auto(struct ask_items *asked)
{
    vault_wipe(asked, sizeof(*asked));
}

/* reply_person: puts the person into the answer. */
void reply_person(struct reply *reply, const struct account_person *person);

/* reply_item: what was appended to the bytes behind `from` is one more item. */
void reply_item(struct reply *reply, size_t from);

/* reply_error: an answer that is an error. reply_about: and which part of the request it is about.
 */
enum handled reply_error(struct reply *reply, enum err err);
enum handled reply_about(struct reply *reply, enum err err, enum ask_about about);

/* stored_err: of opening what custodiand stored itself, a person's key or field. That it does not
 * open is no refusal of whoever asks (ERR_DENIED): it was changed from outside, ERR_FORMAT. */
enum err stored_err(enum err err);

/* hash_later: to the hasher, with what table_finish needs to go on. The answer is an error if it is
 * full; then the try goes back into its bucket. */
struct hash_wish {
    const struct account_hash *check; /* what the password is checked against; NULL: nothing */
    bool make;                        /* a hash of the new or fresh password */
    uint64_t guess;                   /* what guess_take was asked for; 0: nothing */
};
enum handled hash_later(struct custodian *c, const struct request *request,
                        const struct ask_sign *sign, const struct hash_wish *wish,
                        struct reply *reply);

/* session_for: begins a session, with what its owner knows it by, and keeps the browser's device.
 * ERR_DENIED: they left, and are erased as soon as no backup holds it back. */
struct visit {
    uint64_t request;
    int64_t now_ms;
    struct span label;
    struct span device;
    int64_t scopes; /* a client's; it is no browser, and gets no device */
};
MUST_USE enum err session_for(struct custodian *c, const struct visit *visit,
                              const struct account_person *person, struct reply *reply);

#endif
