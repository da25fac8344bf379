#include "tlog_policy.h"

#include "base_text.h"

#include <stdio.h>
#include <string.h>

enum { WORDS = TLOG_POLICY_NODES + 3 };

struct policy_reader {
    struct tlog_policy *policy;
    uint64_t used; /* nodes that are a member of a group already */
    bool quorum_seen;
};

struct policy_line {
    size_t count;
    struct span words[WORDS];
};

static bool policy_bytes_good(struct span in)
{
    for (size_t i = 0; i < in.len; i++) {
        uint8_t c = in.ptr[i];
        if ((c < 0x20 && c != '\t') || c == 0x7f) {
            return false;
        }
    }
    return true;
}

static enum err split_words(struct span line, struct policy_line *out)
{
    out->count = 0;
    for (size_t i = 0; i < line.len;) {
        size_t start = i;
        while (i < line.len && line.ptr[i] != ' ' && line.ptr[i] != '\t') {
            i++;
        }
        if (i > start) {
            if (out->count == WORDS) {
                return ERR_LIMIT;
            }
            out->words[out->count++] = span_of(line.ptr + start, i - start);
        } else {
            i++;
        }
    }
    return ERR_OK;
}

/* The node of that name; node_count if there is none. */
static size_t find_node(const struct tlog_policy *p, struct span name)
{
    size_t i = 0;
    while (i < p->node_count && !span_equal(p->nodes[i].name, name)) {
        i++;
    }
    return i;
}

static bool same_key(const struct tlog_vkey *a, const struct tlog_vkey *b)
{
    return memcmp(a->key, b->key, TLOG_KEY_SIZE) == 0;
}

static enum err read_log(struct policy_reader *r, const struct policy_line *line)
{
    struct tlog_policy *p = r->policy;
    struct tlog_vkey vkey;
    if (line->count < 2 || line->count > 3) {
        return ERR_FORMAT;
    }
    TRY(tlog_vkey_decode(line->words[1], &vkey));
    for (size_t i = 0; i < p->log_count; i++) {
        if (same_key(&p->logs[i], &vkey)) {
            return ERR_FORMAT;
        }
    }
    if (vkey.type != TLOG_ED25519) {
        return ERR_FORMAT;
    }
    if (p->log_count == TLOG_POLICY_LOGS) {
        return ERR_LIMIT;
    }
    p->logs[p->log_count++] = vkey;
    return ERR_OK;
}

/* Room for a node of a new name. */
static enum err new_node(struct tlog_policy *p, struct span name,
                         struct tlog_policy_node **out_node)
{
    if (span_is(name, "none") || find_node(p, name) < p->node_count) {
        return ERR_FORMAT;
    }
    if (p->node_count == TLOG_POLICY_NODES) {
        return ERR_LIMIT;
    }
    struct tlog_policy_node *node = &p->nodes[p->node_count];
    *node = (struct tlog_policy_node){.name = name};
    *out_node = node;
    return ERR_OK;
}

static enum err read_witness(struct policy_reader *r, const struct policy_line *line)
{
    struct tlog_policy *p = r->policy;
    struct tlog_policy_node *node = NULL;
    struct tlog_vkey vkey;
    if (line->count < 3 || line->count > 4) {
        return ERR_FORMAT;
    }
    TRY(new_node(p, line->words[1], &node));
    TRY(tlog_vkey_decode(line->words[2], &vkey));
    for (size_t i = 0; i < p->node_count; i++) {
        if (p->nodes[i].threshold == 0 && same_key(&p->nodes[i].vkey, &vkey)) {
            return ERR_FORMAT;
        }
    }
    if (vkey.type != TLOG_ED25519_COSIGNATURE) {
        return ERR_FORMAT;
    }
    node->vkey = vkey;
    node->url = line->count > 3 ? line->words[3] : span_of(NULL, 0);
    p->node_count++;
    return ERR_OK;
}

static enum err read_group(struct policy_reader *r, const struct policy_line *line)
{
    struct tlog_policy *p = r->policy;
    struct tlog_policy_node *node = NULL;
    if (line->count < 4) {
        return ERR_FORMAT;
    }
    TRY(new_node(p, line->words[1], &node));
    uint64_t members = line->count - 3;
    uint64_t threshold = 0;
    if (span_is(line->words[2], "any")) {
        threshold = 1;
    } else if (span_is(line->words[2], "all")) {
        threshold = members;
    } else {
        TRY(text_u64(line->words[2], members, &threshold));
    }
    if (threshold == 0) {
        return ERR_FORMAT;
    }
    for (size_t i = 3; i < line->count; i++) {
        size_t member = find_node(p, line->words[i]);
        if (member == p->node_count || (r->used >> member & 1) != 0) {
            return ERR_FORMAT;
        }
        r->used |= UINT64_C(1) << member;
        node->members |= UINT64_C(1) << member;
    }
    node->threshold = (unsigned)threshold;
    p->node_count++;
    return ERR_OK;
}

static enum err read_quorum(struct policy_reader *r, const struct policy_line *line)
{
    struct tlog_policy *p = r->policy;
    if (line->count != 2 || r->quorum_seen) {
        return ERR_FORMAT;
    }
    r->quorum_seen = true;
    if (span_is(line->words[1], "none")) {
        return ERR_OK;
    }
    p->quorum = find_node(p, line->words[1]);
    p->has_quorum = true;
    return p->quorum < p->node_count ? ERR_OK : ERR_FORMAT;
}

static enum err read_line(struct policy_reader *r, struct span text)
{
    static const struct {
        const char *word;
        enum err (*read)(struct policy_reader *r, const struct policy_line *line);
    } kinds[] = {{"log", read_log},
                 {"witness", read_witness},
                 {"group", read_group},
                 {"quorum", read_quorum}};
    struct policy_line line;
    if (!policy_bytes_good(text)) {
        return ERR_FORMAT;
    }
    TRY(split_words(text, &line));
    if (line.count == 0 || line.words[0].ptr[0] == '#') {
        return ERR_OK;
    }
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (span_is(line.words[0], kinds[i].word)) {
            return kinds[i].read(r, &line);
        }
    }
    return ERR_FORMAT;
}

enum err tlog_policy_decode(struct span in, struct tlog_policy *out_policy, unsigned *out_line)
{
    struct policy_reader r = {.policy = out_policy};
    unsigned number = 0;
    enum err err = in.len > TLOG_POLICY_MAX ? ERR_LIMIT : ERR_OK;
    memset(out_policy, 0, sizeof(*out_policy));
    while (err == ERR_OK && in.len > 0) {
        number++;
        bool ended = memchr(in.ptr, '\n', in.len) != NULL;
        err = ended ? read_line(&r, span_cut(&in, '\n')) : ERR_FORMAT;
    }
    if (err != ERR_OK) {
        *out_line = number;
        return err;
    }
    *out_line = 0;
    return r.quorum_seen ? ERR_OK : ERR_FORMAT;
}

const char *tlog_policy_fault(unsigned line, char out[TLOG_POLICY_FAULT])
{
    if (line == 0) {
        return "no line of it says the quorum (\"quorum none\" asks for none)";
    }
    (void)snprintf(out, TLOG_POLICY_FAULT, "line %u is not one of a policy", line);
    return out;
}

/* When so many of the members had signed, counted from the newest: 0 for fewer than that. Times are
 * of nodes that signed, 0 of others. */
static uint64_t group_time(const struct tlog_policy_node *group,
                           const uint64_t times_s[TLOG_POLICY_NODES], uint64_t witnessed)
{
    uint64_t left = group->members & witnessed;
    uint64_t time_s = 0;
    for (unsigned i = 0; i < group->threshold; i++) {
        unsigned newest = TLOG_POLICY_NODES;
        for (unsigned node = 0; node < TLOG_POLICY_NODES; node++) {
            bool there = (left >> node & 1) != 0;
            bool newer = newest == TLOG_POLICY_NODES || times_s[node] > times_s[newest];
            newest = there && newer ? node : newest;
        }
        if (newest == TLOG_POLICY_NODES) {
            return 0;
        }
        left &= ~(UINT64_C(1) << newest);
        time_s = times_s[newest];
    }
    return time_s;
}

enum err tlog_policy_check(const struct tlog_policy *policy, const struct tlog_note *note,
                           unsigned *out_witnesses, uint64_t *out_time_s)
{
    uint64_t witnessed = 0;
    unsigned witnesses = 0;
    uint64_t newest_s = 0;
    uint64_t times_s[TLOG_POLICY_NODES] = {0};
    for (size_t i = 0; i < policy->node_count; i++) {
        const struct tlog_policy_node *node = &policy->nodes[i];
        bool yes = false;
        if (node->threshold > 0) {
            unsigned held = (unsigned)__builtin_popcountll(node->members & witnessed);
            yes = held >= node->threshold;
            times_s[i] = group_time(node, times_s, witnessed);
        } else {
            enum err err = tlog_note_verify(note, &node->vkey, &times_s[i]);
            if (err != ERR_OK && err != ERR_NOT_FOUND) {
                return err;
            }
            yes = err == ERR_OK;
            witnesses += yes ? 1 : 0;
            newest_s = times_s[i] > newest_s ? times_s[i] : newest_s;
        }
        witnessed |= yes ? UINT64_C(1) << i : 0;
    }
    if (policy->has_quorum && (witnessed >> policy->quorum & 1) == 0) {
        return ERR_NOT_FOUND;
    }
    if (out_witnesses != NULL) {
        *out_witnesses = witnesses;
    }
    if (out_time_s != NULL) {
        *out_time_s = policy->has_quorum ? times_s[policy->quorum] : newest_s;
    }
    return ERR_OK;
}
