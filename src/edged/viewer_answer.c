#include "viewer_answer.h"

#include "session.h"

enum err viewer_enter(struct edged *e, const struct web_request *r, struct web_answer *a,
                      struct custody_token *token, struct viewer *out_viewer)
{
    struct viewer viewer = {.e = e, .token = token};
    TRY(session_who(e, r, a, &viewer.person));
    TRY(session_token(r, token));
    *out_viewer = viewer;
    return ERR_OK;
}

enum err viewer_refuse(struct web_answer *a, enum err err)
{
    switch ((int)err) {
    case ERR_CONFLICT:
        (void)web_answer_problem_limit(a, 429, "Too much waits",
                                       "What came before could not be put in order yet. Try "
                                       "again.",
                                       LIMIT_DELTAS);
        return err;
    case ERR_LIMIT:
    case ERR_DENIED:
        return session_refuse(a, err);
    case ERR_FORMAT: /* of what was stored, not of the request */
        (void)web_answer_problem(a, 500, "Not readable",
                                 "A part of what is kept of you here was changed and does not "
                                 "open. POST /api/v1/me/watches/repair removes such parts, and "
                                 "keeps all others.");
        return err;
    default:
        (void)web_answer_err(a, err, NULL);
        return err;
    }
}
