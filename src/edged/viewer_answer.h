/*
 * viewer_answer.h: a viewer from a request, and the problem for what viewer.h gave back.
 */
#ifndef VIEWER_ANSWER_H
#define VIEWER_ANSWER_H

#include "viewer.h"
#include "web_answer.h"
#include "web_request.h"

/* viewer_enter: the session's viewer; token is filled in and borrowed by out_viewer. On failure the
 * answer has its problem. */
MUST_USE enum err viewer_enter(struct edged *e, const struct web_request *r, struct web_answer *a,
                               struct custody_token *token, struct viewer *out_viewer);

/* viewer_refuse: sets the problem, and gives err back. */
enum err viewer_refuse(struct web_answer *a, enum err err);

#endif
