/*
 * approval_statement.h: what members of an office say, as canonical JSON (tlog_entry.h). Both names
 * nobody: they are published.
 *
 * A decision has the fields of a statement of reasons as the EU's DSA Transparency Database names
 * them, which follow from action, ground and object (policy.h), and these:
 *
 *   action, ground, label ("" if none), object: as in policy.h
 *   opening    SHA-256 of the opening, 64 hexadecimal digits: the reason in words is there
 *   previous   the number of the decision that held about the object until now; 0: none
 *   puid       names this statement, 32 hexadecimal digits, never used again
 *   region     whose decision it is
 *   made_ms    when it was signed
 *
 * An office statement says that a key is a member's from now on, or is no more: action "add" or
 * "remove", key (64 hexadecimal digits), organisation, puid, region, made_ms.
 *
 * A desk statement lets the member who signs it sit down at the office's desk: puid, region,
 * made_ms, until_ms.
 *
 * A dismissal closes a case of the desk without a decision: case, its number; upto, when the last
 * thing came to it that the member has seen, a report or an answer, in ms; opening, puid, region,
 * made_ms. Its opening has the case's number as object.
 *
 * An opening goes beside a decision, for custodiand and the author:
 *
 *   vitrine-opening 1
 *   object NUMBER
 *   person NUMBER      whose the object is; 0: not known
 *   salt HEX           64 digits
 *                      (an empty line)
 *   the reason, UTF-8, to the end; 1 to LIMIT_REASON characters
 */
#ifndef APPROVAL_STATEMENT_H
#define APPROVAL_STATEMENT_H

#include "approval_envelope.h"
#include "base_limits.h"
#include "policy.h"

enum { APPROVAL_DIGEST = 32, APPROVAL_PUID = 16, APPROVAL_SALT = 32, APPROVAL_LABEL = 32 };

struct approval_decision {
    enum policy_action action;
    const struct policy_ground *ground;
    char label[APPROVAL_LABEL + 1]; /* only with POLICY_LABEL */
    char object[POLICY_OBJECT + 1];
    enum policy_kind kind; /* of the object; this and number are set by decoding */
    int64_t number;        /* 0: a person's, which the opening has */
    uint8_t opening[APPROVAL_DIGEST];
    int64_t previous;
    uint8_t puid[APPROVAL_PUID];
    char region[LIMIT_ORIGIN + 1];
    int64_t made_ms;
};

struct approval_office {
    bool adds; /* else it removes */
    uint8_t key[APPROVAL_KEY];
    char organisation[LIMIT_ORGANISATION + 1];
    uint8_t puid[APPROVAL_PUID];
    char region[LIMIT_ORIGIN + 1];
    int64_t made_ms;
};

struct approval_desk {
    uint8_t puid[APPROVAL_PUID];
    char region[LIMIT_ORIGIN + 1];
    int64_t made_ms;
    int64_t until_ms;
};

struct approval_dismissal {
    int64_t of; /* the case */
    int64_t upto;
    uint8_t opening[APPROVAL_DIGEST];
    uint8_t puid[APPROVAL_PUID];
    char region[LIMIT_ORIGIN + 1];
    int64_t made_ms;
};

enum approval_type {
    APPROVAL_IS_DECISION,
    APPROVAL_IS_OFFICE,
    APPROVAL_IS_DESK,
    APPROVAL_IS_DISMISSAL
};

struct approval_statement {
    enum approval_type type;
    struct approval_decision decision;
    struct approval_office office;
    struct approval_desk desk;
    struct approval_dismissal dismissal;
};

/* approval_statement_decode: ERR_FORMAT: not a statement, or another version's, or not in its one
 * form. The encoders: ERR_FORMAT: a value that decoding would refuse. */
MUST_USE enum err approval_statement_decode(struct span payload,
                                            struct approval_statement *out_statement);
MUST_USE enum err approval_decision_encode(const struct approval_decision *decision,
                                           struct buf *out);
MUST_USE enum err approval_office_encode(const struct approval_office *office, struct buf *out);
MUST_USE enum err approval_desk_encode(const struct approval_desk *desk, struct buf *out);
MUST_USE enum err approval_dismissal_encode(const struct approval_dismissal *dismissal,
                                            struct buf *out);

/* approval_statement_region: whose it is: of whichever type. Borrowed. */
const char *approval_statement_region(const struct approval_statement *statement);

struct approval_opening {
    int64_t object;
    int64_t person;
    uint8_t salt[APPROVAL_SALT];
    struct span reason; /* borrowed */
};

MUST_USE enum err approval_opening_decode(struct span in, struct approval_opening *out_opening);
MUST_USE enum err approval_opening_encode(const struct approval_opening *opening, struct buf *out);

/* approval_object: the text by which a decision names the opening's object: a number, or for a
 * person a commitment to it with the salt. */
MUST_USE enum err approval_object(const struct approval_opening *opening, enum policy_kind kind,
                                  char out_object[POLICY_OBJECT + 1]);

#endif
