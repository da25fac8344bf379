/*
 * legal.h: a legal notice, by whichever way it comes: of a program (legal.c) or of a form
 * (legal_page.c).
 */
#ifndef LEGAL_H
#define LEGAL_H

#include "custody.h"
#include "edged.h"
#include "web_answer.h"
#include "web_json.h"
#include "web_request.h"
#include "wire_desk.h"

/* How it stands with one. */
struct legal_told {
    struct buf frame; /* what the rest borrows from; wiped */
    struct desk_report report;
    struct span receipt; /* of one that was given: ASK_TOKEN bytes */
};
#define LEGAL_TOLD                                                                                 \
    {                                                                                              \
        .frame = {.max = LIMIT_MESSAGE }                                                           \
    }
static inline void legal_told_auto(struct legal_told *told)
{
    custody_frame_auto(&told->frame);
}

/* legal_give: hands the notice that json is to custodiand. On failure the answer may have its
 * problem; ERR_NOT_FOUND without one: what it is about is not there. */
MUST_USE enum err legal_give(struct edged *e, const struct web_request *r, struct web_json *json,
                             struct web_answer *a, struct legal_told *out_told);

/* legal_look: how it stands with the one of this number, for whoever has its receipt.
 * ERR_NOT_FOUND: there is none of both, or they cannot be these. */
MUST_USE enum err legal_look(struct edged *e, struct span number, struct span receipt,
                             struct legal_told *out_told);

#endif
