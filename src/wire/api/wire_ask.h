/*
 * wire_ask.h: what edged may ask of custodiand, and what comes back. One frame per message on a
 * SOCK_SEQPACKET pair; at most LIMIT_MESSAGE bytes.
 *
 *   request   u8 version = 1 | u8 ask | u64 id | body of the ask
 *   answer    u8 version = 1 | u8 ask | u64 id | u8 error | u8 about | body, only if the error is
 *             ERR_OK
 *
 * `bytes` is u32 length + bytes. Nothing may follow a body. The id is random; a request that was
 * sent and not answered may be sent again with the same id, and takes effect once (RECOVER
 * and PASSWORD use up what they bring: a repeat of one that took effect is DENIED). `about` says
 * which part of the request an error is about (enum ask_about); 0: none.
 *
 *   SIGN_UP       bytes handle | bytes password | bytes birth date | bytes e-mail | bytes label
 *                 | bytes device                           -> session
 *   SIGN_IN       bytes handle | bytes password | bytes label | bytes device -> session
 *   RECOVER       bytes handle | bytes fresh | bytes code | bytes label | bytes device -> session
 *   SIGN_OUT      token[32] | u8 0                         -> (nothing)
 *   WHO           token[32] | u8 scope                     -> person
 *   SEAL          token[32] | u8 scope | u8 n | n x (u16 field, bytes) -> person | u8 n | n x bytes
 *   OPEN          token[32] | u8 scope | i64 subject | u8 n | n x (u16 field, bytes)
 *                                                          -> u8 n | n x bytes
 *   DETAILS       token[32]                                -> person | u8 n | birth date, e-mail
 *   SESSIONS      token[32]                                -> entries
 *   DATA          token[32] | i64 table                    -> person | u8 n = 1 | JSON
 *   CORRECT       token[32] | i64 which | bytes password | bytes birth date | bytes e-mail
 *                                                          -> (nothing)
 *   RENAME        token[32] | i64 session | bytes label    -> (nothing)
 *   END           token[32] | i64 session, 0: all others   -> (nothing)
 *   PASSWORD      token[32] | bytes password | bytes fresh -> (nothing)
 *   CODES         token[32] | bytes password               -> u8 n | n x bytes
 *   PASSKEY_NEW   token[32] | bytes password               -> person | challenge
 *   PASSKEY_ADD   token[32] | bytes label | bytes client data | bytes evidence -> (nothing)
 *   PASSKEYS      token[32]                                -> entries
 *   PASSKEY_DROP  token[32] | i64 passkey | bytes password -> (nothing)
 *   PASSKEY_ASK   bytes handle                             -> challenge
 *   PASSKEY_IN    bytes label | bytes device | bytes credential | bytes client data
 *                 | bytes evidence | bytes signature       -> session
 *   LEAVE         token[32] | i64 days | bytes password    -> person
 *   STAY          token[32]                                -> (nothing)
 *   ERASED        i64 user, 0: nobody                      -> entries
 *   DECIDED       i64 after                                -> u8 n | n x bytes
 *   REASON        token[32] | i64 decision                 -> u8 n = 2 | bytes, answer
 *   KEEP          i64 subject | u8 n | n x (u16 field, bytes) -> u8 n | n x bytes
 *   PAIR          token[32] | u8 scope | u8 n | n x (u16 0, bytes i64 person)
 *                                                          -> u8 n | n x bytes (name[16] name[16])
 *   SHARE         token[32] | u8 scope | u8 n | n x (u16 what, bytes i64 person)
 *                                                          -> u8 n | n x bytes (none)
 *   OPEN_SHARED   as OPEN
 *   OPEN_WAITING  as KEEP
 *   SEAL_EACH     u8 n | n x (u16 field, bytes asked)      -> u8 n | n x bytes sealed
 *   PERMIT        token[32] | i64 scopes | bytes binding[32] -> u8 n = 1 | bytes code[32]
 *   REDEEM        bytes code[32] | bytes label | bytes binding[32] -> session
 *   REPORT        token[32] | i64 object | bytes kind | bytes ground | bytes words
 *                                                          -> u8 n = 1 | report
 *   REPORTS       token[32] | i64 before, 0: all           -> u8 n | n x report
 *   REPORTS_ENDED token[32] | i64 until, ms                -> u8 n | n x report
 *   NOTICE        i64 object | bytes e-mail | bytes kind | bytes ground | bytes words | bytes name
 *                                                          -> u8 n = 2 | report, receipt[32]
 *   NOTICE_STATE  receipt[32] | i64 number                 -> u8 n = 1 | report
 *   ANSWER        token[32] | i64 decision | bytes words   -> u8 n = 1 | answer
 *   ANSWERS       token[32] | i64 before, 0: all           -> u8 n | n x answer
 *   DESK          bytes statement           -> u8 n = 3 | token[32], key[32], i64 until, ms
 *   DESK_END      token[32]                                -> (nothing)
 *   CASES         token[32] | bytes filter                 -> u8 n | counts or not, n x case
 *   CASE          token[32] | i64 case | i64 behind        -> u8 n | case, answer, n - 2 x report
 *   LOOK          token[32] | i64 case                     -> u8 n = 1 | case
 *   STATEMENT     token[32] | bytes statement              -> u8 n = 1 | i64 code, i64 number
 *
 *   person        i64 user | i64 leaves, ms | locker[16] | bytes handle
 *   session       person | token[32] | device[32]
 *   entries       u8 n | n x (i64 id | i64 begun, ms | i64 last used, day | u8 mark | u8 shut
 *                 | bytes label)
 *   challenge     u8 n | n x bytes: the challenge, and credentials: those that are there already,
 *                 or those of the handle
 *
 * DATA: the rows of one table (account_data.h, counted from 0) about the session's person, as that
 * header has them; NOT_FOUND: no such table.
 *
 * DECIDED has no session: the first decision behind that number, once the ledger has it, as enum
 * ask_decided; none: n = 0. REASON: why it was decided, in words, for whom it is about, and what
 * they answered; NOT_FOUND: there is no such decision about what is theirs.
 *
 * REPORT: kind, ground: words of policy.h; words: 0 to LIMIT_REPORT_WORDS characters. The same
 * person's about the same object, while its case is open, takes the place of the one before; the
 * answer's `fresh` says so. REPORTS, ANSWERS: one's own, the newest first; of the decisions that
 * were answered, ANSWERS. A page may be short; the next one goes on below its last. REPORTS_ENDED:
 * one's own whose cases ended by then, without their words, those that ended last first, at most
 * LIMIT_REPORT_PAGE. NOTICE: a legal notice by anyone; name and e-mail may be empty; its receipt is
 * told once. report, answer: wire_desk.h.
 *
 * scope: what the request is for, one bit of enum ask_scope: a session that a client was given does
 * it if that was permitted; or 0: what only a person's own session does, as do all asks that do not
 * say. PERMIT: a code, for LIMIT_PERMIT_MS, by which a client gets a session with these scopes if
 * it brings the same binding: a digest of all that the permission was bound to. REDEEM: once;
 * label: what the client is called in the person's list; device is zeroes. Another request with the
 * same code ends the session that the first was given.
 *
 * DESK: a statement by which a member of the office sits down at its desk; the other five bring the
 * token that it gave. CASES: a page of those that fit the filter has LIMIT_DESK_CASES and one more,
 * if there are more, behind how many there are, if it asks for that; filter, counts, case:
 * wire_desk.h; FORMAT: there is no such ground. CASE: reports whose numbers are above `behind`.
 * Each item of CASE but the first, and each LOOK, is counted. STATEMENT: an envelope, and behind a
 * line end an opening, as the operator's; code: enum ctl_statement, number: the decision's, minus
 * the closed case's, or 0.
 *
 * PAIR: of each person two names: under the first stands that they blocked the session's person,
 * under the second, that the session's person blocked them. Nobody makes the names of others.
 *
 * SHARE: what is one of enum ask_share, in the order in which they stand there; person 0 where
 * nobody else is meant. OPEN_SHARED: fields that their subject sealed with FIELD_SHARED
 * (datamap_field.h), for the session of somebody who follows them, as SHARE said.
 *
 * OPEN_SPOKEN: what others said about a video of the subject's that is not for everybody
 * (wire_spoken.h), for the subject's session or that of somebody who follows them. Each item is i64
 * whoever said it | what was sealed; the answer to one whose sayer has left is empty, and to one
 * that was not said in the subject's circle, or was changed.
 *
 * KEEP: as SEAL, of a subject who is not there: what a job makes of a video of theirs that is not
 * for everybody, and what they said about one that is for fewer now than when they said it. It has
 * no session, since sealing discloses nothing; only those fields are sealed so.
 *
 * SEAL_EACH: as SEAL, of another session each, which is why each item has a token and an error of
 * its own: asked, sealed: wire_each.h. What fails of one is no failure of the others.
 *
 * CORRECT: which is ASK_CORRECT_BIRTH_DATE, ASK_CORRECT_EMAIL, or both: the other is not changed.
 *
 * birth date: YYYY-MM-DD. e-mail: empty for none. label: what the new session is to be called in
 * its owner's list. leaves: when the person's data will be destroyed; 0: they stay. days: until
 * then; LIMIT_LEAVE_DAYS, or 0: now, and every session has ended with the answer. ERASED has no
 * session: it says of whom edged has nothing left (and which entry of the ledger is due therefore),
 * and gives the next of whom it has to remove everything: id is the person's number, label the
 * locker. device: what an earlier answer gave this browser, or empty. fresh: the password from now
 * on. An entry of SESSIONS is marked 1 if it is the asking one, 2 if it is a client's. shut: 1 if
 * its label was changed where it is kept and does not open; then it is empty.
 *
 * What an error means. BUSY: the queue of sign-ins is full. A malformed frame gets no answer:
 * whoever sent it is cut off.
 *   SIGN_UP   LIMIT, FORMAT: the part is not as it must be; CONFLICT: the handle is taken; the
 *             password is easy to guess; DENIED: the handle is kept for the service; too young
 *   SIGN_IN   DENIED: no such handle and password; LIMIT: too many wrong ones, wait
 *   RECOVER   DENIED: no such handle and code; LIMIT, CONFLICT: of the fresh password
 *   PASSWORD, CODES, PASSKEY_NEW, PASSKEY_DROP  DENIED: about the password: it is wrong; LIMIT
 *             about none: too many wrong ones
 *   LEAVE     as PASSWORD; a repeat of one of 0 days that took effect is DENIED: no such session
 *   STAY      CONFLICT: the person does not leave
 *   CORRECT   as PASSWORD, and as SIGN_UP about the birth date and the e-mail; CONFLICT about the
 *             birth date: it was corrected once before. Then nothing is changed
 *   END, RENAME, PASSKEY_DROP  NOT_FOUND: no such session, no such passkey
 *   PASSKEY_ADD  only with a challenge of PASSKEY_NEW's to the same person, so that the password
 *             was brought within LIMIT_CHALLENGE_MS. DENIED about the passkey: not made here and
 *             now; FORMAT: not a passkey; LIMIT: over LIMIT_PASSKEYS; CONFLICT: it is there already
 *   PASSKEY_IN  DENIED: not one of ours, or not used here and now; BUSY: too many at once
 *   all with a token  DENIED: no such session, or it has ended, or it is a client's that may not
 *   PERMIT    FORMAT: no scopes, or others than there are
 *   REDEEM    FORMAT: no label; DENIED: no such code, or not any more, or another binding
 *   PAIR      FORMAT: not a person's number; LIMIT: as OPEN, one for each request
 *   REPORT    FORMAT: not a kind, a ground or words; LIMIT: over LIMIT_REPORTS_HOUR, or so many
 *             are kept that none of them is closed
 *   NOTICE    FORMAT: as REPORT; LIMIT: over LIMIT_LEGAL_NOTICES
 *   NOTICE_STATE  NOT_FOUND: no such notice with that receipt
 *   ANSWER    NOT_FOUND: as REASON; CONFLICT: it does not hold any more, or was answered; LIMIT:
 *             after LIMIT_ANSWER_DAYS; FORMAT: not words
 *   DESK      DENIED: not a member's statement for this region and now, or it was used
 *   DESK_END, CASES, CASE, LOOK, STATEMENT  DENIED: nobody sits there with that token (any more);
 *             BUSY: the ledger has not yet that they do; NOT_FOUND: no such case
 *   SEAL, OPEN  DENIED: also a field of another person, or not sealed as this one, or not in the
 *             data map
 *   KEEP      NOT_FOUND: the subject has no key; DENIED: a field that is not sealed so
 *   SHARE     FORMAT: not such a word or person; DENIED: also whoever was shut out; LIMIT: more
 *             people than LIMIT_FOLLOWS or LIMIT_LISTED_PEOPLE
 *   OPEN_SHARED  NOT_FOUND: the subject does not share, or the session's person does not follow
 *             them; DENIED: also a field that is not sealed so; BUSY: the ledger has not yet that
 *             they share
 *   OPEN_SPOKEN  as OPEN_SHARED
 *   OPEN_WAITING  NOT_FOUND: as KEEP; DENIED: also a field that waits for no job, or not sealed as
 *             this one of this subject; FORMAT: not a sealed field
 *   SEAL, KEEP  LIMIT: a field over LIMIT_FIELD, or an answer over LIMIT_MESSAGE (sealing adds
 *             ASK_SEALING bytes to each)
 *   OPEN      LIMIT: the session has opened as much as one may; FORMAT: not a sealed field
 *
 * Decoded structs borrow from the frame. Decoders give ERR_FORMAT and change nothing.
 */
#ifndef WIRE_ASK_H
#define WIRE_ASK_H

#include "base_buf.h"
#include "base_err.h"
#include "base_limits.h"
#include "base_span.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    ASK_TOKEN = 32,
    ASK_LOCKER = 16,
    ASK_PAIR_NAME = 16, /* bytes of a name */
    ASK_SEALING = 51,   /* bytes that sealing adds to a field */
    ASK_BINDING = 32,
    ASK_HEAD = 10,
    ASK_BIRTH_DATE = 10,
    ASK_CODE = 64, /* bytes of a recovery code as it was typed */
    ASK_KIND = 16, /* bytes of a word of policy.h, as of the next */
    ASK_GROUND = 32
};

enum ask {
    ASK_NONE,
    ASK_SIGN_UP,
    ASK_SIGN_IN,
    ASK_SIGN_OUT,
    ASK_WHO,
    ASK_SEAL,
    ASK_OPEN,
    ASK_DETAILS,
    ASK_SESSIONS,
    ASK_END,
    ASK_PASSWORD,
    ASK_CODES,
    ASK_RECOVER,
    ASK_PASSKEY_NEW,
    ASK_PASSKEY_ADD,
    ASK_PASSKEYS,
    ASK_PASSKEY_DROP,
    ASK_PASSKEY_ASK,
    ASK_PASSKEY_IN,
    ASK_LEAVE,
    ASK_STAY,
    ASK_ERASED,
    ASK_DATA,
    ASK_CORRECT,
    ASK_RENAME,
    ASK_DECIDED,
    ASK_REASON,
    ASK_PAIR,
    ASK_KEEP,
    ASK_PERMIT,
    ASK_REDEEM,
    ASK_REPORT,
    ASK_REPORTS,
    ASK_NOTICE,
    ASK_NOTICE_STATE,
    ASK_ANSWER,
    ASK_ANSWERS,
    ASK_DESK,
    ASK_DESK_END,
    ASK_CASES,
    ASK_CASE,
    ASK_LOOK,
    ASK_STATEMENT,
    ASK_SHARE,
    ASK_OPEN_SHARED,
    ASK_REPORTS_ENDED,
    ASK_SEAL_EACH,
    ASK_OPEN_SPOKEN,
    ASK_OPEN_WAITING,
    ASK_COUNT_
};

/* What a client may be permitted to do in a person's name. */
enum ask_scope {
    ASK_SCOPE_OWN,        /* nothing: only the person's own session does it */
    ASK_SCOPE_READ = 1,   /* see what they see */
    ASK_SCOPE_WRITE = 2,  /* say, like, follow, save, watch */
    ASK_SCOPE_UPLOAD = 4, /* publish, change and remove videos */
    ASK_SCOPE_ALL = 7
};

/* ask_scope_is: one thing at a time, or ASK_SCOPE_OWN. */
static inline bool ask_scope_is(uint8_t scope)
{
    return scope <= ASK_SCOPE_ALL && (scope & (scope - 1)) == 0;
}

/* What the session's person says of what they seal for their followers, and of other people. */
enum ask_share {
    SHARE_NONE,
    SHARE_BEGIN, /* their followers may see it; nobody else is meant */
    SHARE_END,
    SHARE_FOLLOW, /* the person, if that one shares */
    SHARE_UNFOLLOW,
    SHARE_SHUT_OUT, /* the person, who does not follow them from then on, nor they that one */
    SHARE_LET_IN
};

enum ask_mark { ASK_MARK_NONE, ASK_MARK_CURRENT, ASK_MARK_CLIENT };

/* A decision's parts, in the order in which they stand there. DECIDED_NUMBERS: number, entry of the
 * ledger, object; i64 each. The others are texts: see policy.h. */
enum ask_decided {
    DECIDED_NUMBERS,
    DECIDED_SUBJECT,
    DECIDED_STATE,
    DECIDED_LABEL,
    DECIDED_ENVELOPE,
    DECIDED_COUNT_
};

enum ask_correct { ASK_CORRECT_BIRTH_DATE = 1, ASK_CORRECT_EMAIL = 2, ASK_CORRECT_ALL = 3 };

enum ask_about {
    ABOUT_NONE,
    ABOUT_HANDLE,
    ABOUT_PASSWORD,
    ABOUT_BIRTH_DATE,
    ABOUT_EMAIL,
    ABOUT_CODE,
    ABOUT_PASSKEY,
    ABOUT_COUNT_
};

struct ask_head {
    uint8_t ask; /* not checked against the table: that is the table's business */
    uint64_t id;
    struct span body;
};

/* What a person brings: all asks but those below. An ask has some of it; the rest is empty. */
struct ask_sign {
    uint8_t token[ASK_TOKEN];
    int64_t number;
    struct span handle;
    struct span password;
    struct span fresh;
    struct span birth_date;
    struct span email;
    struct span code;
    struct span label;
    struct span device;
    struct span credential;
    struct span client_data;
    struct span evidence;
    struct span signature;
    struct span kind;
    struct span ground;
    struct span words;
    struct span name;
    struct span statement;
    struct span filter;
    int64_t after;
};

struct ask_token { /* SIGN_OUT, WHO */
    uint8_t token[ASK_TOKEN];
    uint8_t scope; /* enum ask_scope */
};

struct ask_item {
    uint16_t field; /* a number of datamap_field.h, or of enum ask_share; 0 in answers */
    struct span bytes;
};

struct ask_items {            /* all with items */
    uint8_t token[ASK_TOKEN]; /* but KEEP, SEAL_EACH */
    uint8_t scope;            /* enum ask_scope */
    int64_t subject;          /* OPEN and its like, KEEP: whose fields these are */
    uint8_t count;
    struct ask_item items[LIMIT_ASK_ITEMS];
};

struct ask_person {
    int64_t user;
    int64_t leaves_ms;          /* 0: stays */
    uint8_t locker[ASK_LOCKER]; /* under which edged stores this person's sealed rows */
    struct span handle;
};

struct ask_entry { /* of a person's list: a session, a passkey */
    int64_t id;
    int64_t begun_ms;
    int64_t used_day; /* days since 1970 */
    uint8_t mark;     /* enum ask_mark */
    bool shut;        /* its label does not open, and is empty here */
    struct span label;
};

struct ask_answer {
    enum err err;
    uint8_t about;
    struct ask_person person;
    uint8_t token[ASK_TOKEN];
    uint8_t device[ASK_TOKEN];
    uint8_t count; /* of items, or of entries */
    struct ask_item items[LIMIT_ASK_ITEMS];
    struct ask_entry entries[LIMIT_ASK_ITEMS];
};

/* Requests. */
MUST_USE enum err ask_head_decode(struct span frame, struct ask_head *out_head);
MUST_USE enum err ask_sign_decode(uint8_t ask, struct span body, struct ask_sign *out_sign);
MUST_USE enum err ask_token_decode(struct span body, struct ask_token *out_token);
MUST_USE enum err ask_items_decode(uint8_t ask, struct span body, struct ask_items *out_items);
MUST_USE enum err ask_sign_encode(uint8_t ask, uint64_t id, const struct ask_sign *sign,
                                  struct buf *out);
MUST_USE enum err ask_token_encode(uint8_t ask, uint64_t id, const struct ask_token *token,
                                   struct buf *out);
MUST_USE enum err ask_items_encode(uint8_t ask, uint64_t id, const struct ask_items *items,
                                   struct buf *out);

/* Answers. ask_answer_decode demands the ask and the id that it is told. */
MUST_USE enum err ask_answer_encode(uint8_t ask, uint64_t id, const struct ask_answer *answer,
                                    struct buf *out);
MUST_USE enum err ask_answer_decode(uint8_t ask, uint64_t id, struct span frame,
                                    struct ask_answer *out_answer);

#endif
