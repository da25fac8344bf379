/*
 * about.h: what a report or a legal notice is about, as it is written: "video:NUMBER",
 * "comment:NUMBER", "person:NUMBER", or the address of a video's or a person's page here.
 */
#ifndef ABOUT_H
#define ABOUT_H

#include "base_json.h"
#include "edged.h"
#include "policy.h"
#include "web_answer.h"
#include "web_json.h"

#include <stdint.h>

struct about {
    enum policy_kind kind;
    int64_t number;
    int64_t person; /* whose it is */
};

/* about_read: the field "about", of something that the viewer (0: everybody) may see. On failure
 * the answer has its problem; ERR_NOT_FOUND: it is not there. */
MUST_USE enum err about_read(struct edged *e, struct web_json *json, struct web_answer *a,
                             int64_t viewer, struct about *out_about);

/* about_put: the member "about". */
void about_put(struct jot *j, uint8_t kind, int64_t number);

/* about_ground: the field "ground", a code of policy.h's table that a report may have. */
MUST_USE enum err about_ground(struct web_json *json, struct web_answer *a,
                               const struct policy_ground **out_ground);

#endif
