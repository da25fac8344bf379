/*
 * wire_ctl.h: the control pair between gate and each process. One layout for all kinds, CTL_SIZE
 * bytes:
 *
 *   u8 version = 1 | u8 kind | u8 role | u8 index | u32 generation | u64 id | i64 code | i64 value
 *   | digest[32]
 *
 * Fields that a kind does not name are zero. Descriptors travel beside the message.
 *
 *   from gate
 *     PEER      role, index, generation, digest, 1 descriptor: a data channel. To custodiand: one
 *               end of channel `index` of that role's process. To edged and gatewayd: its end of
 *               channel `index`; it replaces the one before.
 *     EVENT     id, code = enum ctl_event, role, generation, value, digest: something that belongs
 *               into the ledger. To custodiand, which answers ACK with the id once it is durable.
 *     ROTATE    replace the region's key. To custodiand, which says how it goes by KEYS.
 *     BACKUP    code = enum ctl_backup. To edged: HOLD, and END. To custodiand: HOLD; SEAL, with
 *               CTL_BACKUP_FDS descriptors, digest = the week's public key, id and value = the
 *               backup's id; RECORD, digest = the manifest's; END. Answers have the same id.
 *     STATEMENT id, 1 descriptor: what a member of the office signed, in a sealed memfd. To
 *               custodiand, which answers with the same id. To edged, without any: there may be a
 *               decision.
 *     STOP      finish what is under way and leave with status 0.
 *     JOB_DONE  id, code = enum ctl_outcome, value = exit status or signal. To edged.
 *   to gate
 *     READY     confined and serving.
 *     ACK       id. From custodiand.
 *     CUT       role, generation: that peer sent a malformed message; its channels are closed.
 *               From custodiand.
 *     KEYS      id = the region key's, code = enum ctl_keys, value = user keys that are still to be
 *               rewrapped with it. From custodiand: first after READY, then whenever it changes.
 *     BACKUP    code = enum ctl_backup, HELD, SEALED, RECORDED or FAILED, which has value = enum
 *               ctl_backup_why. From edged and custodiand.
 *     STATEMENT id, code = enum ctl_statement; TAKEN: value = the decision's number, minus the
 *               closed case's, or 0, and the ledger has it. From custodiand.
 *     JOB       id, code = enum ctl_stage, value = time limit in ms, CTL_JOB_FDS descriptors, in
 *               the order of enum ctl_job_fd: the input is read-only, all others are read-write
 *               regular files. What a stage has no use for stays empty. digest = struct ctl_cut:
 *               u32 from_ms | u32 to_ms | u32 poster, then zeroes. From edged.
 *     JOB_END   id, code = enum ctl_outcome, OUTCOME_OVERDUE or OUTCOME_REFUSED: end that job now;
 *               JOB_DONE then has this outcome, unless the job had ended by itself. From edged.
 */
#ifndef WIRE_CTL_H
#define WIRE_CTL_H

#include "base_buf.h"
#include "base_err.h"
#include "base_limits.h"
#include "base_span.h"

#include <stdint.h>

enum {
    CTL_SIZE = 64,
    CTL_DIGEST = 32,
    CTL_CUT_MAX = (LIMIT_VIDEO_S + 1) * 1000 /* milliseconds: no clip has more */
};

/* A job's files. */
enum ctl_job_fd {
    JOB_INPUT,
    JOB_REPORT,
    JOB_POSTER,
    JOB_STRIP,
    JOB_MP4_A,
    JOB_HLS_A,
    JOB_MP4_B,
    JOB_HLS_B,
    CTL_JOB_FDS
};

/* What a job makes: the smallest rendition with poster and strip, or the larger ones, or a person's
 * picture, which goes where the poster would. */
enum ctl_stage { STAGE_FIRST, STAGE_REST, STAGE_PICTURE, STAGE_COUNT_ };

enum ctl_kind {
    CTL_NONE,
    CTL_PEER,
    CTL_EVENT,
    CTL_STOP,
    CTL_JOB_DONE,
    CTL_READY,
    CTL_ACK,
    CTL_CUT,
    CTL_JOB,
    CTL_JOB_END,
    CTL_ROTATE,
    CTL_KEYS,
    CTL_BACKUP,
    CTL_STATEMENT,
    CTL_KIND_COUNT_
};

enum ctl_role {
    ROLE_NONE,
    ROLE_GATE,
    ROLE_CUSTODIAND,
    ROLE_EDGED,
    ROLE_MEDIAD,
    ROLE_GATEWAYD,
    ROLE_COUNT_
};

enum ctl_event {
    EVENT_NONE,
    EVENT_REGION_START, /* value: bit mask of enum ctl_missing */
    EVENT_REGION_STOP,
    EVENT_START,   /* role, generation, digest; of mediad once per digest and run of gate */
    EVENT_EXIT,    /* role, generation, digest, value = exit status */
    EVENT_KILLED,  /* role, generation, digest, value = signal; SIGSYS is a forbidden system call */
    EVENT_OVERDUE, /* role mediad: a job was ended at its limit */
    EVENT_LOST,    /* value: so many events were not kept, after the one before this one */
    EVENT_APP,     /* digest, of the list of the web app's files: right after REGION_START */
    EVENT_ROOM,    /* value = enum ctl_room: room on the disk that edged shares with custodiand */
    EVENT_COUNT_
};

/* What confinement lacks on this machine; a clear mask is full confinement. */
enum ctl_missing {
    MISSING_USERS = 1,      /* started without root: one user for all processes */
    MISSING_NAMESPACES = 2, /* refused: no tiny root, no empty network */
    MISSING_LANDLOCK = 4,
    MISSING_MEMFD = 8, /* executables are run from their files, not from sealed copies */
    MISSING_LOCK = 16  /* memory of custodiand and edged may be swapped out */
};

/* What edged may do while there is so much room on the disk. */
enum ctl_room {
    ROOM_ENOUGH, /* anything */
    ROOM_LOW,    /* make no file longer */
    ROOM_OUT,    /* not run */
    ROOM_STATE_COUNT_
};

/* How it stands with the region's key. REFUSED: a new one could not be made; nothing is changed. */
enum ctl_keys { KEYS_NONE, KEYS_STEADY, KEYS_ROTATING, KEYS_REFUSED };

/* A backup, step by step. HOLD: custodiand erases nobody from now on, until its part is sealed;
 * then edged copies its database and puts aside what it would remove. SEAL: custodiand writes its
 * parts to descriptors that are write-only, in the order of enum ctl_backup_fd. RECORD: the
 * manifest's digest goes into the ledger. END: it is over, however it went. */
enum ctl_backup {
    BACKUP_NONE,
    BACKUP_HOLD,
    BACKUP_HELD,
    BACKUP_SEAL,
    BACKUP_SEALED,
    BACKUP_RECORD,
    BACKUP_RECORDED,
    BACKUP_END,
    BACKUP_FAILED
};

enum ctl_backup_fd { BACKUP_FD_REGION, BACKUP_FD_ACCOUNTS, BACKUP_FD_PEOPLE, CTL_BACKUP_FDS };

enum ctl_backup_why {
    BACKUP_WHY_NONE,
    BACKUP_WHY_NO_KEY,   /* the region has no backup key */
    BACKUP_WHY_ROTATING, /* the region's key is being replaced */
    BACKUP_WHY_BUSY,     /* another backup is under way */
    BACKUP_WHY_FULL,     /* no room for the copy, or where the parts go */
    BACKUP_WHY_ERROR,    /* it is in the log */
    BACKUP_WHY_GONE,     /* the process ended meanwhile */
    BACKUP_WHY_COUNT_
};

/* What became of a statement. */
enum ctl_statement {
    STATEMENT_TAKEN,
    STATEMENT_MALFORMED,   /* not a statement with its opening, or one that says two things */
    STATEMENT_NO_MEMBER,   /* not signed by a member of the office, or not signed right */
    STATEMENT_OTHER_PLACE, /* of another region */
    STATEMENT_KNOWN,       /* it was taken before */
    STATEMENT_OVERTAKEN,   /* another decision, or a report, came before it */
    STATEMENT_NO_MOVE,     /* what holds already, or cannot follow from it */
    STATEMENT_OFFICE,      /* the key was added before, or is no member's */
    STATEMENT_SAME_MEMBER, /* it is about an answer to what the same member decided */
    STATEMENT_ERROR,       /* it is in the log; nothing was changed */
    STATEMENT_COUNT_
};

enum ctl_outcome { OUTCOME_EXIT, OUTCOME_KILLED, OUTCOME_OVERDUE, OUTCOME_REFUSED };

struct ctl {
    uint8_t kind;
    uint8_t role;
    uint8_t index;
    uint32_t generation;
    uint64_t id;
    int64_t code;
    int64_t value;
    uint8_t digest[CTL_DIGEST];
};

/* ctl_decode: ERR_FORMAT on another version or length, an unknown kind or role. */
MUST_USE enum err ctl_decode(struct span frame, struct ctl *out_ctl);
void ctl_encode(const struct ctl *ctl, uint8_t out[CTL_SIZE]);

/* What a job keeps of a clip. All zeroes: all of it, and the job chooses the poster. */
struct ctl_cut {
    uint32_t from_ms; /* of the clip */
    uint32_t to_ms;   /* 0: its end */
    uint32_t poster;  /* one more than the milliseconds of what is kept; 0: the job chooses */
};

/* ctl_cut_put, ctl_cut_get: in a JOB's digest. ERR_FORMAT: a part that ends before it begins, a
 * time that no clip has, or anything after it. */
void ctl_cut_put(const struct ctl_cut *cut, struct ctl *ctl);
MUST_USE enum err ctl_cut_get(const struct ctl *ctl, struct ctl_cut *out_cut);

/* ctl_stage_name: "first", "rest", "picture": as mediad's arguments have it. NULL: no stage. */
const char *ctl_stage_name(int64_t stage);

/* ctl_role_name: "gate", "custodiand", "edged", "mediad", "gatewayd"; "none" otherwise. */
const char *ctl_role_name(uint8_t role);

/* ctl_backup_words: why a backup failed, in words; "?" otherwise. */
const char *ctl_backup_words(int64_t why);

/* ctl_statement_words: why a statement was not taken, in words; "?" otherwise. */
const char *ctl_statement_words(int64_t code);

/* ctl_room_name: "enough", "low", "out"; "?" otherwise. */
const char *ctl_room_name(int64_t room);

#endif
