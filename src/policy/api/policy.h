/*
 * policy.h: the rules of taking down: what may be decided about, which state follows from which,
 * and the grounds and labels that there are. The words in the tables are stored and signed, and so
 * is a ground's place among them: a row is never changed after a release, only added at the end.
 */
#ifndef POLICY_H
#define POLICY_H

#include "base_buf.h"
#include "base_err.h"
#include "base_span.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a decision is about. */
enum policy_kind { POLICY_VIDEO, POLICY_COMMENT, POLICY_PERSON, POLICY_KIND_COUNT_ };

/* How it stands with it. HIDDEN: nobody but its author finds it, and nobody gets its bytes; a
 * person's videos and comments are hidden with them. LABELLED: shown, with a word of warning.
 * Whatever nothing was decided about is SHOWN. */
enum policy_state { POLICY_SHOWN, POLICY_LABELLED, POLICY_HIDDEN, POLICY_STATE_COUNT_ };

/* What a decision does. */
enum policy_action { POLICY_HIDE, POLICY_LABEL, POLICY_RESTORE, POLICY_ACTION_COUNT_ };

/* policy_leads_to: the state in which an action leaves whatever it may be taken on. policy_move:
 * where an action leads from a state. ERR_CONFLICT: nowhere. */
enum policy_state policy_leads_to(enum policy_action action);
MUST_USE enum err policy_move(enum policy_state from, enum policy_action action,
                              enum policy_state *out_to);

/* As stored and signed: "video", "comment", "person"; "shown", "labelled", "hidden"; "hide",
 * "label", "restore". Never NULL. The readers: ERR_FORMAT. */
const char *policy_kind_name(enum policy_kind kind);
const char *policy_state_name(enum policy_state state);
const char *policy_action_name(enum policy_action action);
MUST_USE enum err policy_kind_read(struct span name, enum policy_kind *out_kind);
MUST_USE enum err policy_state_read(struct span name, enum policy_state *out_state);
MUST_USE enum err policy_action_read(struct span name, enum policy_action *out_action);

/* A ground, with what the EU's DSA Transparency Database calls it. */
struct policy_ground {
    const char *code;
    const char *dsa_ground;   /* decision_ground */
    const char *dsa_category; /* category */
    const char *words;        /* for people: what must not be */
    bool restores;            /* a ground to restore, and for nothing else */
};

/* policy_ground_find: NULL: there is none of that code. policy_ground_place: which one it is, from
 * 1 on; 0: none. policy_ground_at: all of them, in order; NULL past the last. policy_ground_fits:
 * whether the action may be taken on the ground. */
const struct policy_ground *policy_ground_find(struct span code);
size_t policy_ground_place(struct span code);
const struct policy_ground *policy_ground_at(size_t index);
bool policy_ground_fits(const struct policy_ground *ground, enum policy_action action);

/* policy_label_words: what people are told of something with that label; NULL: no such label.
 * policy_label_at: the codes, in order; NULL past the last. */
const char *policy_label_words(struct span code);
const char *policy_label_at(size_t index);

/* policy_visibility: decision_visibility of the DSA database for an action. */
const char *policy_visibility(enum policy_action action);

/* policy_content: content_type of the DSA database for a kind. */
const char *policy_content(enum policy_kind kind);

/* An object by its number, as "video:12" or "comment:12": numbers that everybody sees. A person's
 * is "person:" and a commitment, 64 hexadecimal digits, which is not made here. */
enum { POLICY_OBJECT = 72 }; /* bytes of its text, at most */

/* policy_object_text: appends it. policy_object_read: the kind of a text, and the number, 0 of a
 * person. ERR_FORMAT. */
enum err policy_object_text(enum policy_kind kind, int64_t number, struct buf *out);
MUST_USE enum err policy_object_read(struct span text, enum policy_kind *out_kind,
                                     int64_t *out_number);

/* policy_about_read: as policy_object_text writes it, of any kind by its number. ERR_FORMAT. */
MUST_USE enum err policy_about_read(struct span text, enum policy_kind *out_kind,
                                    int64_t *out_number);

#endif
