#include "wire_ctl.h"

#include "wire_codec.h"

#include <string.h>

enum { CTL_VERSION = 1 };

_Static_assert(CTL_SIZE == 4 + 4 + 8 + 8 + 8 + CTL_DIGEST, "the layout in wire_ctl.h");

enum err ctl_decode(struct span frame, struct ctl *out_ctl)
{
    struct wire_reader r = wire_read(frame);
    struct ctl ctl = {0};
    uint8_t version = wire_u8(&r);
    ctl.kind = wire_u8(&r);
    ctl.role = wire_u8(&r);
    ctl.index = wire_u8(&r);
    ctl.generation = wire_u32(&r);
    ctl.id = wire_u64(&r);
    ctl.code = wire_i64(&r);
    ctl.value = wire_i64(&r);
    wire_fixed(&r, ctl.digest, sizeof(ctl.digest));
    wire_expect(&r, version == CTL_VERSION);
    wire_expect(&r, ctl.kind > CTL_NONE && ctl.kind < CTL_KIND_COUNT_);
    wire_expect(&r, ctl.role < ROLE_COUNT_);
    TRY(wire_end(&r));
    *out_ctl = ctl;
    return ERR_OK;
}

void ctl_encode(const struct ctl *ctl, uint8_t out[CTL_SIZE])
{
    AUTO(buf) struct buf b = {.max = CTL_SIZE};
    wire_put_u8(&b, CTL_VERSION);
    wire_put_u8(&b, ctl->kind);
    wire_put_u8(&b, ctl->role);
    wire_put_u8(&b, ctl->index);
    wire_put_u32(&b, ctl->generation);
    wire_put_u64(&b, ctl->id);
    wire_put_i64(&b, ctl->code);
    wire_put_i64(&b, ctl->value);
    wire_put_fixed(&b, ctl->digest, sizeof(ctl->digest));
    memset(out, 0, CTL_SIZE); /* out of memory: a frame that every reader refuses */
    if (buf_status(&b) == ERR_OK) {
        memcpy(out, b.ptr, CTL_SIZE);
    }
}

void ctl_cut_put(const struct ctl_cut *cut, struct ctl *ctl)
{
    AUTO(buf) struct buf b = {.max = CTL_DIGEST};
    wire_put_u32(&b, cut->from_ms);
    wire_put_u32(&b, cut->to_ms);
    wire_put_u32(&b, cut->poster);
    memset(ctl->digest, 0xff, sizeof(ctl->digest)); /* out of memory: what every reader refuses */
    if (buf_status(&b) == ERR_OK) {
        memset(ctl->digest, 0, sizeof(ctl->digest));
        memcpy(ctl->digest, b.ptr, b.len);
    }
}

enum err ctl_cut_get(const struct ctl *ctl, struct ctl_cut *out_cut)
{
    struct wire_reader r = wire_read(span_of(ctl->digest, sizeof(ctl->digest)));
    uint8_t rest[CTL_DIGEST - 12];
    static const uint8_t zeroes[sizeof(rest)];
    struct ctl_cut cut = {0};
    cut.from_ms = wire_u32(&r);
    cut.to_ms = wire_u32(&r);
    cut.poster = wire_u32(&r);
    wire_fixed(&r, rest, sizeof(rest));
    wire_expect(&r, memcmp(rest, zeroes, sizeof(rest)) == 0);
    wire_expect(&r, cut.to_ms == 0 || cut.from_ms < cut.to_ms);
    wire_expect(&r, cut.from_ms <= CTL_CUT_MAX && cut.to_ms <= CTL_CUT_MAX);
    wire_expect(&r, cut.poster <= CTL_CUT_MAX);
    TRY(wire_end(&r));
    *out_cut = cut;
    return ERR_OK;
}

const char *ctl_stage_name(int64_t stage)
{
    static const char *const names[STAGE_COUNT_] = {
        [STAGE_FIRST] = "first", [STAGE_REST] = "rest", [STAGE_PICTURE] = "picture"};
    return stage >= 0 && stage < STAGE_COUNT_ ? names[stage] : NULL;
}

const char *ctl_role_name(uint8_t role)
{
    static const char *const names[] = {
        [ROLE_NONE] = "none",   [ROLE_GATE] = "gate",     [ROLE_CUSTODIAND] = "custodiand",
        [ROLE_EDGED] = "edged", [ROLE_MEDIAD] = "mediad", [ROLE_GATEWAYD] = "gatewayd",
    };
    return role < ROLE_COUNT_ ? names[role] : names[ROLE_NONE];
}

const char *ctl_room_name(int64_t room)
{
    static const char *const names[] = {
        [ROOM_ENOUGH] = "enough", [ROOM_LOW] = "low", [ROOM_OUT] = "out"};
    return room >= 0 && room < ROOM_STATE_COUNT_ ? names[room] : "?";
}

const char *ctl_backup_words(int64_t why)
{
    static const char *const words[] = {
        [BACKUP_WHY_NONE] = "?",
        [BACKUP_WHY_NO_KEY] =
            "the region has no backup key (make one with: vitrine backup-key new)",
        [BACKUP_WHY_ROTATING] = "the region's key is being replaced; try again when that has ended",
        [BACKUP_WHY_BUSY] = "another backup is under way",
        [BACKUP_WHY_FULL] = "no space left on a disk",
        [BACKUP_WHY_ERROR] = "it failed; the region's log says why",
        [BACKUP_WHY_GONE] = "a process of the region ended meanwhile; try again",
    };
    return why > BACKUP_WHY_NONE && why < BACKUP_WHY_COUNT_ ? words[why] : words[0];
}

const char *ctl_statement_words(int64_t code)
{
    static const char *const words[] = {
        [STATEMENT_TAKEN] = "?",
        [STATEMENT_MALFORMED] = "it is not a statement of this version, with its opening",
        [STATEMENT_NO_MEMBER] = "it is not signed by a member of the office",
        [STATEMENT_OTHER_PLACE] = "it is for another region",
        [STATEMENT_KNOWN] = "it was taken before: a statement is taken once",
        [STATEMENT_OVERTAKEN] = "something about the same thing came before it; look again",
        [STATEMENT_NO_MOVE] = "it changes nothing, or cannot follow from what holds",
        [STATEMENT_OFFICE] = "that key was a member's before, or is none's",
        [STATEMENT_SAME_MEMBER] = "whom it is about answered your decision: another member decides",
        [STATEMENT_ERROR] = "it failed, and nothing was changed; the region's log says why",
    };
    return code > STATEMENT_TAKEN && code < STATEMENT_COUNT_ ? words[code] : words[0];
}
