/*
 * wire_op.h: the operator's socket of gate, DATA/operator.sock (SOCK_SEQPACKET, mode 0600). A
 * request is two bytes, version 1 and an op, and what the op says; the answer is one frame of UTF-8
 * text: JSON.
 *
 *   STATUS  {"region", "url", "port", "stopping", "missing": [words], "jobs": n, "processes":
 *           [{"role", "pid", "generation", "restarts", "state": "down"|"starting"|"ready",
 *           "digest"}], "key": {"id": 16 hexadecimal digits, "state": "steady"|"rotating"|
 *           "refused", "waiting": user keys that are still to be rewrapped} or null as long as
 *           custodiand has not said}
 *   STOP    {"stopping": true}; gate then ends as on SIGTERM.
 *   BACKUP, BACKUP_SEAL, BACKUP_RECORD, BACKUP_LOOK   {"app", "custodian", "record": "none"|
 *           "asked"|"done"|"failed", "problem": text or null}. BACKUP: edged holds its media and
 *           copies its database. BACKUP_SEAL: more bytes, the week's public key[32] and the
 *           backup's id[16], and CTL_BACKUP_FDS descriptors for custodiand. BACKUP_RECORD: more
 *           bytes, the manifest's digest[32]. The backup belongs to the connection that began it,
 *           and ends with that.
 *   STATEMENT, STATEMENT_LOOK   {"state": "none"|"asked"|"taken"|"refused", "number": a
 *           decision's or 0, "problem": text or null}. STATEMENT: with one descriptor, a memfd that
 *           nothing can change any more: an envelope of a member of the office, and a decision's
 *           opening behind a line end; at most LIMIT_STATEMENT_FILE bytes. It belongs to the
 *           connection that brought it.
 *   ROTATE  {"asked": bool, "problem": text or null}: the region's key is to be replaced. How it
 *           goes is in STATUS, under "key".
 */
#ifndef WIRE_OP_H
#define WIRE_OP_H

enum { OP_VERSION = 1, OP_SIZE = 2 };
enum { OP_BACKUP_KEY = 32, OP_BACKUP_ID = 16, OP_BACKUP_DIGEST = 32 };
enum op {
    OP_NONE,
    OP_STATUS,
    OP_STOP,
    OP_ROTATE,
    OP_BACKUP,
    OP_BACKUP_SEAL,
    OP_BACKUP_RECORD,
    OP_BACKUP_LOOK,
    OP_STATEMENT,
    OP_STATEMENT_LOOK
};

#endif
