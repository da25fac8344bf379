#include "policy.h"

#include "base_text.h"

#include <inttypes.h>

/* Every move that is allowed; anything else is ERR_CONFLICT. */
static const struct {
    enum policy_state from;
    enum policy_action on;
    enum policy_state to;
} moves[] = {
    {POLICY_SHOWN, POLICY_HIDE, POLICY_HIDDEN},    {POLICY_LABELLED, POLICY_HIDE, POLICY_HIDDEN},
    {POLICY_SHOWN, POLICY_LABEL, POLICY_LABELLED}, {POLICY_HIDDEN, POLICY_LABEL, POLICY_LABELLED},
    {POLICY_HIDDEN, POLICY_RESTORE, POLICY_SHOWN}, {POLICY_LABELLED, POLICY_RESTORE, POLICY_SHOWN},
};

static const char illegal[] = "DECISION_GROUND_ILLEGAL_CONTENT";
static const char against_terms[] = "DECISION_GROUND_INCOMPATIBLE_CONTENT";

static const struct policy_ground grounds[] = {
    {"law-child-safety", illegal, "STATEMENT_CATEGORY_PROTECTION_OF_MINORS",
     "against the law: sexual abuse of children", false},
    {"law-terror", illegal, "STATEMENT_CATEGORY_RISK_FOR_PUBLIC_SECURITY",
     "against the law: terrorist content", false},
    {"law-speech", illegal, "STATEMENT_CATEGORY_ILLEGAL_OR_HARMFUL_SPEECH",
     "against the law: unlawful speech", false},
    {"law-rights", illegal, "STATEMENT_CATEGORY_INTELLECTUAL_PROPERTY_INFRINGEMENTS",
     "against the law: somebody else's work", false},
    {"law-privacy", illegal, "STATEMENT_CATEGORY_DATA_PROTECTION_AND_PRIVACY_VIOLATIONS",
     "against the law: somebody's private life", false},
    {"law-other", illegal, "STATEMENT_CATEGORY_NOT_SPECIFIED_NOTICE",
     "against the law: another reason, which the decision names", false},
    {"terms-violence", against_terms, "STATEMENT_CATEGORY_VIOLENCE", "against the terms: violence",
     false},
    {"terms-harassment", against_terms, "STATEMENT_CATEGORY_CYBER_VIOLENCE",
     "against the terms: harassment", false},
    {"terms-hate", against_terms, "STATEMENT_CATEGORY_ILLEGAL_OR_HARMFUL_SPEECH",
     "against the terms: hatred of people for what they are", false},
    {"terms-sexual", against_terms, "STATEMENT_CATEGORY_OTHER_VIOLATION_TC",
     "against the terms: sexual content", false},
    {"terms-self-harm", against_terms, "STATEMENT_CATEGORY_SELF_HARM",
     "against the terms: harming oneself", false},
    {"terms-danger", against_terms, "STATEMENT_CATEGORY_RISK_FOR_PUBLIC_SECURITY",
     "against the terms: dangerous acts", false},
    {"terms-spam", against_terms, "STATEMENT_CATEGORY_SCAMS_AND_FRAUD",
     "against the terms: spam and fraud", false},
    {"terms-minors", against_terms, "STATEMENT_CATEGORY_PROTECTION_OF_MINORS",
     "against the terms: not fit for children", false},
    {"restored-mistake", against_terms, "STATEMENT_CATEGORY_OTHER_VIOLATION_TC",
     "the earlier decision was a mistake", true},
    {"restored-answer", against_terms, "STATEMENT_CATEGORY_OTHER_VIOLATION_TC",
     "the author's answer was right", true},
    {"restored-changed", against_terms, "STATEMENT_CATEGORY_OTHER_VIOLATION_TC",
     "the reason is no longer there", true},
};

static const struct {
    const char *code;
    const char *words;
} labels[] = {
    {"disturbing", "May disturb some people"},
    {"dangerous", "Shows something dangerous: do not try it"},
    {"disputed", "What it says is disputed"},
    {"synthetic", "Made or changed by a machine"},
};

static const char *const kinds[POLICY_KIND_COUNT_] = {
    [POLICY_VIDEO] = "video", [POLICY_COMMENT] = "comment", [POLICY_PERSON] = "person"};
static const char *const states[POLICY_STATE_COUNT_] = {
    [POLICY_SHOWN] = "shown", [POLICY_LABELLED] = "labelled", [POLICY_HIDDEN] = "hidden"};
static const char *const actions[POLICY_ACTION_COUNT_] = {
    [POLICY_HIDE] = "hide", [POLICY_LABEL] = "label", [POLICY_RESTORE] = "restore"};

enum policy_state policy_leads_to(enum policy_action action)
{
    size_t i = 0;
    while (i + 1 < sizeof(moves) / sizeof(moves[0]) && moves[i].on != action) {
        i++;
    }
    return moves[i].to;
}

enum err policy_move(enum policy_state from, enum policy_action action, enum policy_state *out_to)
{
    for (size_t i = 0; i < sizeof(moves) / sizeof(moves[0]); i++) {
        if (moves[i].from == from && moves[i].on == action) {
            *out_to = moves[i].to;
            return ERR_OK;
        }
    }
    return ERR_CONFLICT;
}

static const char *name_of(const char *const *names, size_t count, size_t index)
{
    return index < count ? names[index] : "unknown";
}

static enum err index_of(const char *const *names, size_t count, struct span name, size_t *out)
{
    for (size_t i = 0; i < count; i++) {
        if (span_is(name, names[i])) {
            *out = i;
            return ERR_OK;
        }
    }
    return ERR_FORMAT;
}

const char *policy_kind_name(enum policy_kind kind)
{
    return name_of(kinds, POLICY_KIND_COUNT_, (size_t)kind);
}

const char *policy_state_name(enum policy_state state)
{
    return name_of(states, POLICY_STATE_COUNT_, (size_t)state);
}

const char *policy_action_name(enum policy_action action)
{
    return name_of(actions, POLICY_ACTION_COUNT_, (size_t)action);
}

enum err policy_kind_read(struct span name, enum policy_kind *out_kind)
{
    size_t index = 0;
    TRY(index_of(kinds, POLICY_KIND_COUNT_, name, &index));
    *out_kind = (enum policy_kind)index;
    return ERR_OK;
}

enum err policy_state_read(struct span name, enum policy_state *out_state)
{
    size_t index = 0;
    TRY(index_of(states, POLICY_STATE_COUNT_, name, &index));
    *out_state = (enum policy_state)index;
    return ERR_OK;
}

enum err policy_action_read(struct span name, enum policy_action *out_action)
{
    size_t index = 0;
    TRY(index_of(actions, POLICY_ACTION_COUNT_, name, &index));
    *out_action = (enum policy_action)index;
    return ERR_OK;
}

const struct policy_ground *policy_ground_at(size_t index)
{
    return index < sizeof(grounds) / sizeof(grounds[0]) ? &grounds[index] : NULL;
}

size_t policy_ground_place(struct span code)
{
    const struct policy_ground *ground = NULL;
    for (size_t i = 0; (ground = policy_ground_at(i)) != NULL; i++) {
        if (span_is(code, ground->code)) {
            return i + 1;
        }
    }
    return 0;
}

const struct policy_ground *policy_ground_find(struct span code)
{
    size_t place = policy_ground_place(code);
    return place == 0 ? NULL : &grounds[place - 1];
}

bool policy_ground_fits(const struct policy_ground *ground, enum policy_action action)
{
    return ground->restores == (action == POLICY_RESTORE);
}

const char *policy_label_at(size_t index)
{
    return index < sizeof(labels) / sizeof(labels[0]) ? labels[index].code : NULL;
}

const char *policy_label_words(struct span code)
{
    for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++) {
        if (span_is(code, labels[i].code)) {
            return labels[i].words;
        }
    }
    return NULL;
}

const char *policy_visibility(enum policy_action action)
{
    static const char *const words[POLICY_ACTION_COUNT_] = {
        [POLICY_HIDE] = "DECISION_VISIBILITY_CONTENT_DISABLED",
        [POLICY_LABEL] = "DECISION_VISIBILITY_CONTENT_LABELLED",
        [POLICY_RESTORE] = "DECISION_VISIBILITY_OTHER",
    };
    return name_of(words, POLICY_ACTION_COUNT_, (size_t)action);
}

const char *policy_content(enum policy_kind kind)
{
    static const char *const words[POLICY_KIND_COUNT_] = {
        [POLICY_VIDEO] = "CONTENT_TYPE_VIDEO",
        [POLICY_COMMENT] = "CONTENT_TYPE_TEXT",
        [POLICY_PERSON] = "CONTENT_TYPE_OTHER",
    };
    return name_of(words, POLICY_KIND_COUNT_, (size_t)kind);
}

enum err policy_object_text(enum policy_kind kind, int64_t number, struct buf *out)
{
    return buf_printf(out, "%s:%" PRId64, policy_kind_name(kind), number);
}

enum err policy_object_read(struct span text, enum policy_kind *out_kind, int64_t *out_number)
{
    enum { COMMITMENT = 32 };
    struct span rest = text;
    enum policy_kind kind = POLICY_KIND_COUNT_;
    uint8_t commitment[COMMITMENT];
    uint64_t number = 0;
    TRY(policy_kind_read(span_cut(&rest, ':'), &kind));
    if (kind == POLICY_PERSON) {
        TRY(text_unhex(rest, commitment, sizeof(commitment)));
    } else {
        TRY(text_u64(rest, INT64_MAX, &number));
        if (number == 0) {
            return ERR_FORMAT;
        }
    }
    *out_kind = kind;
    *out_number = (int64_t)number;
    return ERR_OK;
}

enum err policy_about_read(struct span text, enum policy_kind *out_kind, int64_t *out_number)
{
    struct span rest = text;
    enum policy_kind kind = POLICY_KIND_COUNT_;
    uint64_t number = 0;
    TRY(policy_kind_read(span_cut(&rest, ':'), &kind));
    TRY(text_u64(rest, INT64_MAX, &number));
    if (number == 0) {
        return ERR_FORMAT;
    }
    *out_kind = kind;
    *out_number = (int64_t)number;
    return ERR_OK;
}
