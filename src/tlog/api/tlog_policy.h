/*
 * tlog_policy.h: whom a reader trusts, as a text file (C2SP tlog-policy), pinned by the reader and
 * never fetched from the service. Items are separated by spaces and tabs; '#' begins a comment
 * line.
 *
 *   log <vkey> [<url>]                       a checkpoint must be signed by one of these
 *   witness <name> <vkey> [<url>]
 *   group <name> any|all|<k> <name>...       witnessed if k of its members are
 *   quorum <name>|none                       exactly one line
 *
 * A name stands for what an earlier line defined, and is a member at most once. No key may stand
 * under two names: one witness counts once.
 */
#ifndef TLOG_POLICY_H
#define TLOG_POLICY_H

#include "base_err.h"
#include "base_span.h"
#include "tlog_note.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    TLOG_POLICY_LOGS = 32,
    TLOG_POLICY_NODES = 64,
    TLOG_POLICY_MAX = 64 * 1024,
    TLOG_POLICY_FAULT = 64
};

struct tlog_policy_node {
    struct span name;
    unsigned threshold; /* of a group; 0 for a witness */
    uint64_t members;   /* bit i: node i, which stands before this one */
    struct tlog_vkey vkey;
    struct span url; /* of a witness; empty if it has none */
};

struct tlog_policy {
    size_t log_count;
    struct tlog_vkey logs[TLOG_POLICY_LOGS];
    size_t node_count;
    struct tlog_policy_node nodes[TLOG_POLICY_NODES];
    bool has_quorum; /* false: none is asked for */
    size_t quorum;   /* a node */
};

/* tlog_policy_decode: borrows names from in. ERR_FORMAT; ERR_LIMIT for more logs or names than
 * there is room for. On failure out_line is the line at fault, from 1, or 0 if no line says the
 * quorum; and out_policy is of no use. tlog_policy_fault: that in words, which may be in out. */
MUST_USE enum err tlog_policy_decode(struct span in, struct tlog_policy *out_policy,
                                     unsigned *out_line);
const char *tlog_policy_fault(unsigned line, char out[TLOG_POLICY_FAULT]);

/* tlog_policy_check: whether the note's cosignatures make the quorum. ERR_NOT_FOUND: too few.
 * ERR_DENIED: a known witness's line does not verify. out_witnesses (may be NULL) counts those that
 * signed. out_time_s (may be NULL): so new are the signatures of a quorum: the newest time at which
 * there is one without any older signature; without a quorum the newest of all. One witness whose
 * clock is wrong makes no others' signatures newer. Logs are the caller's business. */
MUST_USE enum err tlog_policy_check(const struct tlog_policy *policy, const struct tlog_note *note,
                                    unsigned *out_witnesses, uint64_t *out_time_s);

#endif
