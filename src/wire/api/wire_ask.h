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
 *   SIGN_OUT      token[32]                                -> (nothing)
 *   WHO           token[32]                                -> person
 *   SEAL          token[32] | u8 n | n x (u16 field, bytes) -> person | u8 n | n x bytes
 *   OPEN          token[32] | i64 subject | u8 n | n x (u16 field, bytes) -> u8 n | n x bytes
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
 *   REASON        token[32] | i64 decision                 -> u8 n = 1 | bytes
 *   PAIR          token[32] | u8 n | n x (u16 0, bytes i64 person) -> u8 n | n x bytes name[16]
 * name[16] person        i64 user | i64 leaves, ms | locker[16] | bytes handle session       person
 * | token[32] | device[32] entries       u8 n | n x (i64 id | i64 begun, ms | i64 last used, day |
 * u8 mark | bytes label) challenge     u8 n | n x bytes: the challenge, and credentials: those that
 * are there already, or those of the handle
 *
 * DATA: the rows of one table (account_data.h, counted from 0) about the session's person, as that
 * header has them; NOT_FOUND: no such table.
 *
 * DECIDED has no session: the first decision behind that number, once the ledger has it, as enum
 * ask_decided; none: n = 0. REASON: why it was decided, in words, for whom it is about; NOT_FOUND:
 * there is no such decision about what is theirs.
 *
 * PAIR: of each person two names: under the first stands that they blocked the session's person,
 * under the second, that the session's person blocked them. Nobody makes the names of others.
 *
 * CORRECT: which is ASK_CORRECT_BIRTH_DATE, ASK_CORRECT_EMAIL, or both: the other is not changed.
 *
 * birth date: YYYY-MM-DD. e-mail: empty for none. label: what the new session is to be called in
 * its owner's list. leaves: when the person's data will be destroyed; 0: they stay. days: until
 * then; LIMIT_LEAVE_DAYS, or 0: now, and every session has ended with the answer. ERASED has no
 * session: it says of whom edged has nothing left (and which entry of the ledger is due therefore),
 * and gives the next of whom it has to remove everything: id is the person's number, label the
 * locker. device: what an earlier answer gave this browser, or empty. fresh: the password from now
 * on. An entry of SESSIONS is marked 1 if it is the asking one.
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
 *   all with a token  DENIED: no such session, or it has ended
 *   PAIR      FORMAT: not a person's number; LIMIT: as OPEN, one for each request
 *   SEAL, OPEN  DENIED: also a field of another person, or not sealed as this one, or not in the
 *             data map
 *   SEAL      LIMIT: a field over LIMIT_FIELD, or an answer over LIMIT_MESSAGE (sealing adds 51
 *             bytes to each)
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

#include <stdint.h>

enum {
    ASK_TOKEN = 32,
    ASK_LOCKER = 16,
    ASK_PAIR_NAME = 16, /* bytes of a name */
    ASK_HEAD = 10,
    ASK_BIRTH_DATE = 10,
    ASK_CODE = 64 /* bytes of a recovery code as it was typed */
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
    ASK_COUNT_
};

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
};

struct ask_token { /* SIGN_OUT, WHO */
    uint8_t token[ASK_TOKEN];
};

struct ask_item {
    uint16_t field; /* a number of datamap_field.h; 0 in answers */
    struct span bytes;
};

struct ask_items { /* SEAL, OPEN, PAIR */
    uint8_t token[ASK_TOKEN];
    int64_t subject; /* OPEN only: whose fields these are */
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
    uint8_t mark;     /* 0 or 1 */
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
